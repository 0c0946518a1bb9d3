"""Keep what was read of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from casefiles.ingest.claims import claimed
from casefiles.models import Page, PageText
from casefiles.reading.words import OtherText, PageReading
from casefiles.signals import page_text_changed
from casefiles.states import PageState
from casefiles.texts.turning import turn_notes
from casefiles.texts.versions import set_aside

Readings = Sequence[tuple[Page, PageReading]]


def keep(readings: Readings) -> None:
    """Write what was read, in one transaction, and say where there is new text.

    A page that this thread no longer holds is left as whoever took it over has made it. A text
    that is replaced is set aside; one that a person corrected or chose is not replaced: what was
    read is then kept beside it.
    """
    news: dict[UUID, list[int]] = {}
    with transaction.atomic():
        beside, again = _keep_first(readings, news)
        if again:
            beside += _keep_again(again, news)
        PageText.objects.bulk_create(beside)
    for case_file_id, numbers in news.items():
        page_text_changed.send(Page, case_file_id=case_file_id, numbers=numbers)


def _keep_first(
    readings: Readings, news: dict[UUID, list[int]]
) -> tuple[list[PageText], list[tuple[Page, PageReading]]]:
    """Keep the first texts of pages, with one query each. Texts to keep beside; what is left."""
    beside: list[PageText] = []
    again = []
    for page, reading in readings:
        if page.text_version:
            again.append((page, reading))
        elif _put_in_force(claimed([page.pk]).filter(text_version=0), page, reading):
            news.setdefault(page.case_file_id, []).append(page.number)
            beside += [_beside(page, reading, other) for other in reading.others]
    return beside, again


def _keep_again(readings: Readings, news: dict[UUID, list[int]]) -> list[PageText]:
    """Keep texts of pages that have one. The texts to keep beside them."""
    held = {page.pk: page for page in _held([page.pk for page, _ in readings])}
    beside: list[PageText] = []
    never_in_force: list[PageText] = []
    for claimed_page, reading in readings:
        page = held.get(claimed_page.pk)
        if page is None:
            continue
        never_in_force += [_beside(page, reading, other) for other in reading.others]
        if page.text_at is not None or _is_the_same(page, reading):
            claimed([page.pk]).update(**_read())
            if page.text_at is not None:
                never_in_force.append(_beside(page, reading, reading))
        else:
            beside.append(set_aside(page))
            _put_in_force(claimed([page.pk]), page, reading)
            news.setdefault(page.case_file_id, []).append(page.number)
    _drop_former(never_in_force)
    return beside + never_in_force


def _held(page_ids: list[int]) -> models.QuerySet[Page]:
    """Those of the pages that this thread holds, as they are now and will stay."""
    return claimed(page_ids).select_for_update()


def _put_in_force(rows: models.QuerySet[Page], page: Page, reading: PageReading) -> bool:
    """Write a reading as the text of a page; whether `rows` still had it."""
    written = rows.update(
        **_read(),
        text=reading.text,
        boxes=reading.boxes,
        source=reading.source,
        confidence=reading.confidence,
        hardly_readable=reading.hardly_readable,
        with_hidden=False,
        width=reading.width,
        height=reading.height,
        rotation=reading.rotation,
        text_by=None,
        text_options=page.options,
        text_version=F("text_version") + 1,
    )
    if written:
        # Notes may have been drawn while the page stood as it came.
        turn_notes(page.pk, reading.rotation - page.rotation)
    return bool(written)


def _read() -> dict[str, Any]:
    """What there is to write of a page that is read, whatever becomes of its text."""
    return {
        "state": PageState.READ,
        "reason": "",
        "claimed_by": "",
        "claimed_at": None,
        "read_at": timezone.now(),
    }


def _is_the_same(page: Page, reading: PageReading) -> bool:
    fields = ("text", "source", "confidence", "hardly_readable", "width", "height", "rotation")
    same_boxes = bytes(page.boxes) == reading.boxes
    return same_boxes and all(getattr(page, name) == getattr(reading, name) for name in fields)


def _beside(page: Page, reading: PageReading, text: PageReading | OtherText) -> PageText:
    """A text of a page that is not in force, and never was."""
    return PageText(
        page=page,
        source=text.source,
        text=text.text,
        boxes=text.boxes,
        confidence=text.confidence,
        hardly_readable=text is reading and reading.hardly_readable,
        width=reading.width,
        height=reading.height,
        rotation=reading.rotation,
        options=page.options,
        made_at=timezone.now(),
    )


def _drop_former(texts: Iterable[PageText]) -> None:
    """Of each way to read a page only the latest text is kept beside it."""
    by_source: dict[str, list[int]] = {}
    for text in texts:
        by_source.setdefault(text.source, []).append(text.page_id)
    for source, page_ids in by_source.items():
        PageText.objects.filter(version=None, source=source, page__in=page_ids).delete()
