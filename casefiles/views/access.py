from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from casefiles import lifecycle
from casefiles.models import CaseFile
from investigations.access import allowed, fetch
from investigations.http import Request
from investigations.roles import Action
from investigations.services import grants
from investigations.services.grants import GrantRefused
from investigations.views.access import access_page


@require_http_methods(["GET", "HEAD", "POST"])
def access(request: Request, pk: UUID) -> HttpResponse:
    """Who may open a case file besides, or once it is sealed instead of, its investigation."""
    case_file = fetch(request.user, CaseFile, Action.MANAGE_ACCESS, pk=pk)
    return access_page(
        request,
        case_file,
        kind="casefile",
        back_url=case_file.get_absolute_url(),
        can_seal=case_file.sealed
        or grants.is_lasting_admin(request.user, case_file, case_file.investigation),
        sealed=case_file.sealed,
    )


@require_POST
def seal(request: Request, pk: UUID) -> HttpResponse:
    """Seal (sealed=1) or unseal a case file."""
    case_file = fetch(request.user, CaseFile, Action.MANAGE_ACCESS, pk=pk)
    try:
        if request.POST.get("sealed") == "1":
            lifecycle.seal(case_file, by=request.user, request=request)
        else:
            lifecycle.unseal(case_file, by=request.user, request=request)
    except GrantRefused as refused:
        messages.error(request, str(refused.message))
    case_file.refresh_from_db()
    # Who unseals by a grant on the case file alone may not reach this page's controls again.
    if allowed(request.user, Action.MANAGE_ACCESS, case_file):
        return redirect(case_file.access_url())
    return redirect("search:home")
