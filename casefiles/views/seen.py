from casefiles.models import Page
from investigations.audit import record
from investigations.http import Request
from investigations.models import AuditEvent


def note_view(request: Request, page: Page, form: str) -> None:
    """Note in the audit trail that a page was seen: "reader", "text" or "image" of it.

    Words and picture alone are the page too: nobody reads on without a trace.
    """
    record(
        AuditEvent.Verb.VIEW_PAGE,
        actor=request.user,
        target=page.case_file,
        request=request,
        page=page.number,
        form=form,
    )
