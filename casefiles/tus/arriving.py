"""The files that bytes are appended to as they arrive, one for each upload."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from io import FileIO
from pathlib import Path

from casefiles.originals import BYTES_AT_A_TIME, in_chunks
from casefiles.tus.protocol import Checksum

# A process that dies loses at most so much of what it was sent.
ACCOUNTED_EVERY = 8 * BYTES_AT_A_TIME
# What has arrived is compared block by block with a file that is chosen again.
BLOCK = 8 * BYTES_AT_A_TIME


class Busy(Exception):
    """Another request is at this upload."""


class Cut(Exception):
    """The connection was lost in the middle of a request."""


class OtherBytes(Exception):
    """Bytes are not those that were promised; none of them is kept."""


@contextlib.contextmanager
def held(path: Path, *, to_write: bool = False) -> Iterator[FileIO]:
    """The file of an upload, for one request at a time.

    Raises Busy, and FileNotFoundError where it has gone. The lock falls with the process.
    """
    with path.open("r+b" if to_write else "rb", buffering=0) as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        if not path.exists():  # taken in, or given up, while we were at the door
            raise FileNotFoundError(path)
        yield opened


def append(
    file: FileIO,
    offset: int,
    pieces: Iterable[bytes],
    *,
    checksum: Checksum | None = None,
    account: Callable[[int], object],
) -> int:
    """Append what comes to the first `offset` bytes of a file: the offset after it.

    `account` is told the offsets up to which everything is on disk. Where `pieces` raise Cut,
    what came before is kept. Raises OtherBytes, where nothing of the request is kept, and
    OSError where the disk is full, where only what is accounted for is kept.
    """
    # What a dead process wrote and could not account for.
    file.truncate(offset)
    file.seek(offset)
    hashed = hashlib.new(checksum.algorithm, usedforsecurity=False) if checksum else None
    kept = now = offset
    try:
        for piece in pieces:
            _write(file, piece)
            now += len(piece)
            if hashed:
                hashed.update(piece)
            elif now - kept >= ACCOUNTED_EVERY:
                kept = _on_disk(file, now, account)
    except Cut:
        _on_disk(file, now, account)
        raise
    except OSError:
        with contextlib.suppress(OSError):
            file.truncate(kept)  # the room is given back
        raise
    if hashed and checksum and not checksum.is_of(hashed):
        file.truncate(offset)
        raise OtherBytes
    return _on_disk(file, now, account)


def blocks(path: Path, size: int) -> list[str]:
    """The SHA-256 of each block of the first `size` bytes of a file, the last one perhaps short."""
    sums = []
    with path.open("rb") as opened:
        for start in range(0, size, BLOCK):
            hashed = hashlib.sha256()
            left = min(BLOCK, size - start)
            while left and (read := opened.read(min(left, BYTES_AT_A_TIME))):
                hashed.update(read)
                left -= len(read)
            sums.append(hashed.hexdigest())
    return sums


def promised(opened: FileIO, sha256: str) -> Iterator[bytes]:
    """A file in chunks. Raises OtherBytes at its end where it is not the one of that hash."""
    if not sha256:
        yield from in_chunks(opened)
        return
    hashed = hashlib.sha256()
    for chunk in in_chunks(opened):
        hashed.update(chunk)
        yield chunk
    if hashed.hexdigest() != sha256:
        raise OtherBytes


def _write(file: FileIO, piece: bytes) -> None:
    left = memoryview(piece)
    while left:
        left = left[file.write(left) :]


def _on_disk(file: FileIO, size: int, account: Callable[[int], object]) -> int:
    os.fsync(file.fileno())
    account(size)
    return size
