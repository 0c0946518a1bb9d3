from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from investigations.access import visible
from investigations.forms import InvestigationForm
from investigations.http import Request
from investigations.models import Investigation
from investigations.querysets import roles_of
from investigations.services.investigations import start


@require_http_methods(["GET", "HEAD", "POST"])
def investigations(request: Request) -> HttpResponse:
    """The investigations one may open, and a form to start another."""
    form = InvestigationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        started = start(form.cleaned_data["name"], by=request.user, request=request)
        return redirect("casefiles:investigation", started.pk)
    rows = list(visible(request.user, Investigation))
    role_of = roles_of(request.user, Investigation)
    for row in rows:
        row.my_role = role_of.get(row.pk, "")  # type: ignore[attr-defined]
    return render(
        request,
        "investigations/list.html",
        {"investigations": rows, "form": form},
        status=400 if form.errors else 200,
    )
