"""The search page: across all case files one may open, or inside some of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from casefiles.models import CaseFile, Page
from casefiles.querysets import with_counts
from casefiles.states import PageState
from investigations.access import visible
from investigations.audit import record
from investigations.http import Request
from investigations.models import AuditEvent
from search.finding import Answer, find
from search.messages import query_message
from search.query.errors import QueryError

HITS_SHOWN = 20
LAST_SCREEN = 500  # beyond ten thousand hits one asks a better question


@require_safe
def home(request: Request) -> HttpResponse:
    """Search (`?q=`, `?casefile=` once or more, `?page=`), or the reading room without a query."""
    query = request.GET.get("q", "").strip()
    case_files = visible(request.user, CaseFile)
    scope = _scope(request, case_files)
    context: dict[str, Any] = {
        "query": query,
        "error": None,
        "scope": [str(key) for key in scope or ()],
        "case_files": with_counts(case_files),
    }
    if not query:
        return render(request, "search/home.html", context)
    screen = _screen(request)
    try:
        answer = find(
            request.user,
            query,
            within=scope,
            limit=HITS_SHOWN,
            offset=(screen - 1) * HITS_SHOWN,
        )
    except QueryError as error:
        context["error"] = {
            "message": query_message(error),
            "fragment": error.fragment,
            "position": error.position,
        }
        return render(request, "search/home.html", context, status=400)
    record(
        AuditEvent.Verb.SEARCH,
        actor=request.user,
        request=request,
        query=query,
        case_files=[str(key) for key in scope or ()],
        total=answer.total,
    )
    context |= _answer_context(query, scope, screen, answer, case_files)
    return render(request, "search/home.html", context)


def _answer_context(
    query: str,
    scope: list[UUID] | None,
    screen: int,
    answer: Answer,
    case_files: QuerySet[CaseFile],
) -> dict[str, Any]:
    first = (screen - 1) * HITS_SHOWN
    more = answer.total > first + HITS_SHOWN and screen < LAST_SCREEN
    searched = [case_file.pk for case_file in case_files] if scope is None else scope
    pages = Page.objects.filter(case_file__in=searched)
    total = pages.count()
    failed = pages.filter(state=PageState.FAILED).count()
    return {
        "total": answer.total,
        "case_files_found": sum(1 for key in answer.counts if scope is None or key in scope),
        "facets": [
            {
                "case_file": case_file,
                "count": answer.counts.get(case_file.pk, 0),
                "selected": scope is not None and case_file.pk in scope,
                "url": _address(query, _toggled(scope, case_file.pk), 1),
            }
            for case_file in case_files
            if case_file.pk in answer.counts or case_file.pk in (scope or ())
        ],
        "hits": [
            {
                "page": hit.page,
                "case_file": hit.page.case_file,
                "volume": hit.page.volume,
                "url": f"{hit.page.get_absolute_url()}?{urlencode({'q': query})}",
                "snippet": hit.snippet,
            }
            for hit in answer.hits
        ],
        "first": first + 1,
        "last": first + len(answer.hits),
        "previous_url": _address(query, scope, screen - 1) if screen > 1 else None,
        "next_url": _address(query, scope, screen + 1) if more else None,
        "pending": {
            "unsearchable": total - failed - pages.searchable().count(),  # still to come
            "failed": failed,
            "total": total,
        },
        "rebuilding": answer.rebuilding,
    }


def _scope(request: Request, case_files: QuerySet[CaseFile]) -> list[UUID] | None:
    """The case files chosen, of those one may open; None where none is: all are searched.

    A key that is none of them is passed over, whether it exists or not. If no other is left
    nothing is found, as in a case file without hits.
    """
    asked = []
    for given in request.GET.getlist("casefile"):
        try:
            asked.append(UUID(given))
        except ValueError:
            continue
    if not asked:
        return None
    return list(case_files.filter(pk__in=asked).values_list("pk", flat=True))


def _screen(request: Request) -> int:
    given = request.GET.get("page", "")
    return min(max(int(given[:6]), 1), LAST_SCREEN) if given.isdecimal() else 1


def _toggled(scope: list[UUID] | None, key: UUID) -> list[UUID] | None:
    """The scope with one case file put in or taken out."""
    chosen = list(scope or ())
    if key in chosen:
        chosen.remove(key)
    else:
        chosen.append(key)
    return chosen or None


def _address(query: str, scope: list[UUID] | None, screen: int) -> str:
    asked: list[tuple[str, str]] = [("q", query)]
    asked += [("casefile", str(key)) for key in scope or ()]
    if screen > 1:
        asked.append(("page", str(screen)))
    return f"{reverse('search:home')}?{urlencode(asked)}"
