"""Hand pages out for reading: the first ones before all others, the rest in turns."""

from __future__ import annotations

from collections.abc import Sequence

from casefiles import queue
from casefiles.models import Page
from casefiles.queue import READ_PAGES, SOON, send
from casefiles.states import PageState

# So many pages of what is handed out together are read before the turn of their case file comes:
# something is found soon, and who brings two pages does not wait for who brought thousands.
AHEAD = 3
# Of one case file at a time; else hundreds of small files would keep all others waiting.
MOST_AHEAD = 12


def hand_out(page_ids: Sequence[int]) -> None:
    """Have pages of a case file read that wait, the first of those given before all others.

    That they wait is in the database, where turns find them (`casefiles.ingest.turns`).
    """
    if queue.is_done_here() or not page_ids:
        return
    ahead = page_ids[:AHEAD] if _may_go_ahead(page_ids) else []
    for page_id in ahead:
        send(READ_PAGES, [page_id], priority=SOON)
    if len(ahead) < len(page_ids):
        queue.call()


def _may_go_ahead(page_ids: Sequence[int]) -> bool:
    of_case_file = Page.objects.filter(pk__in=page_ids[:1]).values("case_file")
    first = Page.objects.filter(
        case_file__in=of_case_file, state=PageState.WAITING, volume_page__lte=AHEAD
    )
    return first.count() <= MOST_AHEAD
