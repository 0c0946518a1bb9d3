"""From the database to the index: what is still to do, until nothing is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

from django.conf import settings
from django.db import transaction

from casefiles.models import CaseFile, Page
from search.analysis import analysis_language
from search.beside import Beside, building
from search.engine import engine
from search.engines.base import IndexUnavailable
from search.engines.lock import writer_lock
from search.facts.store import store_facts
from search.related.pairs import pair_copies
from search.rows import documents, rows_of, say_indexed, say_nothing_is_indexed
from search.rules import forget_rules, note_rules
from search.turns import forget_versions, is_another_turn, remember_others, take_turn

BATCH = 500  # pages in one commit


def index_case_file(
    case_file_id: UUID, *, indexed: Callable[[int], object] = lambda pages: None
) -> int:
    """Index every page whose text the index has not; how many they were.

    A page that gets new text meanwhile is taken in the next round. `indexed` is told the
    number of pages after each commit. Raises IndexBusy where another writer is at it: that
    one goes on until nothing is left.
    """
    case_file = CaseFile.objects.filter(pk=case_file_id).first()
    if case_file is None:
        return 0
    with writing(case_file_id):
        take_turn(case_file_id)
        try:
            total = _index_rest(case_file, indexed)
        except IndexUnavailable:
            # A broken index cannot be mended; the database has all that was in it.
            _start_over(case_file_id)
            total = _index_rest(case_file, indexed)
    pair_copies(case_file_id)
    return total


def start_over(case_file_id: UUID) -> None:
    """Throw the index of a case file away; all its pages are to be indexed again.

    Raises IndexBusy where another writer is at it.
    """
    with writing(case_file_id):
        _start_over(case_file_id)


def mend(case_file_id: UUID) -> None:
    """Start over with an index that is gone or can no longer be read; a sound one is left alone.

    Raises IndexBusy where another writer is at it.
    """
    if is_another_turn(case_file_id):
        with writing(case_file_id):
            take_turn(case_file_id)
    try:
        engine().version(str(case_file_id))
    except IndexUnavailable:
        if _said_to_be_there(case_file_id):
            start_over(case_file_id)


def needs_mending(case_file_id: UUID) -> bool:
    """Whether it can be seen at a glance that `mend` has something to do."""
    return is_another_turn(case_file_id) or is_missing(case_file_id)


def is_missing(case_file_id: UUID) -> bool:
    """Whether there should be an index and there is none."""
    return not engine().exists(str(case_file_id)) and _said_to_be_there(case_file_id)


def _said_to_be_there(case_file_id: UUID) -> bool:
    return Page.objects.filter(case_file=case_file_id, indexed_version__gt=0).exists()


def writing(case_file_id: UUID) -> AbstractContextManager[None]:
    """One writer at a time of index and rows together.

    The engine has a lock of its own, yet lets go of it before the rows are written: an index
    dropped in between would leave rows that say of pages that they can be found.
    """
    return writer_lock(settings.INDEXES / "writing" / str(case_file_id))


def _start_over(case_file_id: UUID) -> None:
    """First the rows, then the files: were it to stop in between, the pages would be indexed
    twice, and none would be missing."""
    remember_others(case_file_id)
    say_nothing_is_indexed(case_file_id)
    forget_versions(case_file_id, settings.SEARCH_ENGINE)
    forget_rules(case_file_id, settings.SEARCH_ENGINE)
    engine().drop(str(case_file_id))


def _index_rest(case_file: CaseFile, indexed: Callable[[int], object]) -> int:
    total = 0
    while behind := case_file.pages.to_index().count():
        if is_missing(case_file.pk):  # else the new one would hold the new pages only
            _start_over(case_file.pk)
        elif behind > BATCH and not engine().exists(str(case_file.pk)):
            # A new index appears with all that is to be in it: one that is being rebuilt never
            # answers with half of the pages.
            total += _build(case_file, indexed)
        else:
            total += _index_batch(case_file, indexed)
    return total


def _build(case_file: CaseFile, indexed: Callable[[int], object]) -> int:
    counts = []

    def told(pages: int) -> None:
        counts.append(pages)
        indexed(pages)

    with building(case_file.pk):
        beside = Beside(case_file, settings.SEARCH_ENGINE)
        beside.resume()
        beside.take_over(told)
    return sum(counts)


def _index_batch(case_file: CaseFile, indexed: Callable[[int], object]) -> int:
    numbers = case_file.pages.to_index().order_by("number").values_list("number", flat=True)
    rows = rows_of(case_file.pages.filter(number__in=list(numbers[:BATCH])))
    language = analysis_language(case_file.languages)
    if not engine().exists(str(case_file.pk)):
        note_rules(case_file, settings.SEARCH_ENGINE)
    engine().update(str(case_file.pk), documents(rows), language=language)
    with transaction.atomic():
        say_indexed(case_file.pk, {row.number: row.version for row in rows})
        store_facts(case_file, rows)
    indexed(len(rows))
    return len(rows)
