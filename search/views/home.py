"""The search page: across all case files one may open, or inside some of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from casefiles.models import CaseFile
from casefiles.querysets import with_counts
from investigations.access import visible
from investigations.audit import record
from investigations.http import Request
from investigations.models import AuditEvent
from search.answers import Answer, Order, Wanted
from search.finding import explain, find
from search.messages import query_message, repair_message
from search.query.errors import QueryError
from search.saved import state
from search.saved.history import remember
from search.views import asked
from search.views.asked import LAST_SCREEN, Asked, address
from search.views.labels import filter_label
from search.views.nothing import nothing_context
from search.views.pending import pending
from search.views.showing import groups, shown_numbers

HITS_SHOWN = 20


@require_safe
def home(request: Request) -> HttpResponse:
    """Search (the address as `search.views.asked` has it), or the reading room without a query."""
    case_files = visible(request.user, CaseFile)
    question = asked.read(request.GET, case_files)
    wanted = question.wanted
    context: dict[str, Any] = {
        "query": wanted.query,
        "is_asked": bool(wanted.query or wanted.filters),
        "error": None,
        "scope": [str(key) for key in wanted.within or ()],
        "kept": state.manner(wanted),
        "case_files": with_counts(case_files),
    }
    if not context["is_asked"]:
        return render(request, "search/home.html", context)
    first = (question.screen - 1) * HITS_SHOWN
    try:
        answer = find(request.user, wanted, limit=HITS_SHOWN, offset=first)
    except QueryError as error:
        context["error"] = error_context(wanted.query, error)
        return render(request, "search/home.html", context, status=400)
    last = max((answer.total - answer.folded - 1) // HITS_SHOWN + 1, 1)
    if answer.total and last < question.screen:
        return redirect(address(wanted, last))
    record(
        AuditEvent.Verb.SEARCH,
        actor=request.user,
        request=request,
        query=wanted.query,
        case_files=context["scope"],
        total=answer.total,
        shown=shown_numbers(hit.page for hit in answer.hits),
    )
    if question.screen == 1:
        remember(request.user, wanted)
    context |= _answer_context(request, question, answer, case_files)
    if not answer.total:
        context["nothing"] = nothing_context(wanted, explain(request.user, wanted))
    return render(request, "search/home.html", context)


def error_context(query: str, error: QueryError) -> dict[str, Any]:
    """What is wrong with a query, and the query cut in three at the place where it is."""
    start = min(max(error.position, 0), len(query))
    end = start + len(error.fragment)
    return {
        "message": query_message(error),
        "fragment": error.fragment,
        "position": error.position,
        "before": query[:start],
        "there": query[start:end],
        "after": query[end:],
    }


def _answer_context(
    request: Request, question: Asked, answer: Answer, case_files: QuerySet[CaseFile]
) -> dict[str, Any]:
    wanted, screen = question.wanted, question.screen
    first = (screen - 1) * HITS_SHOWN
    hits = answer.total - answer.folded
    more = hits > first + HITS_SHOWN and screen < LAST_SCREEN
    shown = groups(request.user, question, answer.hits, first + 1)
    within = wanted.within
    return {
        "state": state.written(wanted),
        "total": answer.total,
        "hits_in_all": hits,
        "copies": answer.folded,
        "resembling": answer.resembling,
        "repairs": [
            {"message": repair_message(repair), "fragment": repair.fragment}
            for repair in answer.repairs
        ],
        "case_files_found": sum(1 for key in answer.counts if within is None or key in within),
        "facets": case_file_facets(wanted, answer, case_files),
        "groups": shown,
        "hits": [hit for group in shown for hit in group["hits"]],
        "first": first + 1,
        "last": first + len(answer.hits),
        "previous_url": address(wanted, screen - 1) if screen > 1 else None,
        "next_url": address(wanted, screen + 1) if more else None,
        "overview_url": address(wanted, route="search:overview"),
        "orders": [
            {"order": order, "url": address(replace(wanted, order=order))} for order in Order
        ],
        "order": wanted.order,
        "tolerant": wanted.tolerant,
        "folded": wanted.folded,
        "folding_url": address(replace(wanted, folded=not wanted.folded)),
        "tolerance_url": address(replace(wanted, tolerant=not wanted.tolerant)),
        "chips": chips(wanted, case_files),
        "odd_filters": question.odd,
        "everywhere_url": address(replace(wanted, within=None)),
        "pending": pending(
            wanted.within
            if wanted.within is not None
            else [case_file.pk for case_file in case_files]
        ),
        "rebuilding": answer.rebuilding,
    }


def case_file_facets(
    wanted: Wanted, answer: Answer, case_files: QuerySet[CaseFile]
) -> list[dict[str, Any]]:
    """The case files in which something was found, and those that were chosen."""
    within = wanted.within
    return [
        {
            "case_file": case_file,
            "label": case_file.name,
            "count": answer.counts.get(case_file.pk, 0),
            "selected": within is not None and case_file.pk in within,
            "url": address(asked.within_toggled(wanted, case_file.pk)),
        }
        for case_file in case_files
        if case_file.pk in answer.counts or case_file.pk in (within or ())
    ]


def chips(wanted: Wanted, case_files: QuerySet[CaseFile]) -> list[dict[str, str]]:
    """What narrows the search, each with the address of the search without it."""
    chosen = [case_file for case_file in case_files if case_file.pk in (wanted.within or ())]
    return [
        {"label": case_file.name, "url": address(asked.within_toggled(wanted, case_file.pk))}
        for case_file in chosen
    ] + [
        {"label": filter_label(*one), "url": address(asked.widened(wanted, one))}
        for one in wanted.filters
    ]
