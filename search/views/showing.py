"""Hits as the search page shows them: groups, strips with their marks, links to the reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from casefiles.models import Page
from casefiles.reading.words import Box
from casefiles.strips import Band, strip_address
from investigations.models import Person
from search.answers import Order, PageHit, Strip
from search.views.asked import Asked, opened

# On a phone a strip is shown larger than the screen is wide (search.css has the same number), at
# one of five places, from the left edge of the page to the right one.
ENLARGED = 1.8
PLACES = 5
HARDLY_READ = 0.6  # confidence


def groups(
    person: Person, question: Asked, hits: Iterable[PageHit], first: int
) -> list[dict[str, Any]]:
    """Hits in groups: one for each case file where they are in the order of the dossier.

    `first` is the rank of the first hit.
    """
    shown = [_hit(person, question, hit) for hit in hits]
    if question.wanted.order is not Order.POSITION:
        return [{"case_file": None, "hits": shown, "first": first}] if shown else []
    found = []
    for case_file, inside in groupby(shown, key=lambda hit: hit["case_file"]):
        found.append({"case_file": case_file, "hits": list(inside), "first": first})
        first += len(found[-1]["hits"])
    return found


def _hit(person: Person, question: Asked, hit: PageHit) -> dict[str, Any]:
    page = hit.page
    strip = strip_context(person, page, hit.strip) if hit.strip else None
    in_sight = len(hit.strip.marks) if hit.strip else sum(marked for _, marked in hit.snippet)
    return {
        "page": page,
        "case_file": page.case_file,
        "volume": page.volume,
        "url": opened(question.wanted, question.screen, page),
        "snippet": hit.snippet,
        "strip": strip,
        "resembling": hit.resembling,
        "more": max(hit.marks - in_sight, 0),
        "copies": [
            {"page": copy, "url": opened(question.wanted, question.screen, copy)}
            for copy in hit.copies
        ],
        "hardly_read": page.confidence is not None and page.confidence < HARDLY_READ,
    }


def shown_numbers(pages: Iterable[Page]) -> dict[str, list[int]]:
    """The pages of which an answer shows words, by case file: for the audit trail."""
    shown: defaultdict[str, list[int]] = defaultdict(list)
    for page in pages:
        shown[str(page.case_file_id)].append(page.number)
    return dict(shown)


def strip_context(person: Person, page: Page, strip: Strip) -> dict[str, Any]:
    """The address and the size of a strip, in pixels, and its marks in tenths of a pixel."""
    band = Band.around(strip.top, strip.bottom)
    width, height = band.size_in_pixels(page)
    top, bottom = band.fractions
    stretched = (strip.bottom - strip.top) / (bottom - top)
    moved = (strip.top - top) / (bottom - top)
    return {
        "url": strip_address(person, page, band),
        "width": width,
        "height": height,
        "place": _place(strip.marks),
        "marks": [
            {
                "left": round(mark.left * width, 1),
                "top": round((moved + mark.top * stretched) * height, 1),
                "width": round(mark.width * width, 1),
                "height": round(mark.height * stretched * height, 1),
            }
            for mark in strip.marks
        ],
    }


def _place(marks: list[Box]) -> int:
    """At which of the places most of the marks are in sight of a narrow screen; 0 is the left."""
    shown = 1 / ENLARGED
    middles = [mark.left + mark.width / 2 for mark in marks]

    def in_sight(place: int) -> tuple[int, float]:
        start = (1 - shown) * place / (PLACES - 1)
        inside = [middle for middle in middles if start < middle < start + shown]
        off = abs(sum(inside) / len(inside) - start - shown / 2) if inside else 1.0
        return len(inside), -off

    return max(range(PLACES), key=in_sight)
