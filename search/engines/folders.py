"""Where an embedded engine keeps its files, and how one index takes the place of another.

The files of an index are in `<name>/<kind>/` or, when it was built beside and put in place, in
`<name>/<kind>.1/`, `.2` and so on: the highest number counts. So a new one takes over by a single
rename, and there is never a moment without an index.
"""

import re
import shutil
import threading
from abc import abstractmethod
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, Generic, Protocol, TypeVar

from search.engines.base import IndexUnavailable, index_folder
from search.engines.lock import LOCK_FILE, writer_lock

MOST_OPEN: Final = 100  # indexes kept open by one process

Read = TypeVar("Read")


class Closable(Protocol):
    """What a process keeps open of an index."""

    def close(self) -> None:
        """Let go of its files, once nobody reads them."""


Open = TypeVar("Open", bound=Closable)


class FolderEngine(Generic[Open]):
    """What engines that keep files have in common. They keep open the indexes lately read."""

    kind: str

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: OrderedDict[str, Open] = OrderedDict()
        self._open_lock = threading.Lock()

    @abstractmethod
    def _unread(self) -> Open:
        """What is kept of an index that has not been read yet."""

    @abstractmethod
    def _holds_index(self, files: Path) -> bool:
        """Whether there is an index in a folder, readable or not."""

    def _opened(self, name: str) -> Open:
        """What is kept open of an index; of the one that was read longest ago nothing is."""
        with self._open_lock:
            if name not in self._open:
                self._open[name] = self._unread()
            self._open.move_to_end(name)
            found = self._open[name]
            forgotten = self._open.popitem(last=False)[1] if len(self._open) > MOST_OPEN else None
        if forgotten is not None:
            forgotten.close()
        return found

    def _forget(self, name: str) -> None:
        """Close what is open of an index."""
        with self._open_lock:
            forgotten = self._open.pop(name, None)
        if forgotten is not None:
            forgotten.close()

    def exists(self, name: str) -> bool:
        while True:
            files = self._files(name)
            if self._holds_index(files):
                return True
            if self._files(name) == files:  # else it was replaced meanwhile
                return False

    def drop(self, name: str) -> None:
        parent = index_folder(self.folder, name)
        if not parent.exists():
            return
        with writer_lock(parent):
            self._forget(name)
            for files in self._all_files(parent):
                shutil.rmtree(files)
            (parent / LOCK_FILE).unlink()
            with suppress(OSError):  # another engine has files there
                parent.rmdir()

    def replace(self, name: str, source: Path) -> None:
        built = self._latest(index_folder(source, name))
        if not self._holds_index(built):
            raise IndexUnavailable(f"no index in {built}")
        parent = index_folder(self.folder, name)
        with writer_lock(parent):
            old = self._all_files(parent)
            taken = max((_number(files) for files in old), default=-1)
            built.rename(parent / (f"{self.kind}.{taken + 1}" if old else self.kind))
            self._tidy(parent)
        shutil.rmtree(built.parent, ignore_errors=True)

    def _files(self, name: str) -> Path:
        return self._latest(index_folder(self.folder, name))

    def _latest(self, parent: Path) -> Path:
        return max(self._all_files(parent), key=_number, default=parent / self.kind)

    def _reading_files(self, name: str, read: Callable[[Path], Read]) -> Read:
        """What a reader makes of the files of an index, of newer ones where those it was given
        were replaced meanwhile. Raises IndexUnavailable."""
        while True:
            files = self._files(name)
            try:
                return read(files)
            except IndexUnavailable:
                if self._files(name) == files:
                    raise

    def _all_files(self, parent: Path) -> list[Path]:
        try:
            names = [path.name for path in parent.iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        ours = re.compile(rf"{self.kind}(\.[0-9]+)?")
        return [parent / name for name in names if ours.fullmatch(name)]

    def _tidy(self, parent: Path) -> None:
        """Delete what was replaced. Only with the writer's lock."""
        in_place = self._latest(parent)
        for files in self._all_files(parent):
            if files != in_place:
                shutil.rmtree(files, ignore_errors=True)


def _number(files: Path) -> int:
    return int(files.suffix[1:] or 0)
