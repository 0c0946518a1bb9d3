"""From the database to the index: what is still to do, until nothing is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import starmap
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Case, F, TextField, Value, When

from casefiles.models import CaseFile, Page
from search.analysis import analysis_language
from search.engine import engine
from search.engines.base import IndexUnavailable, PageDocument
from search.engines.lock import writer_lock

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
    with _writing(case_file_id):
        try:
            return _index_rest(case_file, indexed)
        except IndexUnavailable:
            # A broken index cannot be mended; the database has all that was in it.
            _start_over(case_file_id)
            return _index_rest(case_file, indexed)


def start_over(case_file_id: UUID) -> None:
    """Throw the index of a case file away; all its pages are to be indexed again.

    Raises IndexBusy where another writer is at it.
    """
    with _writing(case_file_id):
        _start_over(case_file_id)


def mend(case_file_id: UUID) -> None:
    """Start over with an index that is gone or can no longer be read; a sound one is left alone.

    Raises IndexBusy where another writer is at it.
    """
    try:
        engine().numbers(str(case_file_id))
    except IndexUnavailable:
        if _said_to_be_there(case_file_id):
            start_over(case_file_id)


def is_missing(case_file_id: UUID) -> bool:
    """Whether there should be an index and there is none."""
    return not engine().exists(str(case_file_id)) and _said_to_be_there(case_file_id)


def _said_to_be_there(case_file_id: UUID) -> bool:
    return Page.objects.filter(case_file=case_file_id, indexed_version__gt=0).exists()


def _writing(case_file_id: UUID) -> AbstractContextManager[None]:
    """One writer at a time of index and rows together.

    The engine has a lock of its own, yet lets go of it before the rows are written: an index
    dropped in between would leave rows that say of pages that they can be found.
    """
    return writer_lock(settings.INDEXES / "writing" / str(case_file_id))


def _start_over(case_file_id: UUID) -> None:
    """First the rows, then the files: were it to stop in between, the pages would be indexed
    twice, and none would be missing."""
    Page.objects.filter(case_file=case_file_id).update(indexed_version=0)
    engine().drop(str(case_file_id))


def _index_rest(case_file: CaseFile, indexed: Callable[[int], object]) -> int:
    language = analysis_language(case_file.languages)
    name = str(case_file.pk)
    total = 0
    while True:
        # A new index appears with all that is to be in it: one that is being rebuilt never
        # answers with half of the pages.
        rows = _batch(case_file, BATCH if engine().exists(name) else None)
        if not rows:
            return total
        if is_missing(case_file.pk):  # else the new one would hold the new pages only
            _start_over(case_file.pk)
            continue
        documents = [PageDocument(row.number, row.text) for row in rows]
        engine().update(name, documents, language=language)
        for version in {row.version for row in rows}:
            of_version = [row.pk for row in rows if row.version == version]
            Page.objects.filter(pk__in=of_version).update(indexed_version=version)
        total += len(rows)
        indexed(len(rows))


class Row(NamedTuple):
    """A page to index: its key, its number, the text of it that is searched, its text version."""

    pk: int
    number: int
    text: str
    version: int


def _batch(case_file: CaseFile, most: int | None) -> list[Row]:
    """The next pages to index. What is hardly readable is no fact: none of its words is found."""
    rows = case_file.pages.to_index().order_by("number")
    searched = Case(
        When(hardly_readable=True, then=Value("")), default=F("text"), output_field=TextField()
    )
    found = rows.annotate(searched=searched)
    return list(starmap(Row, found.values_list("pk", "number", "searched", "text_version")[:most]))
