"""What the index worker is asked to do. Each may run twice or die anywhere."""

import contextlib
import random
from uuid import UUID

from celery import shared_task

from casefiles.models import CaseFile, Page
from casefiles.queue import send
from search import scheduling
from search.engines.base import IndexBusy
from search.indexing import index_case_file, mend, needs_mending
from search.lists import asking
from search.lists.counting import carry_on
from search.reindexing import by_other_rules, renew_one
from search.saved.digest import send_due
from search.saved.watching import look_around

RENEW = "search.tasks.renew"
BUSY = 1.0  # seconds after which an index that another writer holds is asked for again
LOOKED_AT = 50  # indexes in one sweep: to look at one may mean to read it


@shared_task
def index(case_file_id: str) -> None:
    """Index what is to be indexed of a case file."""
    key = UUID(case_file_id)
    scheduling.taken_up(key)
    try:
        index_case_file(key)
    except IndexBusy:
        scheduling.schedule(key, at_least=BUSY)


@shared_task
def renew() -> None:
    """Make the indexes anew, one after the other, that were made by other rules than today's."""
    with contextlib.suppress(IndexBusy):  # then somebody is at it already
        if renew_one():
            send(RENEW)


@shared_task
def count_names(list_id: str, turn: int) -> None:
    """Count some names of a list; who waits to be indexed comes before the rest of them."""
    key = UUID(list_id)
    following = carry_on(key, turn)
    if following is not None:
        asking.queue(key, following)


@shared_task
def sweep(*, worker_lost: bool = False) -> None:
    """Bring back case files whose message was lost, and those whose index is gone or broken, or was
    made by other rules than today's.

    With `worker_lost` messages that are said to be queued may have gone with a worker.
    """
    case_files = list(CaseFile.objects.values_list("pk", flat=True))
    looked_at = random.sample(case_files, min(len(case_files), LOOKED_AT))
    for case_file_id in [*filter(needs_mending, case_files), *looked_at]:
        with contextlib.suppress(IndexBusy):  # then it is being written anew already
            mend(case_file_id)
    behind = Page.objects.to_index().order_by()
    for case_file_id in behind.values_list("case_file", flat=True).distinct():
        if worker_lost:
            scheduling.taken_up(case_file_id)
        scheduling.schedule(case_file_id)
    if by_other_rules():
        send(RENEW)
    asking.send_forgotten(worker_lost=worker_lost)


@shared_task
def alert() -> None:
    """Run watched searches again where pages have become searchable."""
    look_around()


@shared_task
def send_digests() -> None:
    """Say by e-mail how many pages are new, to those who want it, once a day."""
    send_due()
