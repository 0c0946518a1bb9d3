"""What the workers are asked to do. Each may run twice or die anywhere."""

from uuid import UUID

from celery import shared_task

from casefiles import queue
from casefiles.ingest import plan as planning
from casefiles.ingest import read as reading
from casefiles.ingest import sweep as sweeping
from casefiles.ingest import turns
from casefiles.readers import reader


@shared_task
def plan(case_file_id: str) -> None:
    """Count and create the pages of the volumes received."""
    with reader() as lent:
        planning.plan(UUID(case_file_id), lent)


@shared_task
def read_pages(page_ids: list[int]) -> None:
    """Read these pages; those that wait again are read in the turn of their case file."""
    with reader() as lent:
        again = reading.read_chunk(page_ids, lent)
    if again:
        queue.call()


@shared_task
def read_turn(after: str) -> None:
    """Read of the case file whose turn it is after that one."""
    with reader() as lent:
        turns.take_turn(UUID(after) if after else None, lent)


@shared_task
def compare(comparison_id: str) -> None:
    """Compare two deliveries, once all their pages are read."""
    # Not at the top: it brings numpy and more, which the workers that read pages never need.
    from casefiles.deliveries.comparing import carry_out

    with reader() as lent:
        carry_out(UUID(comparison_id), lent)


@shared_task
def sweep(*, worker_lost: bool = False) -> None:
    """Bring back what was left behind; with `worker_lost` also what has just been sent."""
    sweeping.sweep(worker_lost=worker_lost)
