"""Count the names of a list, some seconds at a time, as long as its owner may search there."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from investigations.access import visible
from search.engines.base import IndexUnavailable
from search.lists.matching import pages_of
from search.lists.variants import Ways, variants
from search.models import ListedCaseFile, ListState, NameCount, NameEntry, NameList

logger = logging.getLogger(__name__)

SLICE = 3.0  # seconds, after which others get the worker
PORTION = 50  # names that are counted, and kept, together


def carry_on(list_id: UUID, turn: int, *, seconds: float = SLICE) -> int | None:
    """Take a turn of counting; the number of the next turn, None where there is nothing more to do.

    Each turn is taken once: who comes with a number that somebody else has had leaves again.
    What is counted is kept portion by portion, so whoever comes next goes on from there.
    """
    counting = NameList.objects.filter(pk=list_id, state=ListState.COUNTING, turn=turn)
    mine = turn + 1
    if not counting.update(turn=mine, touched_at=timezone.now()):
        return None
    name_list = NameList.objects.select_related("owner").get(pk=list_id)
    until = time.monotonic() + seconds
    while listed := _next(name_list):
        if not _count_some(name_list, mine, listed, until):
            return None
        if time.monotonic() >= until:
            return mine
    done = {"state": ListState.DONE, "done_at": timezone.now(), "touched_at": timezone.now()}
    NameList.objects.filter(pk=list_id, state=ListState.COUNTING, turn=mine).update(**done)
    return None


def _next(name_list: NameList) -> ListedCaseFile | None:
    """A case file that is to be searched; the door is asked each time."""
    last = name_list.entries.aggregate(last=Max("position"))["last"] or 0
    open_now = visible(name_list.owner, ListedCaseFile).select_related("case_file")
    return open_now.filter(name_list=name_list, missed=False, counted__lt=last).first()


def _count_some(name_list: NameList, turn: int, listed: ListedCaseFile, until: float) -> bool:
    """Count the next names in a case file and keep that; whether it is still our turn."""
    entries = list(name_list.entries.filter(position__gt=listed.counted)[:PORTION])
    searchable = listed.case_file.pages.searchable().count() if not listed.counted else None
    try:
        counts, last = _counts(name_list, listed, entries, until)
    except IndexUnavailable:  # it is being written anew; the list says that it is missing
        return _keep(turn, listed, missed=True)
    except Exception:
        # The next one would fail as well. The other case files are worth counting all the same.
        logger.exception("List %s has failed in %s", name_list.pk, listed.case_file_id)
        return _keep(turn, listed, missed=True)
    changes: dict[str, int] = {"counted": last}
    if searchable is not None:
        changes["searchable"] = searchable
    return _keep(turn, listed, counts, **changes)


def _counts(
    name_list: NameList, listed: ListedCaseFile, entries: Sequence[NameEntry], until: float
) -> tuple[list[NameCount], int]:
    """The counts of these names up to a position: at least one of them, more while there is time.

    Raises IndexUnavailable.
    """
    ways = Ways(**name_list.ways)
    counts = []
    last = listed.counted
    for entry in entries:
        asked = () if entry.remark else variants(entry.name, ways)
        found = pages_of(listed.case_file, asked, tolerant=name_list.tolerant) if asked else None
        if found and found.pages:
            counts.append(
                NameCount(
                    entry=entry,
                    case_file=listed.case_file,
                    pages=found.pages,
                    by_initial=found.by_initial,
                    resembling=found.resembling,
                    variants=found.variants,
                )
            )
        last = entry.position
        if time.monotonic() >= until:
            break
    return counts, last


def _keep(
    turn: int, listed: ListedCaseFile, counts: Sequence[NameCount] = (), **changes: int | bool
) -> bool:
    """Write what was counted, unless somebody else has the list by now; whether it was written."""
    now: datetime = timezone.now()
    with transaction.atomic():
        lists = NameList.objects.select_for_update().filter(
            pk=listed.name_list_id, state=ListState.COUNTING, turn=turn
        )
        if not lists.exists():
            return False
        where = ListedCaseFile.objects.filter(pk=listed.pk, counted=listed.counted)
        if not where.update(**changes):
            return False
        NameCount.objects.bulk_create(counts)
        lists.update(touched_at=now)
    return True
