"""Find: a query, a person, the case files that they may open, the pages that match."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from casefiles.models import CaseFile, Page
from casefiles.reading.words import unpack
from investigations.access import visible
from investigations.models import Person
from search.analysis import Language
from search.answers import Answer, Order, PageHit, Strip, Wanted
from search.engine import engine
from search.engines.base import Matches
from search.facts.columns import Columns
from search.finding.question import Asks, Question, language_of
from search.finding.strips import strip_of
from search.marking import Span, marked_spans, snippet, word_indexes

SNIPPET_CHARACTERS = 240
MOST_RESEMBLING = 5  # words told of one hit
STAMP = Strip(0.0, 0.1, [])


class Ranked(NamedTuple):
    """A hit before its page is fetched; sorts as it is to be shown."""

    order: tuple[float, ...]
    case_file: str
    number: int
    score: float
    resembling: bool


def find(person: Person, wanted: Wanted, *, limit: int, offset: int = 0) -> Answer:
    """Search the case files that a person may open, or those of them that `within` names.

    `counts` is about all of them; hits and total about `within`. Only the indexes of these
    case files are read: what may not be seen is not filtered out, it is never opened. By
    relevance, what matches as it is spelled comes first. Raises search.query.errors.QueryError.
    """
    question = Question(person, wanted, visible(person, CaseFile))
    ranked: list[Ranked] = []
    counts: dict[UUID, int] = {}
    total = resembling = 0
    for place, case_file in enumerate(question.case_files.values()):
        most = offset + limit if question.chosen(case_file) else 0
        ask = partial(_found, question, case_file, place, most)
        found = question.answered(case_file, ask)
        if found is None:
            continue
        exactly, by_resemblance, hits = found
        if exactly + by_resemblance:
            counts[case_file.pk] = exactly + by_resemblance
        if question.chosen(case_file):
            ranked += hits
            total += exactly + by_resemblance
            resembling += by_resemblance
    shown = heapq.nsmallest(offset + limit, ranked)[offset:]
    return Answer(
        total,
        _page_hits(question, shown),
        counts,
        question.rebuilding,
        resembling,
        question.repairs,
    )


def _found(
    question: Question, case_file: CaseFile, place: int, most: int
) -> tuple[int, int, Iterable[Ranked]]:
    """How many pages of a case file match as spelled, how many by resemblance only, and the first
    of them in the order that is wanted."""
    name = str(case_file.pk)
    asks = question.asks(case_file)
    order = question.wanted.order
    if order is Order.RELEVANCE or not most:
        exact = engine().search(name, asks.exact, limit=most)
        rest = Matches(0, [])
        if asks.wide is not None:
            rest = engine().search(name, asks.resembling, limit=max(most - exact.total, 0))
        hits = [
            Ranked((float(by_resemblance), -hit.score), name, hit.number, hit.score, by_resemblance)
            for by_resemblance, matches in ((False, exact), (True, rest))
            for hit in matches.hits
        ]
        return exact.total, rest.total, hits
    matching = engine().matching(name, asks.exact)
    others = engine().matching(name, asks.resembling) if asks.wide is not None else set()
    columns = question.fields.columns[case_file.pk] if order is Order.DATE else None
    ordered = heapq.nsmallest(most, _in_order(name, place, matching, others, columns))
    return len(matching), len(others), ordered


def _in_order(
    name: str, place: int, matching: set[int], others: set[int], columns: Columns | None
) -> Iterator[Ranked]:
    """By the earliest day of each page where columns tell it, else by place in the dossier."""
    for numbers, resembling in ((matching, False), (others, True)):
        for number in numbers:
            day = columns.earliest(number) if columns is not None else 0
            yield Ranked((day, place, number), name, number, 0.0, resembling)


def _page_hits(question: Question, ranked: list[Ranked]) -> list[PageHit]:
    if not ranked:
        return []
    wanted = Q()
    for hit in ranked:
        wanted |= Q(case_file=hit.case_file, number=hit.number)
    # The door has let these case files through; their pages are open with them.
    inside = Page.objects.filter(wanted, case_file__in=list(question.case_files))
    pages = {
        (str(page.case_file_id), page.number): page for page in inside.select_related("volume")
    }
    hits = []
    for hit in ranked:
        page = pages.get((hit.case_file, hit.number))
        if page is None:
            continue
        page.case_file = question.case_files[page.case_file_id]
        hits.append(_shown(page, hit, question.asks(page.case_file)))
    return hits


def _shown(page: Page, hit: Ranked, asks: Asks) -> PageHit:
    language = language_of(page.case_file)
    ask = asks.widest if hit.resembling else asks.exact
    spans = marked_spans(page.text, ask, language)
    words = word_indexes(page.text, spans)
    return PageHit(
        page,
        hit.score,
        snippet(page.text, spans, SNIPPET_CHARACTERS),
        strip=_strip(page, words, hit.resembling),
        resembling=_resembling(page.text, spans, asks, language) if hit.resembling else (),
        marks=len(words),
    )


def _strip(page: Page, words: list[int], by_resemblance: bool) -> Strip | None:
    """The band around the words found; where a page was taken for one by its neighbours, that
    of the stamp that could not be read."""
    boxes = unpack(bytes(page.boxes))
    if not words and by_resemblance and boxes:
        return STAMP
    return strip_of(boxes, words)


def _resembling(text: str, spans: list[Span], asks: Asks, language: Language) -> tuple[str, ...]:
    """The words of a page that were taken for those of the query."""
    spelled = set(marked_spans(text, asks.exact, language))
    taken = (
        " ".join(text[start:end].split()) for start, end in spans if (start, end) not in spelled
    )
    return tuple(dict.fromkeys(taken))[:MOST_RESEMBLING]
