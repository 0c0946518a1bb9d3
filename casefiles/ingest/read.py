"""Read the pages of a chunk."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import F

from casefiles.ingest.claims import ATTEMPTS, WORTH_ANOTHER_TRY, claim, claimed, renew
from casefiles.ingest.keep import keep
from casefiles.models import Page
from casefiles.reading.options import Options
from casefiles.reading.reader import Reader
from casefiles.reading.reasons import ReadingError, Reason
from casefiles.reading.words import PageReading
from casefiles.renditions import pdf_of
from casefiles.states import PageState, TextSource

logger = logging.getLogger(__name__)

KEPT_WITHIN = 5.0  # seconds for which pages that were read may wait to be written together


def read_chunk(page_ids: Sequence[int], reader: Reader) -> list[int]:
    """Read those pages of a chunk that wait. The keys of pages that deserve another attempt.

    Pages that took OCR are kept one by one, as each took its time; pages with a good text
    layer together, as writing them one by one would take longer than reading them. The claim on
    the pages to come is renewed each time: a slow chunk is no dead worker.
    """
    pages = claim(page_ids)
    kept_at = time.monotonic()
    to_keep: list[tuple[Page, PageReading]] = []
    again: list[int] = []
    for done, page in enumerate(pages, start=1):
        try:
            reading = reader.read(
                pdf_of(page.volume),
                page.volume_page,
                page.case_file.languages,
                timeout=settings.PAGE_SECONDS,
                options=Options(**page.options),
            )
        except (ReadingError, FileNotFoundError) as error:
            reason = error.code if isinstance(error, ReadingError) else Reason.UNREADABLE
            logger.info("Page %s of case file %s: %s", page.number, page.case_file_id, error)
            if _give_up(page, reason):
                again.append(page.pk)
        else:
            to_keep.append((page, reading))
            is_quick = time.monotonic() - kept_at < KEPT_WITHIN
            if reading.source != TextSource.OCR and is_quick:
                continue
        keep(to_keep)
        to_keep, kept_at = [], time.monotonic()
        renew([later.pk for later in pages[done:]])
    keep(to_keep)
    return again


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
    claimed([page.pk]).update(state=PageState.FAILED, **freed)
    return False
