"""Read the pages again that could not be read."""

from django.db import transaction
from django.http import HttpRequest

from casefiles.ingest.handing import hand_out
from casefiles.models import CaseFile, Page
from casefiles.states import PageState
from investigations.audit import record
from investigations.models import AuditEvent, Person


def retry_failed(case_file: CaseFile, *, by: Person, request: HttpRequest | None = None) -> int:
    """Let the failed pages of a case file wait again; how many they are."""
    with transaction.atomic():
        failed = Page.objects.select_for_update().filter(
            case_file=case_file, state=PageState.FAILED
        )
        page_ids = list(failed.order_by("number").values_list("pk", flat=True))
        Page.objects.filter(pk__in=page_ids).update(state=PageState.WAITING, attempts=0, reason="")
        if page_ids:
            record(
                AuditEvent.Verb.RETRY,
                actor=by,
                target=case_file,
                request=request,
                pages=len(page_ids),
            )
            hand_out(page_ids)
    return len(page_ids)
