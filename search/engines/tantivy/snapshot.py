"""One commit of an index, open for reading, its files checked when it is opened."""

import json
import re
import struct
import threading
import time
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import tantivy

from search.engines.base import IndexUnavailable
from search.engines.folders import EXHAUSTED, status_of
from search.engines.tantivy.schema import FORMS
from search.vocabulary import Vocabulary

META: Final = "meta.json"
MANAGED: Final = ".managed.json"
PARTS: Final = ("term", "idx", "pos", "store", "fast", "fieldnorm")  # files of a segment
MAGIC: Final = 1337  # ends each file of a segment
CODE: Final = re.compile(r"(?:os error |code: )(\d+)")  # in Tantivy's messages

# The words of a large index take a while to list. While it grows they are listed again after so
# many times the time that it took; those of a small one at once.
LAG = 20
AT_ONCE = 0.05  # seconds

Identity = tuple[int, int]


class Words:
    """The words of an index as its snapshots have them, one after the other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version = ""
        self._again = 0.0  # when to list them again
        self._vocabulary = Vocabulary({})

    def of(self, snapshot: "Snapshot") -> Vocabulary:
        """The words of this snapshot, or of one that was there moments ago.

        A page that was replaced or removed counts until its segment is merged with others.
        """
        with self._lock:
            if self._version == snapshot.version or time.monotonic() < self._again:
                return self._vocabulary
            began = time.monotonic()
            self._vocabulary = Vocabulary(dict(snapshot.searcher.terms_with_prefix(FORMS, "")))
            took = time.monotonic() - began
            self._version = snapshot.version
            self._again = time.monotonic() + (LAG * took if took > AT_ONCE else 0.0)
            return self._vocabulary


@dataclass(frozen=True)
class Snapshot:
    """The segments of one commit. `identity` tells its list of segments from any other, `managed`
    Tantivy's list of files."""

    folder: Path
    identity: Identity
    managed: Identity
    sizes: dict[str, int]  # bytes of each file
    searcher: tantivy.Searcher
    schema: tantivy.Schema
    words: Words = field(default_factory=Words)

    @property
    def version(self) -> str:
        """Another one for each commit, also in an index that was dropped and made again."""
        return "-".join(map(str, ("tantivy", *self.identity)))

    def is_current(self) -> bool:
        """Whether this is the latest commit and its files are there in full: reading the map of a
        file that was cut short would kill the process."""
        try:
            return (
                _identity(self._meta) == self.identity
                and _identity(self._managed) == self.managed
                and [status_of(path).st_size for path in self._files] == self._sizes
            )
        except OSError:
            return False

    @cached_property
    def _meta(self) -> str:
        return str(self.folder / META)

    @cached_property
    def _managed(self) -> str:
        return str(self.folder / MANAGED)

    @cached_property
    def _files(self) -> list[str]:
        return [str(self.folder / name) for name in self.sizes]

    @cached_property
    def _sizes(self) -> list[int]:
        return list(self.sizes.values())

    def intact(self) -> bool:
        """Whether the files of the segments are what was written. Reads them all."""
        try:
            return all(is_sound(self.folder / name) for name in self.sizes)
        except (OSError, ValueError, KeyError):
            return False


def open_snapshot(folder: Path, before: Snapshot | None = None) -> Snapshot:
    """The latest commit of an index; files that an earlier snapshot has checked are not read again.

    Raises IndexUnavailable: there is no index, or a file of it is missing, cut short or altered.
    Raises OSError where the process has no file or memory left.
    """
    while True:
        try:
            identity = _identity(str(folder / META))
        except OSError as error:
            raise IndexUnavailable(f"no index in {folder}") from error
        try:
            return _open(folder, identity, before)
        except Exception as error:  # whatever Tantivy, JSON or the file system make of damage
            code = os_error(error)
            if code in EXHAUSTED:
                raise OSError(code, str(error)) from error
            # A writer deletes the files of a commit as soon as the next one is there: try that one.
            if _is(folder, identity):
                raise IndexUnavailable(f"index in {folder}: {error!r}") from error


def os_error(error: BaseException) -> int:
    """The number of the operating system's error that an error tells of; 0 for none."""
    if isinstance(error, OSError):
        return error.errno or 0
    found = CODE.search(str(error))
    return int(found[1]) if found else 0


def is_sound(path: Path) -> bool:
    """Whether a file ends with what Tantivy writes last, and has the CRC-32 that is told there."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - 8, 0))
        tail = file.read()
        if len(tail) < 8:
            return False
        length, magic = struct.unpack("<II", tail)
        if magic != MAGIC or length > size - 8:
            return False
        file.seek(size - 8 - length)
        told = json.loads(file.read(length))["crc"]
        file.seek(0)
        crc, rest = 0, size - 8 - length
        while rest and (block := file.read(min(rest, 1 << 20))):
            crc = zlib.crc32(block, crc)
            rest -= len(block)
    return bool(crc == told)


def _open(folder: Path, identity: Identity, before: Snapshot | None) -> Snapshot:
    managed = _identity(str(folder / MANAGED))
    json.loads((folder / MANAGED).read_bytes())
    names = []
    for segment in json.loads((folder / META).read_bytes())["segments"]:
        stem = segment["segment_id"].replace("-", "")
        names += [f"{stem}.{part}" for part in PARTS]
        if deletes := segment["deletes"]:
            names.append(f"{stem}.{deletes['opstamp']}.del")
    sizes = {name: (folder / name).stat().st_size for name in names}
    checked = before.sizes if before is not None and before.folder == folder else {}
    for name, size in sizes.items():
        if checked.get(name) != size and not is_sound(folder / name):
            raise EOFError(f"{name} was cut short or altered")
    index = tantivy.Index.open(str(folder))
    index.config_reader("manual", 1)  # else a thread would watch the folder
    searcher = index.searcher()
    if not _is(folder, identity):
        raise EOFError("there is a new commit: what was listed is not what was opened")
    words = before.words if before is not None else Words()
    return Snapshot(folder, identity, managed, sizes, searcher, index.schema, words)


def _is(folder: Path, identity: Identity) -> bool:
    try:
        return _identity(str(folder / META)) == identity
    except OSError:
        return False


def _identity(path: str) -> Identity:
    status = status_of(path)
    return status.st_ino, status.st_mtime_ns
