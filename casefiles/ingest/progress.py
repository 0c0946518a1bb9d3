"""How far a case file has been read, in numbers."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from casefiles import queue
from casefiles.ingest.reopen import can_reopen
from casefiles.models import CaseFile, Enclosure, Page, Volume
from casefiles.reading.reasons import Reason
from casefiles.reasons import brief, message, of_page
from casefiles.states import Format, PageState, VolumeState

SPEED_OVER = timedelta(seconds=60)
FAILURES_SHOWN = 50
HOLDERS_SHOWN = 3

# Only the operator can bring what these wait for.
IS_STUCK = Q(state=PageState.WAITING, reason=Reason.NO_MODEL)
# They have a text, which stays in force until there is another.
IS_READ_AGAIN = Q(state__in=[PageState.WAITING, PageState.READING], text_version__gt=0)
IS_INDEXED = Q(text_version__gt=0, indexed_version=F("text_version"))

COUNTS = {
    "total": Count("pk"),
    "waiting": Count("pk", filter=Q(state=PageState.WAITING)),
    "reading": Count("pk", filter=Q(state=PageState.READING)),
    "read": Count("pk", filter=Q(state=PageState.READ)),
    "failed": Count("pk", filter=Q(state=PageState.FAILED)),
    "stuck": Count("pk", filter=IS_STUCK),
    "searchable": Count("pk", filter=IS_INDEXED),
    "findable": Count("pk", filter=IS_INDEXED & Q(hardly_readable=False)),
    "again": Count("pk", filter=IS_READ_AGAIN),
    "hardly_readable": Count("pk", filter=Q(hardly_readable=True)),
}


@dataclass(frozen=True)
class LeftOut:
    name: str  # "" where it is not known, only that there is something
    message: str


@dataclass(frozen=True)
class VolumeProgress:
    volume: Volume
    total: int
    done: int  # read or failed, or being read again
    failed: int
    again: int  # being read again
    inside: int  # files that came in it

    @property
    def state_label(self) -> str:
        return str(VolumeState(self.volume.state).label)

    @property
    def message(self) -> str:
        """Why the volume is refused, or what is to be known of it; "" where it is as it was."""
        return message(self.volume.reason)

    @property
    def format_label(self) -> str:
        """What kind of file it is, where it is no PDF."""
        kind = Format(self.volume.format)
        return "" if kind == Format.PDF else str(kind.label)

    @property
    def holders(self) -> list[Volume]:
        """The first of the volumes that it came in: many mails may hold the same file."""
        return self._holders[:HOLDERS_SHOWN]

    @property
    def more_holders(self) -> int:
        return max(0, len(self._holders) - HOLDERS_SHOWN)

    @property
    def _holders(self) -> list[Volume]:
        found = {enclosure.holder_id: enclosure.holder for enclosure in self._enclosed_in}
        return sorted(found.values(), key=lambda holder: holder.position)

    @property
    def _enclosed_in(self) -> list[Enclosure]:
        return list(self.volume.enclosed_in.all())  # fetched before, for all volumes at once

    @property
    def left_out(self) -> list[LeftOut]:
        """What was in it and could not be taken, as far as it is listed by name."""
        return [
            LeftOut(item["name"], brief(item["reason"]))
            for item in self.volume.left_out
            if "more" not in item
        ]

    @property
    def left_out_count(self) -> int:
        return sum(item.get("more", 1) for item in self.volume.left_out)

    @property
    def left_out_more(self) -> int:
        return self.left_out_count - len(self.left_out)

    @property
    def can_reopen(self) -> bool:
        return can_reopen(self.volume)


@dataclass(frozen=True)
class Failure:
    number: int
    url: str
    message: str


@dataclass(frozen=True)
class Progress:
    """Pages by state; `searchable` are those whose latest text the search knows of.

    `findable` are those of them with a text that can be found: not the hardly readable ones.
    """

    total: int
    waiting: int
    reading: int
    read: int
    failed: int
    stuck: int  # of those waiting
    searchable: int
    findable: int
    again: int  # being read again, with the text in force that they have
    hardly_readable: int
    volumes: list[VolumeProgress]
    failures: list[Failure]  # the first fifty, and of the pages that wait for a language model
    minutes_left: int | None  # None where nothing is left, or the speed is not known
    queue_away: bool

    @property
    def busy(self) -> bool:
        """Whether these numbers will change by themselves."""
        to_index = self.searchable + self.failed < self.total
        return self._is_unplanned or to_index or self.waiting + self.reading > 0

    @property
    def settled(self) -> bool:
        """Whether all is done but for what waits for the operator."""
        done = self.searchable + self.failed + self.stuck
        is_read = self.waiting + self.reading <= self.stuck
        return not self._is_unplanned and is_read and done >= self.total

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
    known = list(case_file.volumes.prefetch_related("enclosed_in__holder"))
    enclosures = Enclosure.objects.filter(holder__case_file=case_file).order_by()
    inside = Counter(dict(enclosures.values_list("holder").annotate(Count("pk"))))
    counts: dict[str, int] = case_file.pages.aggregate(**COUNTS)
    by_volume: dict[UUID, dict[str, Any]] = {
        row["volume"]: dict(row)
        for row in case_file.pages.order_by().values("volume").annotate(**COUNTS)
    }
    none: dict[str, Any] = dict.fromkeys(COUNTS, 0)
    volumes = []
    for volume in known:
        of_volume = by_volume.get(volume.pk, none)
        failed, again = of_volume["failed"], of_volume["again"]
        done = of_volume["read"] + failed + again
        total = of_volume["total"]
        volumes.append(VolumeProgress(volume, total, done, failed, again, inside[volume.pk]))
    failures = stuck(case_file).defer("text", "boxes")[:FAILURES_SHOWN]
    unread = counts["waiting"] + counts["reading"]
    busy = unread > 0 or any(v.volume.state == VolumeState.RECEIVED for v in volumes)
    return Progress(
        **counts,
        volumes=volumes,
        failures=[
            Failure(page.number, page.get_absolute_url(), of_page(page.reason)) for page in failures
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
