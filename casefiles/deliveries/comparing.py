"""Carry a comparison of two deliveries out. Brings numpy: for those who really compare."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from casefiles.comparing.fingerprint import is_fingerprint
from casefiles.comparing.likeness import folded
from casefiles.comparing.matching import compare as compare_sheets
from casefiles.comparing.scores import ENOUGH_TEXT
from casefiles.comparing.sheets import Change, Sheet
from casefiles.deliveries.asking import LEASE, pages_of, reading, volumes_of
from casefiles.models import ComparedPage, Comparison, Page
from casefiles.reading.reader import Reader
from casefiles.reading.reasons import ReadingError
from casefiles.reading.words import unpack
from casefiles.renditions import pdf_of
from casefiles.states import ComparisonState

logger = logging.getLogger(__name__)

FINGERPRINT_SECONDS = 20
DOUBTFUL = 0.6  # confidence below which the words of a page do not say what page it is
ROWS_AT_ONCE = 500


def carry_out(comparison_id: UUID, reader: Reader) -> None:
    """Compare, unless it has been done, another worker is at it, or pages are still to be read.

    What was found replaces what an earlier run has left, in one transaction.
    """
    if not _claim(comparison_id):
        return
    comparison = Comparison.objects.get(pk=comparison_id)
    if not reading(comparison).is_over:
        Comparison.objects.filter(pk=comparison_id).update(claimed_at=None)
        return
    earlier, later = (
        list(pages_of(comparison.earlier.all())),
        list(pages_of(comparison.later.all())),
    )
    try:
        changes = _compared(comparison, earlier, later, reader)
    except Exception:
        # The next one would fail as well; who asked is told, and can ask again.
        logger.exception("Comparison %s has failed", comparison_id)
        Comparison.objects.filter(pk=comparison_id).update(
            state=ComparisonState.FAILED, claimed_at=None
        )
        return
    _keep(comparison, earlier, later, changes)


def _claim(comparison_id: UUID) -> bool:
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE)
    waiting = Comparison.objects.filter(free, pk=comparison_id, state=ComparisonState.WAITING)
    return bool(waiting.update(claimed_at=now))


def _compared(
    comparison: Comparison, earlier: Sequence[Page], later: Sequence[Page], reader: Reader
) -> list[Change]:
    """What became of the pages. Pictures are looked at where words do not say it.

    To draw a page takes a hundred times as long as to compare its words: it is done first for
    pages that have few words, then for those without a partner.
    """
    pages = [*earlier, *later]
    _look_at([page for page in pages if not _is_known_by_words(page)], comparison, reader)
    changes = compare_sheets(*_sheets(earlier, later))
    lone = [
        page
        for change in changes
        if change.kind != "same"
        for page in (
            *(earlier[place] for place in [change.earlier] if place is not None),
            *(later[place] for place in [change.later] if place is not None),
        )
    ]
    if _look_at(lone, comparison, reader):
        changes = compare_sheets(*_sheets(earlier, later))
    return changes


def _is_known_by_words(page: Page) -> bool:
    return not _is_doubtful(page) and len(folded(page.text)) >= ENOUGH_TEXT


def _is_doubtful(page: Page) -> bool:
    return page.hardly_readable or (page.confidence is not None and page.confidence < DOUBTFUL)


def _look_at(pages: Iterable[Page], comparison: Comparison, reader: Reader) -> int:
    """Make the fingerprints that are missing; how many were made.

    A page that cannot be drawn stays without one, and is compared by its words.
    """
    made = 0
    volumes = {volume.pk: volume for volume in volumes_of(comparison)}
    for page in pages:
        if page.fingerprint and is_fingerprint(bytes(page.fingerprint)):
            continue
        try:
            page.fingerprint = reader.fingerprint(
                pdf_of(volumes[page.volume_id]),
                page.volume_page,
                rotation=page.rotation,
                timeout=FINGERPRINT_SECONDS,
            )
        except (ReadingError, OSError) as error:
            logger.warning("Page %s could not be looked at: %s", page.pk, error)
            continue
        made += 1
        Page.objects.filter(pk=page.pk).update(fingerprint=page.fingerprint)
        Comparison.objects.filter(pk=comparison.pk).update(claimed_at=timezone.now())
    return made


def _sheets(earlier: Sequence[Page], later: Sequence[Page]) -> tuple[list[Sheet], list[Sheet]]:
    return [_sheet(page) for page in earlier], [_sheet(page) for page in later]


def _sheet(page: Page) -> Sheet:
    return Sheet(
        bytes(page.fingerprint) if page.fingerprint else None,
        page.text,
        _is_doubtful(page),
        [box.confidence for box in unpack(bytes(page.boxes))],
    )


def _keep(
    comparison: Comparison,
    earlier: Sequence[Page],
    later: Sequence[Page],
    changes: Iterable[Change],
) -> None:
    rows = [
        ComparedPage(
            comparison=comparison,
            change=change.kind,
            earlier=None if change.earlier is None else earlier[change.earlier],
            later=None if change.later is None else later[change.later],
            likeness=change.likeness,
            moved=change.moved,
        )
        for change in changes
    ]
    with transaction.atomic():
        waiting = Comparison.objects.select_for_update().filter(
            pk=comparison.pk, state=ComparisonState.WAITING
        )
        if not waiting.update(state=ComparisonState.DONE, claimed_at=None, done_at=timezone.now()):
            return
        comparison.pages.all().delete()
        ComparedPage.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
