"""How far a case file has been read, in numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from casefiles import queue
from casefiles.models import CaseFile, Page, Volume
from casefiles.reading.reasons import Reason
from casefiles.reasons import message
from casefiles.states import PageState, VolumeState

SPEED_OVER = timedelta(seconds=60)
FAILURES_SHOWN = 50

# Only the operator can bring what these wait for.
IS_STUCK = Q(state=PageState.WAITING, reason=Reason.NO_MODEL)

COUNTS = {
    "total": Count("pk"),
    "waiting": Count("pk", filter=Q(state=PageState.WAITING)),
    "reading": Count("pk", filter=Q(state=PageState.READING)),
    "read": Count("pk", filter=Q(state=PageState.READ)),
    "failed": Count("pk", filter=Q(state=PageState.FAILED)),
    "stuck": Count("pk", filter=IS_STUCK),
    "searchable": Count("pk", filter=Q(state=PageState.READ, indexed_version=F("text_version"))),
}


@dataclass(frozen=True)
class VolumeProgress:
    volume: Volume
    total: int
    done: int  # read or failed
    failed: int

    @property
    def state_label(self) -> str:
        return str(VolumeState(self.volume.state).label)

    @property
    def message(self) -> str:
        """Why the volume is refused; "" where it is not."""
        return message(self.volume.reason)


@dataclass(frozen=True)
class Failure:
    number: int
    url: str
    message: str


@dataclass(frozen=True)
class Progress:
    """Pages by state; `searchable` are those whose latest text can be found."""

    total: int
    waiting: int
    reading: int
    read: int
    failed: int
    stuck: int  # of those waiting
    searchable: int
    volumes: list[VolumeProgress]
    failures: list[Failure]  # the first fifty, and of the pages that wait for a language model
    minutes_left: int | None  # None where nothing is left, or the speed is not known
    queue_away: bool

    @property
    def busy(self) -> bool:
        """Whether these numbers will change by themselves."""
        return self._is_unplanned or self.searchable + self.failed < self.total

    @property
    def settled(self) -> bool:
        """Whether all is done but for what waits for the operator."""
        done = self.searchable + self.failed + self.stuck
        return not self._is_unplanned and done >= self.total

    @property
    def _is_unplanned(self) -> bool:
        return any(v.volume.state == VolumeState.RECEIVED for v in self.volumes)

    @property
    def can_retry(self) -> bool:
        return self.failed > 0


def progress(case_file: CaseFile) -> Progress:
    """Ask the database, never the queue, how far a case file has been read."""
    # The volumes first: one that is planned meanwhile then counts as still to be planned, rather
    # than as one without pages, of which all is done.
    known = list(case_file.volumes.all())
    counts: dict[str, int] = case_file.pages.aggregate(**COUNTS)
    by_volume: dict[UUID, dict[str, Any]] = {
        row["volume"]: dict(row)
        for row in case_file.pages.order_by().values("volume").annotate(**COUNTS)
    }
    none: dict[str, Any] = dict.fromkeys(COUNTS, 0)
    volumes = []
    for volume in known:
        of_volume = by_volume.get(volume.pk, none)
        done = of_volume["read"] + of_volume["failed"]
        volumes.append(VolumeProgress(volume, of_volume["total"], done, of_volume["failed"]))
    failed = stuck(case_file).defer("text", "boxes")[:FAILURES_SHOWN]
    unread = counts["waiting"] + counts["reading"]
    busy = unread > 0 or any(v.volume.state == VolumeState.RECEIVED for v in volumes)
    return Progress(
        **counts,
        volumes=volumes,
        failures=[
            Failure(page.number, page.get_absolute_url(), message(page.reason)) for page in failed
        ],
        minutes_left=_minutes_left(case_file, unread),
        queue_away=busy and queue.length(queue.PAGES) is None,
    )


def stuck(case_file: CaseFile) -> QuerySet[Page]:
    """The pages that failed, and those that wait for something only the operator can bring."""
    return case_file.pages.filter(Q(state=PageState.FAILED) | IS_STUCK)


def _minutes_left(case_file: CaseFile, unread: int) -> int | None:
    since = timezone.now() - SPEED_OVER
    lately = Page.objects.filter(case_file=case_file, read_at__gt=since).count()
    if not unread or not lately:
        return None
    return math.ceil(unread / lately * SPEED_OVER.total_seconds() / 60)
