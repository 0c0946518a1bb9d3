"""Turns: case files whose pages wait are read in turn, each for the length of a slice.

Whoever takes a turn calls the next one: as long as pages wait there is one message in the queue,
and every core of every worker that is free takes it. It carries no pages. Which ones are read is
asked of the database when the turn comes, so that messages that are lost or come twice change
nothing. This is round robin, as processors are shared among programs.
"""

from __future__ import annotations

import os
import time
from uuid import UUID

from django.db.models import Exists, OuterRef

from casefiles import queue
from casefiles.ingest.claims import ready
from casefiles.ingest.read import SLICE, read_chunk
from casefiles.models import CaseFile
from casefiles.reading.reader import Reader

LARGEST_CHUNK = 24  # pages; more are not read in a slice, unless they have a text layer


def take_turn(after: UUID | None, reader: Reader) -> None:
    """Read of the case file whose turn it is, the next one after `after`, for a slice."""
    case_file_id = whose_turn(after)
    if case_file_id is None:
        return
    # Called before there is anything to show for it: other cores need not wait for this slice.
    queue.call(str(case_file_id))
    read_some(case_file_id, reader)
    if ready().exists():  # what was not begun may be all that is left
        queue.call(str(case_file_id))


def whose_turn(after: UUID | None) -> UUID | None:
    """The case file with pages to be read that follows `after`, in the order of their keys."""
    with_pages = CaseFile.objects.filter(Exists(ready().filter(case_file=OuterRef("pk"))))
    keys = with_pages.order_by("pk").values_list("pk", flat=True)
    following = keys.filter(pk__gt=after).first() if after else None
    return following or keys.first()


def read_some(case_file_id: UUID, reader: Reader) -> bool:
    """Read pages of a case file that wait, for a slice; whether there was one."""
    until = time.monotonic() + SLICE
    found = False
    while page_ids := next_pages(case_file_id):
        found = True
        read_chunk(page_ids, reader, until=until)
        if time.monotonic() >= until or queue.somebody_goes_first():
            break
    return found


def next_pages(case_file_id: UUID) -> list[int]:
    """The pages that are to be read next, as many as one reader should take at once.

    That is half of a core's share of what waits, so that all cores finish together: guided
    self-scheduling, Polychronopoulos and Kuck, IEEE Transactions on Computers C-36 (1987). Pages
    that were left behind come last and alone: if one of them is the cause, it is the only one to
    be left behind again.
    """
    waiting = ready().filter(case_file=case_file_id)
    cores = os.cpu_count() or 1
    fresh = waiting.filter(attempts=0).order_by("number").values_list("pk", flat=True)
    found = list(fresh[: 2 * cores * LARGEST_CHUNK])
    if not found:
        return list(waiting.order_by("number").values_list("pk", flat=True)[:1])
    return found[: max(1, len(found) // (2 * cores))]
