"""The originals: every uploaded file, bit for bit, under its SHA-256, never altered."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

BYTES_AT_A_TIME = 1 << 20
FORGOTTEN_AFTER = 24 * 60 * 60  # seconds since the last byte of an upload


def in_chunks(opened: BinaryIO) -> Iterator[bytes]:
    """An open file, a megabyte at a time."""
    while chunk := opened.read(BYTES_AT_A_TIME):
        yield chunk


def sweep_incoming() -> None:
    """Delete what a process that died in the middle of an upload has left behind."""
    long_ago = time.time() - FORGOTTEN_AFTER
    for path in settings.INCOMING.glob("*"):
        with contextlib.suppress(FileNotFoundError):  # its upload has just ended
            if path.is_file() and path.stat().st_mtime < long_ago:
                path.unlink()


def path_of(sha256: str) -> Path:
    """Where the original of that hash is kept."""
    return settings.ORIGINALS / sha256[:2] / f"{sha256}.pdf"


def store(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Keep a file as it comes in chunks: its SHA-256 and its size in bytes.

    The file appears under its hash whole or not at all. One that is there already is kept as
    it is. Raises OSError where the disk is full; nothing is left behind then.
    """
    settings.INCOMING.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    size = 0
    with tempfile.NamedTemporaryFile(dir=settings.INCOMING, delete=False) as incoming:
        arrived = Path(incoming.name)
        try:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                incoming.write(chunk)
            incoming.flush()
            os.fsync(incoming.fileno())
            kept = path_of(digest.hexdigest())
            if not kept.exists():
                kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                arrived.chmod(0o400)
                arrived.replace(kept)
                # A name lasts once its folder is written, and that folder's once its own is.
                _write_out(kept.parent)
                _write_out(settings.ORIGINALS)
        finally:
            arrived.unlink(missing_ok=True)
    return digest.hexdigest(), size


def _write_out(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
