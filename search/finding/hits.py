"""The hits that are shown: each with its snippet, and the strip of its picture."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q

from casefiles.models import Page
from casefiles.reading.words import unpack
from search.analysis import Language
from search.answers import PageHit, Strip
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


def page_hits(question: Question, ranked: list[Ranked]) -> list[PageHit]:
    """Ranked hits with what is shown of them, in the same order."""
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
