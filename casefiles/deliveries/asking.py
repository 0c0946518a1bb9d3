"""Ask for a comparison of two deliveries of a dossier, and say how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from casefiles.models import CaseFile, Comparison, Page, Volume
from casefiles.queue import COMPARE, send
from casefiles.states import ComparisonState, PageState, VolumeState
from investigations.audit import record
from investigations.models import AuditEvent, Person

LEASE = timedelta(minutes=5)  # after which a comparison that a worker began is taken for left
SENT_WITHIN = timedelta(seconds=10)  # one just asked for has been sent


class NotComparable(ValueError):
    """The volumes are not two deliveries of one case file."""


@dataclass(frozen=True)
class Reading:
    """How many pages of both deliveries there are, and how many are still to be read."""

    unread: int
    total: int
    is_unplanned: bool  # a volume whose pages are not counted yet is among them

    @property
    def read(self) -> int:
        return self.total - self.unread

    @property
    def is_over(self) -> bool:
        return not self.unread and not self.is_unplanned


def compare(
    case_file: CaseFile,
    earlier: Iterable[Volume],
    later: Iterable[Volume],
    *,
    by: Person | None = None,
    request: HttpRequest | None = None,
) -> Comparison:
    """Ask for a comparison; it begins when all pages of both deliveries are read.

    Raises NotComparable where one side is empty, a volume is on both, or of another case file.
    """
    before, after = list(earlier), list(later)
    known = {volume.pk for volume in before}
    of_another = any(volume.case_file_id != case_file.pk for volume in [*before, *after])
    if not before or not after or of_another or any(volume.pk in known for volume in after):
        raise NotComparable
    with transaction.atomic():
        comparison = Comparison.objects.create(case_file=case_file, created_by=by)
        comparison.earlier.set(before)
        comparison.later.set(after)
        record(
            AuditEvent.Verb.COMPARE,
            actor=by,
            target=case_file,
            request=request,
            comparison=str(comparison.pk),
            earlier=[volume.position for volume in before],
            later=[volume.position for volume in after],
        )
        send(COMPARE, str(comparison.pk))
    return comparison


def reading(comparison: Comparison) -> Reading:
    """How far the pages that are to be compared have been read."""
    volumes = volumes_of(comparison)
    pages = Page.objects.filter(volume__in=volumes.values("pk"))
    unread = pages.filter(state__in=[PageState.WAITING, PageState.READING]).count()
    unplanned = volumes.filter(state=VolumeState.RECEIVED).exists()
    return Reading(unread, pages.count(), unplanned)


def pages_of(volumes: QuerySet[Volume]) -> QuerySet[Page]:
    """The pages of a delivery, in its order."""
    pages = Page.objects.filter(volume__in=volumes.values("pk"))
    return pages.order_by("volume__position", "volume_page")


def send_forgotten(*, worker_lost: bool = False) -> None:
    """Queue again the comparisons that can begin and that nobody is at."""
    now = timezone.now()
    waiting = Comparison.objects.filter(state=ComparisonState.WAITING)
    if not worker_lost:
        left = Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE)
        waiting = waiting.filter(left, created_at__lt=now - SENT_WITHIN)
    for comparison in waiting:
        if reading(comparison).is_over:
            send(COMPARE, str(comparison.pk))


def volumes_of(comparison: Comparison) -> QuerySet[Volume]:
    """The volumes of both deliveries."""
    both = Q(pk__in=comparison.earlier.values("pk")) | Q(pk__in=comparison.later.values("pk"))
    return Volume.objects.filter(both)
