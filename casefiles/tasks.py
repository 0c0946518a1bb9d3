"""What the workers are asked to do. Each may run twice or die anywhere."""

from uuid import UUID

from celery import shared_task

from casefiles.ingest import plan as planning
from casefiles.ingest import read as reading
from casefiles.ingest import sweep as sweeping
from casefiles.ingest.handing import hand_out
from casefiles.readers import reader


@shared_task
def plan(case_file_id: str) -> None:
    """Count and create the pages of the volumes received."""
    with reader() as lent:
        planning.plan(UUID(case_file_id), lent)


@shared_task
def read_pages(page_ids: list[int]) -> None:
    """Read a chunk of pages; those worth another attempt go to the end of the queue."""
    with reader() as lent:
        again = reading.read_chunk(page_ids, lent)
    hand_out(again)


@shared_task
def sweep(*, worker_lost: bool = False) -> None:
    """Bring back what was left behind; with `worker_lost` also what has just been sent."""
    sweeping.sweep(worker_lost=worker_lost)
