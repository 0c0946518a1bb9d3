"""Make an index anew while the old one goes on answering."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings

from casefiles.models import CaseFile
from search.beside import Beside, building
from search.engines.base import IndexBusy
from search.engines.lock import writer_lock
from search.indexing import writing
from search.related.pairs import pair_copies
from search.rules import is_by_other_rules

PATIENCE = 300.0  # seconds to wait for who indexes new pages just then
PAUSE = 0.2


def make_anew(
    case_file: CaseFile,
    kind: str,
    *,
    began: Callable[[int, int, str], object] = lambda there, total, why: None,
    indexed: Callable[[int], object] = lambda pages: None,
) -> int:
    """Build the index of an engine of this kind beside the one there is, then let it take over.

    Says with `began` how many of how many pages are there already from one that was broken off,
    or why those do not count; with `indexed` how many pages more after each commit. Pages that get
    another text meanwhile are taken in. Gives the number of pages in the index. Raises IndexBusy
    where another process does the same, or others are at the index for minutes; what is done by
    then is done.
    """
    with building(case_file.pk):
        beside = Beside(case_file, kind)
        why = beside.resume()
        pending = beside.pending()
        began(len(beside.versions), len(beside.versions) + len(pending), why)
        beside.take_in(pending, indexed)
        with _patiently(case_file.pk):
            beside.take_over(indexed)
    pair_copies(case_file.pk)
    return len(beside.versions)


def by_other_rules() -> list[CaseFile]:
    """The case files whose index was made by other rules than those of today."""
    return [case_file for case_file in CaseFile.objects.all() if is_by_other_rules(case_file)]


def renew_one() -> bool:
    """Make one index anew that was made by other rules; whether there are more of them.

    Raises IndexBusy where another process does so: one at a time leaves room for new pages.
    """
    with writer_lock(settings.INDEXES / "building" / "renewing"):
        waiting = by_other_rules()
        if waiting:
            # Any of them: one that cannot be made anew is not to keep the others from it.
            make_anew(random.choice(waiting), settings.SEARCH_ENGINE)  # noqa: S311
        return len(waiting) > 1


@contextmanager
def _patiently(case_file_id: UUID) -> Iterator[None]:
    """Hold the lock of writing, however long it takes within reason. Raises IndexBusy."""
    last = time.monotonic() + PATIENCE
    while True:
        lock = writing(case_file_id)
        try:
            lock.__enter__()
            break
        except IndexBusy:
            if time.monotonic() > last:
                raise
            time.sleep(PAUSE)
    try:
        yield
    finally:
        lock.__exit__(None, None, None)
