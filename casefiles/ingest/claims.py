"""Claims: who is reading which page. A claim is taken, given back, and falls to the sweeper."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from casefiles.models import Page
from casefiles.reading.reasons import Reason
from casefiles.states import PageState, sources_of

# The reader may do better next time; with any other reason it will not.
WORTH_ANOTHER_TRY = {Reason.CRASHED, Reason.TOO_SLOW, Reason.TOO_MUCH_MEMORY}
ATTEMPTS = 3  # of the reader, after which the page is taken for the cause
# Workers are restarted for many reasons, and hold pages that they have not begun: only a page
# that so many left behind is taken for the cause.
LOST_WORKERS = 10
# A page that has a text and could not be read again keeps that text, and is read.
GIVEN_UP = Case(
    When(text_version__gt=0, then=Value(PageState.READ)), default=Value(PageState.FAILED)
)


def lease() -> timedelta:
    """How long a claim holds: longer than a slice and the slowest page that ends it may take."""
    return timedelta(seconds=settings.PAGE_SECONDS + 60)


def claimant() -> str:
    """This thread of this process on this machine."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"


def ready() -> models.QuerySet[Page]:
    """Pages that are to be read, but for those that wait for something only the operator has."""
    return Page.objects.filter(state=PageState.WAITING).exclude(reason=Reason.NO_MODEL)


def unstick(case_file_ids: Collection[UUID]) -> None:
    """Let pages be tried again that wait for something only the operator has."""
    stuck = Page.objects.filter(state=PageState.WAITING, reason=Reason.NO_MODEL)
    stuck.filter(case_file__in=case_file_ids).update(reason="")


def claim(page_ids: Sequence[int]) -> list[Page]:
    """Take those pages of a chunk that still wait, for this thread; in order of number."""
    me = claimant()
    with transaction.atomic():
        waiting = Page.objects.select_for_update().filter(
            pk__in=page_ids, state__in=sources_of(PageState.READING)
        )
        taken = list(waiting.values_list("pk", flat=True))
        Page.objects.filter(pk__in=taken).update(
            state=PageState.READING,
            claimed_by=me,
            claimed_at=timezone.now(),
        )
    pages = Page.objects.without_content().filter(pk__in=taken)
    return list(pages.select_related("volume", "case_file").order_by("number"))


def claimed(page_ids: Sequence[int]) -> models.QuerySet[Page]:
    """Those pages that this thread still holds: what nobody holds may not be written."""
    return Page.objects.filter(pk__in=page_ids, state=PageState.READING, claimed_by=claimant())


def give_back(page_ids: Sequence[int]) -> None:
    """Let pages wait again that this thread has not begun."""
    claimed(page_ids).update(state=PageState.WAITING, claimed_by="", claimed_at=None)


def release(pages: models.QuerySet[Page]) -> list[int]:
    """Let pages of lost workers wait again; those left behind too often have failed.

    The keys of those that wait.
    """
    freed = {"claimed_by": "", "claimed_at": None}
    with transaction.atomic():
        held = pages.filter(state=PageState.READING).select_for_update()
        left = list(held.values_list("pk", flat=True))
        of_lost = Page.objects.filter(pk__in=left)
        of_lost.update(state=PageState.WAITING, attempts=F("attempts") + 1, **freed)
        of_lost.filter(attempts__gte=LOST_WORKERS).update(state=GIVEN_UP, reason=Reason.CRASHED)
        return list(of_lost.filter(state=PageState.WAITING).values_list("pk", flat=True))


def release_dead() -> list[int]:
    """Release what is claimed by processes of this machine that are no more, and what has been
    claimed for longer than a lease. The keys of the pages that wait again."""
    gone = [
        name
        for name in Page.objects.filter(state=PageState.READING)
        .order_by()
        .values_list("claimed_by", flat=True)
        .distinct()
        if _is_dead(name)
    ]
    overdue = models.Q(claimed_at__lt=timezone.now() - lease())
    return release(Page.objects.filter(models.Q(claimed_by__in=gone) | overdue))


def _is_dead(name: str) -> bool:
    """Whether a claimant is a process of this machine that has ended."""
    host, process, _thread = name.rsplit(":", 2)
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(process), 0)  # asks, and does nothing else
    except ProcessLookupError:
        return True
    except PermissionError:  # it lives, and is somebody else's
        return False
    return False
