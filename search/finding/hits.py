"""The hits that are shown: each with its snippet, and the strip of its picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Q

from casefiles.models import CaseFile, Page
from casefiles.reading.words import second_readings, unpack_some
from search.analysis import Language
from search.answers import PageHit, Strip
from search.finding.question import Asks, Question, language_of
from search.finding.strips import strip_of
from search.marking import Marker, Span, word_indexes
from search.snippets import snippet

SNIPPET_CHARACTERS = 240
MOST_RESEMBLING = 5  # words told of one hit
STAMP = Strip(0.0, 0.1, [])
# What a hit is shown with; to ask for more of a page is one more query for each.
SHOWN: Final = (
    *("case_file", "number", "volume", "volume_page", "volume__position", "volume__name"),
    *("text", "boxes", "source", "confidence", "hardly_readable", "width", "height", "rotation"),
)
# Of the case files that are searched.
NEEDED: Final = ("name", "languages")


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
    wanted = [(UUID(hit.case_file), hit.number) for hit in ranked]
    pages = pages_shown(wanted, question.case_files)
    shown: dict[tuple[Asks, Language, bool], Showing] = {}
    hits = []
    for hit in ranked:
        page = pages.get((UUID(hit.case_file), hit.number))
        if page is None:
            continue
        alike = question.asks(page.case_file), language_of(page.case_file), hit.resembling
        if alike not in shown:
            shown[alike] = Showing(*alike)
        hits.append(shown[alike].hit(page, hit.score))
    return hits


def pages_shown(
    wanted: Iterable[tuple[UUID, int]], case_files: Mapping[UUID, CaseFile]
) -> dict[tuple[UUID, int], Page]:
    """Pages by case file and number, with what a hit is shown with.

    The door has let these case files through; their pages are open with them.
    """
    numbers: defaultdict[UUID, list[int]] = defaultdict(list)
    for key, number in wanted:
        numbers[key].append(number)
    inside = Q()
    for key in numbers.keys() & case_files.keys():
        inside |= Q(case_file=key, number__in=numbers[key])
    found = Page.objects.filter(inside).select_related("volume").only(*SHOWN).order_by()
    pages = {}
    for page in found if inside else ():
        page.case_file = case_files[page.case_file_id]
        pages[page.case_file_id, page.number] = page
    return pages


class Showing:
    """What is shown of hits of the same asks: of those as spelled, or of those by resemblance."""

    def __init__(self, asks: Asks, language: Language, by_resemblance: bool) -> None:
        self.by_resemblance = by_resemblance
        self.exact = Marker(asks.exact, language)
        self.marker = Marker(asks.widest, language) if by_resemblance else self.exact

    def hit(self, page: Page, score: float) -> PageHit:
        """A page that matches, with what is shown of it."""
        boxes = bytes(page.boxes)
        spans = self.marker.spans(page.text, second_readings(boxes) if self.by_resemblance else {})
        words = word_indexes(page.text, spans)
        return PageHit(
            page,
            score,
            snippet(page.text, spans, SNIPPET_CHARACTERS),
            strip=self._strip(boxes, words),
            resembling=self._resembling(page.text, spans) if self.by_resemblance else (),
            marks=len(words),
        )

    def _strip(self, boxes: bytes, words: list[int]) -> Strip | None:
        """The band around the words found; where a page was taken for one by its neighbours, that
        of the stamp that could not be read."""
        if words:
            return strip_of(unpack_some(boxes, words))
        return STAMP if self.by_resemblance and unpack_some(boxes, [0]) else None

    def _resembling(self, text: str, spans: list[Span]) -> tuple[str, ...]:
        """The words of a page that were taken for those of the query."""
        spelled = set(self.exact.spans(text))
        taken = (
            " ".join(text[start:end].split()) for start, end in spans if (start, end) not in spelled
        )
        return tuple(dict.fromkeys(taken))[:MOST_RESEMBLING]
