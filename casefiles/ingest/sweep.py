"""Sweep: bring back whatever a dead worker, a flushed queue or a lost message left behind."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from casefiles import queue
from casefiles.deliveries import asking
from casefiles.ingest.claims import ready, release_dead
from casefiles.models import Page, Volume
from casefiles.originals import sweep_incoming
from casefiles.queue import PLAN, READ_PAGES, SOON, send
from casefiles.reading.reasons import Reason
from casefiles.states import PageState, VolumeState
from casefiles.tus.services import sweep_uploads

# A volume just received is being planned; one that is older has been forgotten.
PLANNED_WITHIN = timedelta(seconds=10)


def sweep(*, worker_lost: bool = False) -> None:
    """Queue again what the database says is still to do and the queue does not know of.

    With `worker_lost` messages that have just been sent may have gone with a worker, or before
    there was one.
    """
    forgotten_after = timedelta(0) if worker_lost else PLANNED_WITHIN
    release_dead()
    sweep_incoming()
    sweep_uploads()
    forgotten = Volume.objects.filter(
        state=VolumeState.RECEIVED, created_at__lt=timezone.now() - forgotten_after
    )
    for case_file_id in forgotten.order_by().values_list("case_file", flat=True).distinct():
        send(PLAN, str(case_file_id))
    asking.send_forgotten(worker_lost=worker_lost)
    if ready().exists():
        queue.call()
    # While they wait to be tried it would do nothing but fill the queue to send them again.
    if not queue.length(queue.PAGES, SOON):
        for page_id in _stuck():
            send(READ_PAGES, [page_id], priority=SOON)


def _stuck() -> list[int]:
    """A page of each case file, and of each way to read it, that waits for the operator.

    Where one of them can be read after all, the others follow (`casefiles.ingest.read`).
    """
    rows = Page.objects.filter(state=PageState.WAITING, reason=Reason.NO_MODEL)
    ways = rows.order_by("-number").values_list("pk", "case_file", "options")
    first = {(case_file, str(options)): page_id for page_id, case_file, options in ways}
    return list(first.values())
