"""The places where a sentence stands, as far as a machine could read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final
from uuid import UUID

from casefiles.models import CaseFile, Page
from casefiles.reading.words import unpack_some
from investigations.access import visible
from investigations.models import Person
from search.analysis import Language
from search.answers import PageHit, Wanted
from search.engine import engine
from search.engines.base import Matches
from search.finding.hits import SNIPPET_CHARACTERS, pages_shown
from search.finding.question import Question, language_of
from search.finding.strips import strip_of
from search.marking import Span, word_indexes
from search.query.asks import All, Form, Sequence
from search.query.tree import Phrase
from search.related.enough import enough_of
from search.related.sentence import Place, places_in
from search.related.words import Words, sentence_of, words_of
from search.snippets import snippet

FEWEST: Final = 4  # words of a sentence; fewer stand anywhere
MOST: Final = 60
LONGEST: Final = 600  # characters; an address has to hold them
LOOKED_AT: Final = 400  # pages that are read for one question


class NoSentence(ValueError):
    """What was asked for has too few words (`words` of them), or too many."""

    def __init__(self, words: int) -> None:
        super().__init__(words)
        self.words = words

    @property
    def is_too_short(self) -> bool:
        return self.words < FEWEST


@dataclass(frozen=True)
class PageOfPlaces:
    """A page on which a sentence stands, with its places there, from the top."""

    case_file: CaseFile
    number: int
    places: list[Place]

    @property
    def cost(self) -> float:
        return min(place.cost for place in self.places)


@dataclass(frozen=True)
class Places:
    """Where a sentence stands: the pages, those with the fewest differences first, then in the
    order of their case files. `left` is how many more pages have words of it in common and were
    not looked at; without any the count is exact."""

    pages: list[PageOfPlaces]
    left: int = 0
    rebuilding: list[CaseFile] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(page.places) for page in self.pages)


def check(sentence: str) -> None:
    """Raises NoSentence for what cannot be looked for as a sentence."""
    words = len(sentence_of(sentence, "fr").forms)
    if not FEWEST <= words <= MOST or len(sentence) > LONGEST:
        raise NoSentence(words if words < FEWEST else max(words, MOST + 1))


def places(person: Person, sentence: str) -> Places:
    """Where a sentence stands in all the case files that a person may open, and nowhere else.

    Raises NoSentence.
    """
    return places_among(person, sentence, visible(person, CaseFile))


def places_among(person: Person | None, sentence: str, case_files: Iterable[CaseFile]) -> Places:
    """The same in case files that the door has opened to the person. Raises NoSentence."""
    check(sentence)
    wanted = Wanted(sentence)
    question = Question(person, wanted, case_files, query=Phrase(sentence))
    asked: dict[Language, Words] = {}
    candidates: list[tuple[bool, float, UUID, int]] = []
    total = 0
    for case_file in question.case_files.values():
        language = language_of(case_file)
        words = asked.setdefault(language, sentence_of(sentence, language))
        found = question.answered(case_file, partial(_candidates, case_file, words))
        for by_resemblance, matches in enumerate(found or ()):
            total += matches.total
            candidates += [
                (bool(by_resemblance), -hit.score, case_file.pk, hit.number) for hit in matches.hits
            ]
    candidates.sort()
    pages = [
        PageOfPlaces(case_file, number, stands)
        for case_file, number, text in _texts(question, candidates[:LOOKED_AT])
        if (stands := _standing(text, asked[language_of(case_file)], language_of(case_file)))
    ]
    order = {key: place for place, key in enumerate(question.case_files)}
    pages.sort(key=lambda page: (page.cost, order[page.case_file.pk], page.number))
    return Places(pages, max(total - LOOKED_AT, 0), question.rebuilding)


def place_hits(pages: list[PageOfPlaces]) -> list[PageHit]:
    """Pages with what is shown of them, in the same order."""
    case_files = {one.case_file.pk: one.case_file for one in pages}
    rows = pages_shown(((one.case_file.pk, one.number) for one in pages), case_files)
    return [
        _hit(row, one)
        for one in pages
        if (row := rows.get((one.case_file.pk, one.number))) is not None
    ]


def spans_of(stands: Iterable[Place]) -> list[Span]:
    """The characters of places in a text, in order."""
    return sorted((place.start, place.end) for place in stands)


def _hit(page: Page, one: PageOfPlaces) -> PageHit:
    spans = spans_of(one.places)
    words = word_indexes(page.text, spans)
    # The first place is what is shown, all of them are marked where they are in sight.
    strip = strip_of(unpack_some(bytes(page.boxes), words)) if words else None
    return PageHit(page, -one.cost, snippet(page.text, spans, SNIPPET_CHARACTERS), strip=strip)


def _standing(text: str, sentence: Words, language: Language) -> list[Place]:
    return places_in(words_of(text, language), sentence)


def _texts(
    question: Question, candidates: list[tuple[bool, float, UUID, int]]
) -> Iterator[tuple[CaseFile, int, str]]:
    """The numbers and texts of candidates. The door has let their case files through."""
    numbers: dict[UUID, list[int]] = {}
    for _, _, key, number in candidates:
        numbers.setdefault(key, []).append(number)
    for key, wanted in numbers.items():
        rows = Page.objects.filter(case_file=key, number__in=wanted)
        for number, text in rows.values_list("number", "text"):
            yield question.case_files[key], number, text


def _candidates(case_file: CaseFile, sentence: Words) -> tuple[Matches, Matches]:
    """The pages of a case file on which a sentence stands word by word, and others that have enough
    of its words for it to stand there, maybe. Raises IndexUnavailable."""
    name = str(case_file.pk)
    exact = Sequence(tuple(map(Form, sentence.forms)))
    found = engine().search(name, exact, limit=LOOKED_AT)
    enough = enough_of(sentence, engine().vocabulary(name))
    if enough is None:
        return found, Matches(0, [])
    most = LOOKED_AT - len(found.hits)
    return found, engine().search(name, All((enough,), (exact,)), limit=most)
