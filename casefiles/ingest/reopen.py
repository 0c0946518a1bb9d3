"""Reopen: try again to open a volume that was refused, or what of it was left out."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from casefiles.models import CaseFile, Volume
from casefiles.queue import PLAN, send
from casefiles.reading.reasons import Reason
from casefiles.states import VolumeState
from investigations.audit import record
from investigations.models import AuditEvent, Person

# With these another try may end otherwise: the machine was busy, something was not installed, a
# limit has been raised since.
MAY_CHANGE = frozenset(
    {
        Reason.NO_LIBREOFFICE,
        Reason.NOT_CONVERTED,
        Reason.TOO_SLOW,
        Reason.TOO_MUCH_MEMORY,
        Reason.CRASHED,
        Reason.UNREADABLE,
        Reason.TOO_MANY_PAGES,
        Reason.TOO_LARGE,
        Reason.TOO_MANY_FILES,
    }
)


def can_reopen(volume: Volume) -> bool:
    """Whether another try may end otherwise."""
    return volume.state == VolumeState.REFUSED and volume.reason in MAY_CHANGE


def refused(volumes: QuerySet[Volume]) -> QuerySet[Volume]:
    """Those of the volumes with which another try may end otherwise."""
    return volumes.filter(state=VolumeState.REFUSED, reason__in=MAY_CHANGE)


def reopen(
    case_file: CaseFile,
    volumes: QuerySet[Volume],
    *,
    by: Person | None = None,
    request: HttpRequest | None = None,
) -> int:
    """Let those of the volumes of a case file be opened again that may; how many they are."""
    with transaction.atomic():
        CaseFile.objects.select_for_update().get(pk=case_file.pk)
        found = list(refused(volumes.filter(case_file=case_file)))
        names = {volume.pk: volume.name for volume in found}
        Volume.objects.filter(pk__in=names).update(state=VolumeState.RECEIVED, reason="")
        for key, name in names.items():
            record(
                AuditEvent.Verb.RETRY,
                actor=by,
                target=case_file,
                request=request,
                volume=str(key),
                name=name,
            )
        if names:
            send(PLAN, str(case_file.pk))
    return len(names)
