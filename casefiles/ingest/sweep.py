"""Sweep: bring back whatever a dead worker, a flushed queue or a lost message left behind."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from casefiles import queue
from casefiles.ingest.claims import release_dead
from casefiles.ingest.handing import hand_out
from casefiles.models import Page, Volume
from casefiles.originals import sweep_incoming
from casefiles.queue import PLAN, send
from casefiles.states import PageState, VolumeState

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
    forgotten = Volume.objects.filter(
        state=VolumeState.RECEIVED, created_at__lt=timezone.now() - forgotten_after
    )
    for case_file_id in forgotten.order_by().values_list("case_file", flat=True).distinct():
        send(PLAN, str(case_file_id))
    # While messages wait the pages that wait are most likely among them. Handing out a page
    # twice does no harm (the second to come finds it claimed), yet the queue must not grow
    # with every sweep.
    if queue.length(queue.PAGES) == 0:
        rows = Page.objects.filter(state=PageState.WAITING).order_by("case_file", "number")
        waiting = list(rows.values_list("pk", "attempts"))
        hand_out([page_id for page_id, attempts in waiting if not attempts])
        # Pages that were left behind go alone: if one of them is the cause, it is the only one
        # to be left behind again.
        for page_id in [page_id for page_id, attempts in waiting if attempts]:
            hand_out([page_id])
