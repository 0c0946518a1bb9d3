"""Read pages again, and the pages at which somebody should look: doubtful ones, hidden words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from casefiles.forms import AgainForm
from casefiles.ingest.again import read_again
from casefiles.models import CaseFile
from casefiles.texts.shown import hidden_in
from casefiles.views.trail import investigation_of
from investigations.access import allowed, fetch
from investigations.http import Request
from investigations.roles import Action

LISTED = 500  # pages of each kind


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: Request, pk: UUID) -> HttpResponse:
    """Have pages of a case file read again; `?numbers=` or `?volume=` says which to begin with."""
    case_file = fetch(request.user, CaseFile, Action.ANNOTATE, pk=pk)
    if request.method != "POST":
        form = AgainForm(case_file, initial=_asked(request))
        return _form_page(request, case_file, form, status=200)
    form = AgainForm(case_file, request.POST)
    if not form.is_valid():
        return _form_page(request, case_file, form, status=400)
    pages = read_again(
        case_file, form.options(), pages=form.pages(), by=request.user, request=request
    )
    if pages:
        told = ngettext(
            "%(pages)s page will be read again. Until that is done its text stays as it is.",
            "%(pages)s pages will be read again. Until that is done their texts stay as they are.",
            pages,
        )
        messages.success(request, told % {"pages": pages})
    else:
        messages.info(request, _("These pages are to be read or being read already."))
    return redirect(case_file)


@require_safe
def to_check(request: Request, pk: UUID) -> HttpResponse:
    """The pages that are hardly readable, and for editors those with hidden words."""
    case_file = fetch(request.user, CaseFile, pk=pk)
    doubtful = case_file.pages.filter(hardly_readable=True).order_by("number")
    hidden = hidden_in(request.user, case_file).defer("boxes", "page__text", "page__boxes")
    context = {
        "case_file": case_file,
        "investigation": investigation_of(request, case_file),
        "doubtful": doubtful.without_content()[:LISTED],
        "doubtful_count": doubtful.count(),
        "hidden": [
            {
                "page": text.page,
                "url": f"{text.page.get_absolute_url()}?text={text.pk}",
                "words": len(text.text.split()),
            }
            for text in hidden[:LISTED]
        ],
        "hidden_count": hidden.count(),
        "can_annotate": allowed(request.user, Action.ANNOTATE, case_file),
    }
    return render(request, "casefiles/to_check.html", context)


def _asked(request: Request) -> dict[str, Any]:
    """What the form begins with, from the address."""
    if volume := request.GET.get("volume"):
        return {"which": AgainForm.Which.VOLUME, "volume": volume}
    return {"which": AgainForm.Which.NUMBERS, "numbers": request.GET.get("numbers", "")}


def _form_page(
    request: Request, case_file: CaseFile, form: AgainForm, *, status: int
) -> HttpResponse:
    context = {
        "case_file": case_file,
        "investigation": investigation_of(request, case_file),
        "form": form,
    }
    return render(request, "casefiles/again.html", context, status=status)
