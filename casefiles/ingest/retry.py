"""Read the pages again that could not be read."""

from django.db.models import Q
from django.http import HttpRequest

from casefiles.ingest.again import wait_again
from casefiles.models import CaseFile
from casefiles.states import PageState
from investigations.models import Person


def retry_failed(case_file: CaseFile, *, by: Person, request: HttpRequest | None = None) -> int:
    """Let the failed pages of a case file wait again; how many they are."""
    return wait_again(case_file, Q(state=PageState.FAILED), {}, by=by, request=request)
