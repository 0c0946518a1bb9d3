"""From a page or a sentence to others: pages like it, and the places where a sentence stands."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from casefiles.models import CaseFile, Page
from casefiles.views.trail import investigation_of
from investigations.access import fetch, visible
from investigations.audit import record
from investigations.http import Request
from investigations.models import AuditEvent
from search.answers import PageHit, Wanted
from search.related import places as finding
from search.related.forms import SentenceForm
from search.related.like import SHOWN, alike
from search.related.opened import SENTENCE, like_of
from search.related.places import PageOfPlaces, place_hits
from search.views.asked import Asked, address
from search.views.pending import pending
from search.views.showing import groups, shown_numbers

PAGES_SHOWN = 20
DIFFERENCES_SHOWN = 6


@require_safe
def like(request: Request, pk: UUID, number: int) -> HttpResponse:
    """The pages that have most in common with a page, of all that the person may open."""
    page = fetch(request.user, Page, case_file=pk, number=number)
    found = alike(request.user, page)
    hits = found.hits()
    record(
        AuditEvent.Verb.SEARCH,
        actor=request.user,
        request=request,
        query=" ".join(word.text for word in found.words),
        like={"case_file": str(page.case_file_id), "page": page.number},
        total=len(hits),
        shown=shown_numbers([page, *(hit.page for hit in hits)]),
    )
    context = {
        "page": page,
        "case_file": page.case_file,
        "investigation": investigation_of(request, page.case_file),
        "words": [{"text": word.text, "url": address(Wanted(word.text))} for word in found.words],
        "hits": _hits(request, hits, like_of(page)),
        "all_shown": len(found.ranked) <= SHOWN,
        "rebuilding": found.question.rebuilding,
        "pending": pending(visible(request.user, CaseFile).values_list("pk", flat=True)),
    }
    return render(request, "search/related/like.html", context)


@require_safe
def places(request: Request) -> HttpResponse:
    """Where a sentence stands, also damaged, in all that the person may open; without one (the
    address has it as `sentence`) the form."""
    is_asked = SENTENCE in request.GET
    form = SentenceForm(request.GET if is_asked else None)
    context: dict[str, Any] = {"form": form}
    if not is_asked:
        return render(request, "search/related/places.html", context)
    if not form.is_valid():
        return render(request, "search/related/places.html", context, status=400)
    sentence = form.cleaned_data["sentence"]
    found = finding.places(request.user, sentence)
    screen = Paginator(found.pages, PAGES_SHOWN).get_page(request.GET.get("page"))
    hits = place_hits(list(screen.object_list))
    record(
        AuditEvent.Verb.SEARCH,
        actor=request.user,
        request=request,
        query=sentence,
        places=found.count,
        total=len(found.pages),
        shown=shown_numbers(hit.page for hit in hits),
    )
    kept = (SENTENCE, sentence)

    def at(number: int) -> str:
        asked = [kept, ("page", str(number))] if number > 1 else [kept]
        return f"{reverse('search:places')}?{urlencode(asked)}"

    context |= {
        "found": found,
        "hits": _place_hits(request, list(screen.object_list), hits, kept),
        "case_files_found": len({page.case_file.pk for page in found.pages}),
        "first": screen.start_index(),
        "last": screen.end_index(),
        "hits_in_all": len(found.pages),
        "previous_url": at(screen.previous_page_number()) if screen.has_previous() else None,
        "next_url": at(screen.next_page_number()) if screen.has_next() else None,
        "rebuilding": found.rebuilding,
        "pending": pending(visible(request.user, CaseFile).values_list("pk", flat=True)),
        "query_url": address(Wanted(f'"{" ".join(sentence.replace(chr(34), " ").split())}"')),
    }
    return render(request, "search/related/places.html", context)


def _hits(request: Request, hits: list[PageHit], kept: tuple[str, str]) -> list[dict[str, Any]]:
    """Hits as the search page shows them, that lead to the reader with `kept` in the address."""
    found: list[dict[str, Any]] = [
        hit for group in groups(request.user, Asked(Wanted("")), hits, 1) for hit in group["hits"]
    ]
    for hit in found:
        hit["url"] = f"{hit['page'].get_absolute_url()}?{urlencode([kept])}"
    return found


def _place_hits(
    request: Request, pages: list[PageOfPlaces], hits: list[PageHit], kept: tuple[str, str]
) -> list[dict[str, Any]]:
    """The same, with what differs in the first place on each page and how many more there are."""
    stands = {(page.case_file.pk, page.number): page.places for page in pages}
    found = _hits(request, hits, kept)
    for hit in found:
        first, *others = stands[hit["case_file"].pk, hit["page"].number]
        hit["differences"] = first.differences[:DIFFERENCES_SHOWN]
        hit["more_differences"] = max(len(first.differences) - DIFFERENCES_SHOWN, 0)
        hit["more"] = len(others)
    return found
