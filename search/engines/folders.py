"""Where an embedded engine keeps its files, and how one index takes the place of another.

The files of an index are in `<name>/<kind>/` or, when it was built beside and put in place, in
`<name>/<kind>.1/`, `.2` and so on: the highest number counts. So a new one takes over by a single
rename, and there is never a moment without an index.
"""

import errno
import os
import re
import shutil
import threading
import time
from abc import abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar

from search.engines.base import IndexUnavailable, index_folder
from search.engines.lock import LOCK_FILE, writer_lock

EXHAUSTED: Final = {errno.EMFILE, errno.ENFILE, errno.ENOMEM}
CHANGED_MEANWHILE: Final = {errno.ENOTEMPTY, errno.ENOENT}
ATTEMPTS: Final = 10  # to delete a folder
# A folder that has changed so lately may change again without another time of its last change.
UNSETTLED: Final = 100_000_000  # nanoseconds

Read = TypeVar("Read")


class Closable(Protocol):
    """What a process keeps open of an index."""

    def close(self, *, patiently: bool = True) -> None:
        """Let go of its files, once nobody reads them; or, where somebody does, not at all."""


Open = TypeVar("Open", bound=Closable)


class InPlace(NamedTuple):
    """Where the files of an index are, as long as the folder that they are in has not changed."""

    parent: str
    inode: int
    changed: int  # nanoseconds
    files: Path


class FolderEngine(Generic[Open]):
    """What engines that keep files have in common. They keep open the indexes lately read."""

    kind: str
    most_open: int  # indexes kept open by one process

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._in_place: dict[str, InPlace] = {}
        self._open: OrderedDict[str, Open] = OrderedDict()
        self._open_lock = threading.Lock()
        self._moment = threading.local()

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        before = self._at_this_moment
        self._moment.read = {} if before is None else before
        try:
            yield
        finally:
            self._moment.read = before

    @property
    def _at_this_moment(self) -> dict[str, Any] | None:
        """What this thread has read of each index at this moment; None outside of one."""
        return getattr(self._moment, "read", None)

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
            too_many = len(self._open) > self.most_open
            forgotten = self._open.popitem(last=False)[1] if too_many else None
        if forgotten is not None:
            forgotten.close()
        return found

    def _forget(self, name: str) -> None:
        """Close what is open of an index."""
        self._end_moment(name)
        with self._open_lock:
            forgotten = self._open.pop(name, None)
        if forgotten is not None:
            forgotten.close()

    def _end_moment(self, name: str) -> None:
        """Have an index looked at again: who writes must not rely on what it was."""
        (self._at_this_moment or {}).pop(name, None)

    def _forget_all(self) -> None:
        """Close what is open of all indexes that nobody reads just now.

        Whoever asks for it may be reading one, and two of them would wait for each other.
        """
        with self._open_lock:
            forgotten = list(self._open.values())
            self._open.clear()
        for one in forgotten:
            one.close(patiently=False)

    def exists(self, name: str) -> bool:
        while True:
            files = self._files(name)
            if self._holds_index(files):
                return True
            if self._latest(index_folder(self.folder, name)) == files:
                return False
            self._in_place.pop(name, None)  # it was replaced meanwhile

    def drop(self, name: str) -> None:
        parent = index_folder(self.folder, name)
        if not parent.exists():
            return
        with writer_lock(parent):
            self._forget(name)
            for files in self._all_files(parent):
                _delete(files)
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
        """The folder of an index; listed again once the folder that it is in has changed."""
        known = self._in_place.get(name)
        parent = known.parent if known is not None else str(index_folder(self.folder, name))
        try:
            status = status_of(parent)
        except OSError:
            return self._latest(Path(parent))
        if known is not None and known[1:3] == (status.st_ino, status.st_mtime_ns):
            return known.files
        latest = self._latest(Path(parent))
        if time.time_ns() - status.st_mtime_ns > UNSETTLED:
            self._in_place[name] = InPlace(parent, status.st_ino, status.st_mtime_ns, latest)
        return latest

    def _latest(self, parent: Path) -> Path:
        return max(self._all_files(parent), key=_number, default=parent / self.kind)

    def _reading_files(self, name: str, read: Callable[[Path], Read]) -> Read:
        """What a reader makes of the files of an index, of newer ones where those it was given
        were replaced meanwhile. Where the process has no file or memory left, all other indexes
        are closed first. Raises IndexUnavailable, OSError."""
        exhausted = False
        while True:
            files = self._files(name)
            try:
                return read(files)
            except IndexUnavailable:
                if self._latest(index_folder(self.folder, name)) == files:
                    raise
                self._in_place.pop(name, None)
            except OSError as error:
                if exhausted or error.errno not in EXHAUSTED:
                    raise
                exhausted = True
                self._forget_all()

    def _all_files(self, parent: Path) -> list[Path]:
        try:
            names = [path.name for path in parent.iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        ours = re.compile(rf"{self.kind}(\.[0-9]+)?")
        return [parent / name for name in names if ours.fullmatch(name)]

    def _tidy(self, parent: Path) -> None:
        """Delete what was replaced. Only with the writer's lock."""
        self._end_moment(parent.name)
        in_place = self._latest(parent)
        for files in self._all_files(parent):
            if files != in_place:
                shutil.rmtree(files, ignore_errors=True)


def _delete(folder: Path) -> None:
    """Delete a folder in which a reader, taking its lock, may put a file and take it away again
    meanwhile. Raises OSError."""
    for _ in range(ATTEMPTS):
        try:
            shutil.rmtree(folder)
        except OSError as error:
            if error.errno not in CHANGED_MEANWHILE:
                raise
        if not folder.exists():
            return
    shutil.rmtree(folder)


def status_of(path: str) -> os.stat_result:
    """What is known of a file. Raises OSError.

    Before each search of each index it is asked of every file: by its name alone, as a `Path` that
    is taken apart for it costs half as much again.
    """
    return os.stat(path)  # noqa: PTH116


def _number(files: Path) -> int:
    return int(files.suffix[1:] or 0)
