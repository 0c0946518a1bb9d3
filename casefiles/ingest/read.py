"""Read the pages of a chunk."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F

from casefiles import queue
from casefiles.ingest.claims import (
    ATTEMPTS,
    GIVEN_UP,
    WORTH_ANOTHER_TRY,
    claim,
    claimed,
    give_back,
    unstick,
)
from casefiles.ingest.keep import keep
from casefiles.ingest.known import known_readings
from casefiles.models import Page
from casefiles.reading.options import Options
from casefiles.reading.reader import Reader
from casefiles.reading.reasons import ReadingError, Reason
from casefiles.reading.words import PageReading
from casefiles.renditions import pdf_of
from casefiles.states import PageState, TextSource

logger = logging.getLogger(__name__)

# Seconds after which no further page is begun: then it is another's turn. Short for those who
# wait, and long beside what it costs to take pages and to open their file.
SLICE = 4.0


def read_chunk(page_ids: Sequence[int], reader: Reader, *, until: float | None = None) -> list[int]:
    """Read those pages of a chunk that wait. The keys of pages that wait again.

    These are worth another attempt, or were not begun before `until` (of the monotonic clock; by
    default for a slice) or before somebody came who goes first. Pages that took OCR are kept one
    by one, as each took its time; pages with a good text layer together, as writing them one by
    one would take longer than reading them.
    """
    until = time.monotonic() + SLICE if until is None else until
    pages = claim(page_ids)
    known = known_readings(pages)
    to_keep: list[tuple[Page, PageReading]] = []
    again: list[int] = []
    slow = False
    relieved: set[UUID] = set()  # case files where the operator has brought what pages waited for
    for done, page in enumerate(pages):
        if done and (time.monotonic() >= until or (slow and queue.somebody_goes_first())):
            left = [later.pk for later in pages[done:]]
            give_back(left)
            again += left
            break
        reading = known.get(page.pk) or _read(page, reader)
        if isinstance(reading, PageReading):
            to_keep.append((page, reading))
            if page.reason == Reason.NO_MODEL:
                relieved.add(page.case_file_id)
        elif _give_up(page, reading):
            again.append(page.pk)
        slow = page.pk not in known and _took_long(reading)
        if slow:
            keep(to_keep)
            to_keep = []
    keep(to_keep)
    if relieved:
        unstick(relieved)
        queue.call()
    return again


def _read(page: Page, reader: Reader) -> PageReading | Reason:
    """What is on a page, or why that is not known."""
    try:
        return reader.read(
            pdf_of(page.volume),
            page.volume_page,
            page.case_file.languages,
            timeout=settings.PAGE_SECONDS,
            options=Options(**page.options),
        )
    except (ReadingError, FileNotFoundError) as error:
        logger.info("Page %s of case file %s: %s", page.number, page.case_file_id, error)
        return error.code if isinstance(error, ReadingError) else Reason.UNREADABLE


def _took_long(reading: PageReading | Reason) -> bool:
    return not isinstance(reading, PageReading) or reading.source == TextSource.OCR


def _give_up(page: Page, reason: Reason) -> bool:
    """Note why a page could not be read; whether it waits for another attempt at once.

    Without its language model a page waits for the operator: the sweeper brings it back.
    """
    freed: dict[str, Any] = {"claimed_by": "", "claimed_at": None, "reason": reason}
    if reason == Reason.NO_MODEL:
        claimed([page.pk]).update(state=PageState.WAITING, **freed)
        return False
    freed["attempts"] = F("attempts") + 1
    if reason in WORTH_ANOTHER_TRY and page.attempts + 1 < ATTEMPTS:
        return bool(claimed([page.pk]).update(state=PageState.WAITING, **freed))
    claimed([page.pk]).update(state=GIVEN_UP, **freed)
    return False
