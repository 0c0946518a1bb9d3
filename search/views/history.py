"""The searches one has made: look at them, erase them, have none kept."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from investigations.http import Request
from search.saved import history
from search.saved.telling import names_for
from search.views.kept import in_words

ROWS = 50


@require_safe
def past_searches(request: Request) -> HttpResponse:
    """One's own searches, the latest first."""
    screen = Paginator(history.made_by(request.user), ROWS).get_page(request.GET.get("page"))
    names = names_for(request.user)
    context = {
        "screen": screen,
        "rows": [{"past": past, "search": in_words(past.state, names)} for past in screen],
        "is_kept": history.is_kept(request.user),
        "most": history.KEPT,
    }
    return render(request, "search/saved/history.html", context)


@require_POST
def switch(request: Request) -> HttpResponse:
    """Keep a history from now on (`on=1`), or keep none (`on=0`)."""
    history.switch(request.user, on=request.POST.get("on") != "0")
    return redirect("search:history")


@require_POST
def erase(request: Request) -> HttpResponse:
    """Erase the whole history."""
    history.erase(request.user)
    messages.success(request, _("Your search history is erased."))
    return redirect("search:history")
