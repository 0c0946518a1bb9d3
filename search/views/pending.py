"""What an answer cannot speak of: pages that cannot be found yet, or ever."""

from collections.abc import Iterable
from uuid import UUID

from casefiles.models import Page
from casefiles.states import PageState


def pending(case_files: Iterable[UUID]) -> dict[str, int]:
    """How many pages of case files are still to come into the search, how many could not be read,
    and how many there are."""
    pages = Page.objects.filter(case_file__in=list(case_files))
    return {
        "unsearchable": pages.to_come(),
        "failed": pages.filter(state=PageState.FAILED).count(),
        "total": pages.count(),
    }
