from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from casefiles.forms import CaseFileForm
from casefiles.lifecycle import open_case_file
from casefiles.models import CaseFile
from casefiles.querysets import with_counts
from investigations.access import allowed, fetch, visible
from investigations.http import Request
from investigations.models import Investigation
from investigations.roles import Action


@require_safe
def investigation(request: Request, pk: UUID) -> HttpResponse:
    """An investigation: its case files, as far as one may know of them."""
    found = fetch(request.user, Investigation, pk=pk)
    return _page(request, found, CaseFileForm(), status=200)


@require_POST
def create(request: Request, pk: UUID) -> HttpResponse:
    """Open a new case file in an investigation."""
    found = fetch(request.user, Investigation, Action.ADD_VOLUMES, pk=pk)
    form = CaseFileForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    opened = open_case_file(
        found,
        form.cleaned_data["name"],
        languages=form.cleaned_data["languages"],
        by=request.user,
        request=request,
    )
    return redirect(opened)


def _page(
    request: Request, found: Investigation, form: CaseFileForm, *, status: int
) -> HttpResponse:
    case_files = visible(request.user, CaseFile).filter(investigation=found)
    context = {
        "investigation": found,
        "case_files": with_counts(case_files),
        "form": form,
        "can_manage_access": allowed(request.user, Action.MANAGE_ACCESS, found),
        "can_add": allowed(request.user, Action.ADD_VOLUMES, found),
    }
    return render(request, "casefiles/investigation.html", context, status=status)
