"""The picture of a page: drawn on demand, kept in a cache that can be deleted any time."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.conf import settings

from casefiles.models import Page
from casefiles.readers import reader
from casefiles.renditions import pdf_of

DPI = 110
SECONDS = 20
LONGEST_SIDE = 4000  # pixels; what a reader of very large plans gets


def size_in_pixels(page: Page) -> tuple[int, int]:
    """Width and height of the picture, known before it is drawn."""
    dpi = _dpi(page)
    return max(1, round(page.width / 72 * dpi)), max(1, round(page.height / 72 * dpi))


def picture_of(page: Page) -> Path:
    """The file of the page's picture, a JPEG.

    Raises casefiles.reading.reasons.ReadingError where the page cannot be drawn, and OSError
    where the disk is full; nothing is left behind then.
    """
    kept = _path_of(page)
    if not kept.exists():
        with reader() as lent:
            drawn = lent.picture(
                pdf_of(page.volume),
                page.volume_page,
                dpi=_dpi(page),
                rotation=page.rotation,
                timeout=SECONDS,
            )
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _keep(drawn, kept)
    return kept


def strip_of(page: Page, top: float, bottom: float) -> bytes:
    """The band of the page's picture between two fractions of its height, a JPEG; it is not kept.

    Cutting it out of the kept picture takes some 6 ms, drawing it anew would mean to unpack the
    whole scan. Raises as `picture_of`.
    """
    picture = picture_of(page)
    with reader() as lent:
        return lent.band(picture, top, bottom, timeout=SECONDS)


def _keep(drawn: bytes, kept: Path) -> None:
    """Put the picture into its place, whole or not at all."""
    with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as part:
        arrived = Path(part.name)
        try:
            part.write(drawn)
            part.flush()
            arrived.replace(kept)
        finally:
            arrived.unlink(missing_ok=True)


def _dpi(page: Page) -> int:
    longest = max(page.width, page.height, 1)
    return max(1, min(DPI, int(LONGEST_SIDE / longest * 72)))


def _path_of(page: Page) -> Path:
    folder = settings.IMAGES / str(page.case_file_id)
    return folder / f"{page.number}-{page.rotation}-{_dpi(page)}.jpg"
