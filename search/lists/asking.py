"""Ask for a list of names to be counted, again, no longer; and make sure that it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from casefiles.models import CaseFile
from casefiles.queue import IN_TURN, send
from investigations.access import visible
from investigations.audit import record
from investigations.models import AuditEvent, Person
from search.lists.lines import Line
from search.lists.variants import Ways
from search.models import ListedCaseFile, ListState, NameCount, NameEntry, NameList

COUNT = "search.tasks.count_names"
LEFT_AFTER = timedelta(seconds=30)  # without a sign of whoever is at it


def create(
    owner: Person,
    title: str,
    lines: Iterable[Line],
    *,
    ways: Ways,
    within: Iterable[UUID] | None = None,
    tolerant: bool = True,
    request: HttpRequest | None = None,
) -> NameList:
    """A list of names, to be looked for in these case files, or in all that the owner may open.

    Keys of what the owner may not open are passed over.
    """
    with transaction.atomic():
        name_list = NameList.objects.create(
            owner=owner,
            title=title,
            everywhere=within is None,
            ways=asdict(ways),
            tolerant=tolerant,
            touched_at=timezone.now(),
        )
        NameEntry.objects.bulk_create(
            NameEntry(
                name_list=name_list, position=position, name=line.text, remark=line.remark or ""
            )
            for position, line in enumerate(lines, start=1)
        )
        _list_case_files(name_list, within)
        _begin(name_list, request)
    return name_list


def count_again(name_list: NameList, *, request: HttpRequest | None = None) -> None:
    """Count all names anew, with the pages that can be searched by now."""
    with transaction.atomic():
        _take(name_list, ListState.COUNTING)
        NameCount.objects.filter(entry__name_list=name_list).delete()
        if name_list.everywhere:
            name_list.listed.all().delete()
            _list_case_files(name_list, None)
        else:
            name_list.listed.update(counted=0, missed=False, searchable=0)
        _begin(name_list, request)


def stop(name_list: NameList) -> None:
    """Count no further; what was counted stays. Nothing happens to one that is done."""
    if name_list.state == ListState.COUNTING:
        _take(name_list, ListState.STOPPED)


def delete(name_list: NameList, *, request: HttpRequest | None = None) -> None:
    """Delete a list with its names and all that was counted."""
    with transaction.atomic():
        record(
            AuditEvent.Verb.DELETE,
            actor=name_list.owner,
            target=name_list,
            request=request,
            names=name_list.entries.count(),
        )
        name_list.delete()


def send_forgotten(*, worker_lost: bool = False) -> None:
    """Queue again the lists that are to be counted and that nobody is at.

    Harmless where somebody is: each message is for one turn, and a turn is taken once.
    """
    counting = NameList.objects.filter(state=ListState.COUNTING)
    if not worker_lost:
        counting = counting.filter(touched_at__lt=timezone.now() - LEFT_AFTER)
    for key, turn in counting.values_list("pk", "turn"):
        queue(key, turn)


def queue(list_id: UUID, turn: int) -> None:
    """Have a list counted, after all that waits to be indexed."""
    send(COUNT, str(list_id), turn, priority=IN_TURN)


def _list_case_files(name_list: NameList, within: Iterable[UUID] | None) -> None:
    case_files = visible(name_list.owner, CaseFile)
    if within is not None:
        case_files = case_files.filter(pk__in=list(within))
    ListedCaseFile.objects.bulk_create(
        ListedCaseFile(name_list=name_list, case_file=case_file) for case_file in case_files
    )


def _take(name_list: NameList, state: ListState) -> None:
    """Whoever is at the list has lost it from now on."""
    NameList.objects.filter(pk=name_list.pk).update(
        state=state, turn=F("turn") + 1, touched_at=timezone.now(), done_at=None
    )
    name_list.refresh_from_db()


def _begin(name_list: NameList, request: HttpRequest | None) -> None:
    # The names themselves are not in the trail: the list is its owner's alone, and can be deleted.
    record(
        AuditEvent.Verb.SEARCH,
        actor=name_list.owner,
        target=name_list,
        request=request,
        names=name_list.entries.count(),
        case_files=[str(key) for key in name_list.listed.values_list("case_file", flat=True)],
    )
    queue(name_list.pk, name_list.turn)
