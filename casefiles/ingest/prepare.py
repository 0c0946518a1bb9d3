"""Prepare: find out what a volume is made of, before it has pages.

Its pages are counted; a PDF is made of a file that is none, or is damaged; what is inside it is
taken out and kept. Nothing is written to the database here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from casefiles import originals, renditions
from casefiles.ingest.claims import ATTEMPTS, WORTH_ANOTHER_TRY
from casefiles.models import Volume
from casefiles.preparing import run
from casefiles.preparing.formats import HEAD, Format, sniff
from casefiles.preparing.parts import Enclosed, LeftOut, Prepared
from casefiles.reading.reader import Reader
from casefiles.reading.reasons import ReadingError, Reason
from casefiles.reading.words import Survey
from casefiles.renditions import Room

logger = logging.getLogger(__name__)

# To prepare takes longer than to count pages: what was too slow once is not tried again.
TRIED_AGAIN = frozenset({Reason.CRASHED, Reason.TOO_MUCH_MEMORY})
# Of a file that pdfium does not open at all, the second reader may say better what is wrong.
BLURRED = frozenset({Reason.DAMAGED, Reason.NOT_PDF, Reason.UNREADABLE})
CLEAR = frozenset({Reason.PASSWORD, Reason.NO_PAGES, Reason.TOO_MANY_PAGES})
PARTLY = frozenset({Reason.DAMAGED, Reason.INCOMPLETE, Reason.PAGE_TOO_LARGE})
Made = TypeVar("Made")


@dataclass(frozen=True)
class Opened:
    """What a file is made of. `pdf` is what its pages are read from, None without pages.

    `reason` says why there are none, or what is to be known of them.
    """

    pdf: Path | None = None
    pages: Survey | None = None
    reason: Reason | None = None
    enclosed: Sequence[Enclosed] = ()
    left_out: Sequence[LeftOut] = ()


@dataclass(frozen=True)
class Kept:
    """A file that was inside another, now an original: `name` as its holder calls it."""

    name: str
    sha256: str
    size: int
    format: Format


@dataclass(frozen=True)
class Outcome:
    """What a volume is made of. Without pages and without files in it, `reason` says why."""

    pages: Survey | None = None
    reason: Reason | None = None
    has_rendition: bool = False
    enclosed: list[Kept] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def prepare(volume: Volume, reader: Reader, folder: Path, *, room: Room, deep: bool) -> Outcome:
    """What the volume is made of; `folder` is empty and can be used.

    `room` is all that may come out of it; where it is `deep` inside others, nothing is
    taken out any more. Raises OSError where the disk is full.
    """
    original = originals.path_of(volume.sha256)
    kind = Format(volume.format)
    if not original.is_file():
        return Outcome(reason=Reason.UNREADABLE)
    if deep and kind in (Format.ARCHIVE, Format.MAILBOX):
        return Outcome(reason=Reason.TOO_DEEP)
    opened = open_up(original, kind, volume.name, reader, folder, renditions.limits(room))
    kept, left_out = _keep(opened.enclosed, volume, deep=deep)
    is_made = opened.pdf is not None and opened.pdf != original
    if opened.pdf and is_made:
        renditions.keep(opened.pdf, volume.sha256, kind)
    reason = opened.reason
    if not opened.pages and not kept and not reason:
        reason = Reason.NOTHING_INSIDE
    return Outcome(opened.pages, reason, is_made, kept, [*opened.left_out, *left_out])


def open_up(
    original: Path, kind: Format, name: str, reader: Reader, folder: Path, limits: run.Limits
) -> Opened:
    """What a file of that kind and name is made of, laid out in `folder`."""
    if kind == Format.PDF:
        return _pdf(original, reader, folder, limits)
    made = _tried(lambda: run.prepare(original, kind, name, _new(folder), limits=limits))
    if isinstance(made, Reason):
        return Opened(reason=made)
    if made.pdf is None:
        return Opened(enclosed=made.enclosed, left_out=made.left_out)
    found = _survey(made.pdf, reader)
    if isinstance(found, Reason):
        return Opened(None, None, found, made.enclosed, made.left_out)
    partly = kind == Format.PICTURE and any(item.reason in PARTLY for item in made.left_out)
    note = Reason.INCOMPLETE if found.broken or partly else None
    return Opened(made.pdf, found, note, made.enclosed, made.left_out)


def _pdf(original: Path, reader: Reader, folder: Path, limits: run.Limits) -> Opened:
    """A PDF is read as it is, unless another reader finds more in it."""
    found = _survey(original, reader)
    if found == Reason.TOO_MANY_PAGES:
        return Opened(reason=found)
    attached = Prepared(None)
    if isinstance(found, Survey):
        quick = replace(limits, seconds=min(limits.seconds, settings.SURVEY_SECONDS))
        inside = _tried(lambda: run.take_out(original, _new(folder), limits=quick))
        if isinstance(inside, Prepared):
            attached = inside
        elif inside in BLURRED:  # qpdf makes nothing of it
            attached = Prepared(None, damaged=True)
        else:
            attached = Prepared(None, left_out=[LeftOut("", inside)])
        if not found.broken and (attached.pages or 0) <= len(found.pages):
            note = Reason.DOUBTFUL if attached.damaged else None
            return Opened(original, found, note, attached.enclosed, attached.left_out)
    mended = _tried(lambda: run.mend(original, _new(folder), limits=limits))
    if isinstance(mended, Prepared) and mended.pdf:
        better = _survey(mended.pdf, reader)
        if isinstance(better, Survey) and _readable(better) > _readable(found):
            note = _note_of_mended(found, better)
            return Opened(mended.pdf, better, note, mended.enclosed, mended.left_out)
    if isinstance(found, Survey) and _readable(found):
        lost = [LeftOut(f"p. {number}", Reason.DAMAGED) for number in found.broken]
        note_of = Reason.INCOMPLETE if lost else None
        return Opened(original, found, note_of, attached.enclosed, [*lost, *attached.left_out])
    if isinstance(mended, Reason) and mended in CLEAR and found in BLURRED:
        return Opened(reason=mended)
    if isinstance(found, Survey) or found == Reason.NOT_PDF:  # it has pages, all of them broken
        return Opened(reason=Reason.DAMAGED)
    return Opened(reason=found)


def _note_of_mended(found: Survey | Reason, better: Survey) -> Reason | None:
    """What is to be known of a file that qpdf finds more in than pdfium does."""
    if found == Reason.PASSWORD and not better.broken:
        return None  # its owner's password is empty: qpdf tries that, pdfium does not
    # Where pdfium saw a gap, qpdf closes up the ranks.
    closed_up = isinstance(found, Survey) and found.broken and len(better.pages) <= len(found.pages)
    return Reason.INCOMPLETE if better.broken or closed_up else Reason.MENDED


def _readable(found: Survey | Reason) -> int:
    return len(found.pages) - len(found.broken) if isinstance(found, Survey) else 0


def _survey(path: Path, reader: Reader) -> Survey | Reason:
    """The pages of a PDF, or why it cannot be read: that is for good, so not for one crash."""

    def ask() -> Survey:
        return reader.survey(path, max_pages=settings.MAX_PAGES, timeout=settings.SURVEY_SECONDS)

    return _tried(ask, WORTH_ANOTHER_TRY)


def _tried(ask: Callable[[], Made], again: Iterable[Reason] = TRIED_AGAIN) -> Made | Reason:
    attempt = 1
    while True:
        try:
            return ask()
        except ReadingError as error:
            logger.info("Attempt %s: %s", attempt, error)
            if error.code not in again or attempt == ATTEMPTS:
                return error.code
        attempt += 1


def _new(folder: Path) -> Path:
    """A folder with nothing in it, whatever attempts before have left there."""
    made = folder / str(sum(1 for _ in folder.iterdir()))
    made.mkdir(mode=0o700)
    return made


def _keep(
    enclosed: Iterable[Enclosed], holder: Volume, *, deep: bool
) -> tuple[list[Kept], list[LeftOut]]:
    """The files that were inside, as originals; and those that are of no kind that is taken."""
    kept, left_out = [], []
    for item in enclosed:
        kind = Reason.TOO_DEEP if deep else kind_of(item)
        if isinstance(kind, Reason):
            left_out.append(LeftOut(item.name, kind))
            continue
        with item.path.open("rb") as opened:
            sha256, size = originals.store(originals.in_chunks(opened))
        item.path.unlink()  # so that not all of them are on disk twice
        if sha256 == holder.sha256:
            left_out.append(LeftOut(item.name, Reason.TOO_DEEP))  # an archive that holds itself
        else:
            kept.append(Kept(item.name, sha256, size, kind))
    return kept, left_out


def kind_of(item: Enclosed) -> Format | Reason:
    """The kind of a file that was inside another, or why it is not taken."""
    size = item.path.stat().st_size
    if size == 0:
        return Reason.EMPTY
    if size > settings.MAX_UPLOAD_BYTES:
        return Reason.TOO_LARGE
    with item.path.open("rb") as opened:
        return sniff(opened.read(HEAD), item.name) or Reason.UNKNOWN_FORMAT
