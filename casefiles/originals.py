"""The originals: every uploaded file, bit for bit, under its SHA-256, never altered."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

BYTES_AT_A_TIME = 1 << 20
FORGOTTEN_AFTER = 24 * 60 * 60  # seconds since the last byte of an upload
PREPARING = "preparing-"  # how the folders begin in which files are prepared


def in_chunks(opened: BinaryIO) -> Iterator[bytes]:
    """An open file, a megabyte at a time."""
    while chunk := opened.read(BYTES_AT_A_TIME):
        yield chunk


def sweep_incoming() -> None:
    """Delete what a process that died in the middle of an upload, or of preparing, left behind."""
    long_ago = time.time() - FORGOTTEN_AFTER
    for path in settings.INCOMING.glob("*"):
        with contextlib.suppress(FileNotFoundError):  # its upload has just ended
            if path.stat().st_mtime >= long_ago:
                continue
            if path.is_file():
                path.unlink()
            elif path.name.startswith(PREPARING):
                shutil.rmtree(path, ignore_errors=True)


def path_of(sha256: str) -> Path:
    """Where the original of that hash is kept.

    Those that came while only PDFs were taken have the ending of one, and are left as they are.
    """
    folder: Path = settings.ORIGINALS / sha256[:2]
    of_old = folder / f"{sha256}.pdf"
    return of_old if of_old.exists() else folder / sha256


def gathering(key: str) -> Path:
    """Where the bytes of an upload gather that may come in several requests."""
    return settings.INCOMING / "uploads" / key


def store(chunks: Iterable[bytes], *, gathered: Path | None = None) -> tuple[str, int]:
    """Keep a file as it comes in chunks: its SHA-256 and its size in bytes.

    The file appears under its hash whole or not at all. One that is there already is kept as
    it is. Raises OSError where the disk is full; nothing is left behind then. Where the chunks
    are read from the file `gathered`, which is on disk already, they are not written again: it
    gets a second name, and whoever gathered it takes the first one away.
    """
    settings.INCOMING.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    size = 0
    if gathered:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
        _keep(gathered, path_of(digest.hexdigest()), os.link)
        return digest.hexdigest(), size
    with tempfile.NamedTemporaryFile(dir=settings.INCOMING, delete=False) as incoming:
        arrived = Path(incoming.name)
        try:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                incoming.write(chunk)
            incoming.flush()
            os.fsync(incoming.fileno())
            _keep(arrived, path_of(digest.hexdigest()), os.replace)
        finally:
            arrived.unlink(missing_ok=True)
    return digest.hexdigest(), size


def _keep(arrived: Path, kept: Path, move: Callable[[Path, Path], object]) -> None:
    """Give a file that is wholly on disk its name for good, unless there is one by that name."""
    if kept.exists():
        return
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    arrived.chmod(0o400)
    with contextlib.suppress(FileExistsError):  # the same file came twice at once
        move(arrived, kept)
    # A name lasts once its folder is written, and that folder's once its own is.
    write_out(kept.parent)
    write_out(settings.ORIGINALS)


def write_out(path: Path) -> None:
    """Have what was written to a file, or the names in a folder, reach the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
