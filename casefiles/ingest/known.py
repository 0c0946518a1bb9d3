"""Known: what has been read of the same bytes elsewhere is taken over, and not read again.

Only from where the person who brought the file may look too. To anybody else the file is a new
one, and takes as long: that it is known somewhere must not show.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from casefiles.models import CaseFile, Page, PageText, Volume
from casefiles.reading.words import OtherText, PageReading, Source
from casefiles.states import PageState, TextSource
from investigations.access import visible

BY_READER = (TextSource.LAYER, TextSource.OCR, TextSource.BLANK)


def already_in(case_file: CaseFile, sha256: str) -> Volume | None:
    """The volume of a case file that has these bytes."""
    return case_file.volumes.filter(sha256=sha256).first()


def known_readings(pages: Sequence[Page]) -> dict[int, PageReading]:
    """What is known already of pages, with their volumes and case files; by the key of the page.

    A page that has been read before is to be read truly: somebody asked for it.
    """
    by_volume: dict[Volume, list[Page]] = {}
    for page in pages:
        if not page.text_version:
            by_volume.setdefault(page.volume, []).append(page)
    return {
        page.pk: _reading(found)
        for volume, its_pages in by_volume.items()
        for page, found in _found(volume, its_pages)
    }


def _found(volume: Volume, pages: list[Page]) -> Iterator[tuple[Page, Page]]:
    """Each page of a volume with one that is the same and has been read in the same way."""
    others = _same_bytes(volume)
    if not others:
        return
    read = Page.objects.filter(
        volume__in=others,
        volume_page__in=[page.volume_page for page in pages],
        state=PageState.READ,
        source__in=BY_READER,
        text_at=None,  # what an editor corrected or chose stays where it is
        with_hidden=False,
    )
    latest = {(row.volume_page, str(row.text_options)): row for row in read.order_by("read_at")}
    for page in pages:
        if found := latest.get((page.volume_page, str(page.options))):
            yield page, found


def _same_bytes(volume: Volume) -> list[Volume]:
    """Other volumes of the same bytes whose readings the person who brought this one may see."""
    same = Volume.objects.exclude(pk=volume.pk).filter(
        sha256=volume.sha256,
        format=volume.format,
        has_rendition=volume.has_rendition,
        page_count=volume.page_count,
        case_file__languages=volume.case_file.languages,
    )
    if not same.exists():
        return []
    here = same.filter(case_file=volume.case_file_id)
    if volume.uploaded_by is None:  # it came by a command of the operator, who is no reader
        return list(here)
    return list(here | same.filter(pk__in=visible(volume.uploaded_by, Volume).values("pk")))


def _reading(page: Page) -> PageReading:
    """The row of a page as the reader gave it."""
    kept = PageText.objects.filter(page=page, version=None, with_hidden=False)
    return PageReading(
        text=page.text,
        boxes=bytes(page.boxes),
        source=cast("Source", page.source),
        confidence=page.confidence,
        width=page.width,
        height=page.height,
        rotation=page.rotation,
        hardly_readable=page.hardly_readable,
        others=tuple(
            OtherText(cast("Source", row.source), row.text, bytes(row.boxes), row.confidence)
            for row in kept
        ),
    )
