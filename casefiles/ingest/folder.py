"""The files of a folder: which there are, and reading one that nobody writes to.

Nothing is ever changed, and links are not followed: they may lead out of the folder.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from casefiles.originals import in_chunks

# What browsers and file managers call a file that they are still writing.
UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", "~")


class Mark(NamedTuple):
    """By what a file is seen to have changed; the times are in nanoseconds."""

    size: int
    changed: int
    rights_changed: int  # a file that could not be read perhaps can now
    inode: int


class Changed(Exception):
    """A file was written to, replaced or taken away."""


class Unreadable(Exception):
    """A file is there and cannot be read."""


def marks(folder: Path) -> dict[Path, Mark]:
    """The regular files of a folder and of those in it, in the order that people count in."""
    found = dict(_walk(folder))
    return {path: found[path] for path in sorted(found, key=_counted)}


@contextlib.contextmanager
def opened(path: Path, mark: Mark) -> Iterator[BinaryIO]:
    """A file that is still the one of its mark. Raises Changed and Unreadable."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise Changed from None
    except OSError as error:
        raise Unreadable(error.strerror) from error
    with os.fdopen(descriptor, "rb") as file:
        if _mark(os.fstat(descriptor)) != mark:
            raise Changed
        yield file


def unchanged(file: BinaryIO, mark: Mark) -> Iterator[bytes]:
    """A file in chunks. Raises Changed at its end where it was written to, and Unreadable."""
    chunks = in_chunks(file)
    while True:
        try:
            chunk = next(chunks, b"")
        except OSError as error:
            raise Unreadable(error.strerror) from error
        if not chunk:
            break
        yield chunk
    if _mark(os.fstat(file.fileno())) != mark:
        raise Changed


def _walk(folder: Path) -> Iterator[tuple[Path, Mark]]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name.lower().endswith(UNFINISHED):
                continue
            with contextlib.suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    yield from _walk(Path(entry.path))
                elif entry.is_file(follow_symlinks=False):
                    yield Path(entry.path), _mark(entry.stat(follow_symlinks=False))


def _mark(status: os.stat_result) -> Mark:
    regular = stat.S_ISREG(status.st_mode)
    size = status.st_size if regular else -1
    return Mark(size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _counted(path: Path) -> list[tuple[int, str]]:
    """Puts "tome 2" before "tome 10"."""
    parts = re.split(r"([0-9]+)", str(path))
    return [(int(part), "") if part.isdecimal() else (0, part.casefold()) for part in parts]
