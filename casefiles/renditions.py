"""Renditions: the PDFs made of originals that are none, or that no reader can open as they are.

A rendition is a cache: where it is gone it is made again from its original.
"""

from __future__ import annotations

import contextlib
import fcntl
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings

from casefiles import originals
from casefiles.preparing import run
from casefiles.preparing.formats import Format
from casefiles.preparing.parts import Bounds
from casefiles.reading.reasons import ReadingError, Reason

if TYPE_CHECKING:
    from casefiles.models import Volume

MOST_FILES = 10_000  # that are taken out of one file


def path_of(sha256: str, kind: str) -> Path:
    """Where the rendition of the original of that hash is kept, taken for a file of that kind.

    The same bytes under another name may be of another kind, in somebody else's case file.
    """
    return settings.RENDITIONS / sha256[:2] / f"{sha256}.{kind}.pdf"


def pdf_of(volume: Volume) -> Path:
    """The PDF that the pages of a volume are read from; made again where it is gone.

    Raises ReadingError where that fails.
    """
    if not volume.has_rendition:
        return originals.path_of(volume.sha256)
    kept = path_of(volume.sha256, volume.format)
    if not kept.exists():
        _make_again(volume)
    return kept


def keep(made: Path, sha256: str, kind: str) -> None:
    """Put a rendition into its place, whole or not at all; `made` is gone from where it was."""
    kept = path_of(sha256, kind)
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    originals.write_out(made)
    made.replace(kept)


class Room(NamedTuple):
    """How much may come out of a file."""

    bytes: int
    files: int


def limits(room: Room | None = None) -> run.Limits:
    """What preparing one file may take; `room` is all that may come out of it."""
    total, files = room or Room(settings.MAX_UNPACKED_BYTES, MOST_FILES)
    bounds = Bounds(
        files=min(files, MOST_FILES),
        total_bytes=total,
        bytes_each=settings.MAX_UPLOAD_BYTES,
        pages=settings.MAX_PAGES,
    )
    return run.Limits(
        settings.PREPARE_SECONDS, settings.PREPARE_MEMORY_BYTES, bounds, settings.DATA
    )


@contextlib.contextmanager
def workshop() -> Iterator[Path]:
    """An empty folder to prepare a file in, gone afterwards."""
    settings.INCOMING.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        dir=settings.INCOMING, prefix=originals.PREPARING, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


@contextlib.contextmanager
def alone(sha256: str, *, wait: bool = False) -> Iterator[bool]:
    """Whether nobody else on this machine prepares the file of that hash during the block.

    With `wait` until that is so. The lock falls with the process that holds it.
    """
    settings.INCOMING.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = settings.INCOMING / f"{sha256}.preparing"
    with held.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            # Who has been waiting for it may now be at work beside somebody new: work done
            # twice, and nothing worse.
            held.unlink(missing_ok=True)


def _make_again(volume: Volume) -> None:
    original = originals.path_of(volume.sha256)
    if not original.exists():
        raise ReadingError(Reason.UNREADABLE, "the original is missing")
    try:
        with alone(volume.sha256, wait=True), workshop() as folder:
            if path_of(volume.sha256, volume.format).exists():
                return
            if volume.format == Format.PDF:
                made = run.mend(original, folder, limits=limits())
            else:
                kind = Format(volume.format)
                made = run.prepare(original, kind, volume.name, folder, limits=limits())
            if made.pdf is None:
                raise ReadingError(Reason.UNREADABLE, "no page comes out of it any more")
            keep(made.pdf, volume.sha256, volume.format)
    except OSError as error:
        raise ReadingError(Reason.UNREADABLE, str(error)) from error
