"""Suggestions for the search box, as JSON."""

from __future__ import annotations

from uuid import UUID

from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from investigations.http import Request
from search.suggesting import Kind, suggest

LABELS = {
    Kind.WORD: _("word"),
    Kind.COTE: _("cote"),
    Kind.PAST: _("earlier search"),
    Kind.SAVED: _("saved search"),
}


@require_safe
def suggestions(request: Request) -> JsonResponse:
    """At most ten suggestions for what is typed (`?q=`), within case files (`?casefile=`)."""
    within = []
    for given in request.GET.getlist("casefile"):
        try:
            within.append(UUID(given))
        except ValueError:
            continue
    found = suggest(request.user, request.GET.get("q", ""), within=within or None)
    told = [
        {"kind": LABELS[one.kind], "text": one.text, "query": one.query, "url": one.url}
        for one in found
    ]
    return JsonResponse({"suggestions": told})
