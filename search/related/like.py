"""Pages like a page: those that share with it words that few others have."""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final
from uuid import UUID

from casefiles.models import CaseFile, Page
from casefiles.reading.words import unpack
from casefiles.texts.shown import unsure_spans
from investigations.access import visible
from investigations.models import Person
from search.analysis import Token, analyse
from search.answers import PageHit, Wanted
from search.engine import engine
from search.finding.hits import Ranked, page_hits
from search.finding.question import Question, language_of
from search.marking import Span
from search.pieces import Taken
from search.query.grammar import is_telling
from search.query.tree import Or, Word
from search.related.copies import NONE, Copies, copies_of
from search.sought import sought
from search.vocabulary import Vocabulary

SHOWN: Final = 20  # pages
WORDS: Final = 20  # of a page that are looked for
FEWEST: Final = 3  # of them, to go by
SHARED: Final = 2  # words that two pages have to have in common; one number does, too
CANDIDATES: Final = 60  # pages
OFTEN: Final = 0.1  # share of the pages; a word on more of them tells nothing
NAMES_OFTEN: Final = 0.25  # the same of names and numbers
SELDOM: Final = 3  # pages on which any word may be; what is on fewer is no more telling for it
SHORTEST: Final = 4  # letters; of a name, or with figures, one less
NUMBER: Final = 3.0  # what a phone, a plate or an account weighs, of a word that is as seldom
NAME: Final = 2.0
NUMBERS: Final = ("#phone:", "#plate:", "#iban:")
NOTHING: Final = Or((Word("a"),))  # for a question whose words are not known yet
BEFORE_A_SENTENCE: Final = re.compile(r"(?:\A|(?<!\bM)\.|[!?:;]|\n)[\s«»\"“”(\[–—-]*\Z")


@dataclass(frozen=True)
class Telling:
    """A word of a page that few others have: as it is written there, and on how many pages."""

    text: str
    form: str
    pages: int
    weight: float

    @property
    def is_number(self) -> bool:
        return self.form.startswith("#")

    @property
    def asked(self) -> Word:
        """The word as a query asks for it; numbers whatever their spacing."""
        if self.is_number:
            return Word(self.form.partition(":")[2], exact=True)
        return Word(self.form)


@dataclass(frozen=True)
class Alike:
    """The words of a page that tell most, and the pages that share most of them, best first."""

    question: Question
    words: list[Telling]
    ranked: list[Ranked] = field(default_factory=list)

    def hits(self) -> list[PageHit]:
        """The first SHOWN pages, with what is shown of them."""
        return page_hits(self.question, self.ranked[:SHOWN])


@dataclass(frozen=True)
class Known:
    """The words of several indexes, and how many pages there are in all of them."""

    vocabularies: list[Vocabulary]
    total: int

    def pages(self, form: str) -> int:
        return sum(vocabulary.pages(form) for vocabulary in self.vocabularies)


def alike(person: Person, page: Page) -> Alike:
    """The pages that have most in common with a page, among all case files that a person may open.

    The caller has asked the door about the page. What tells pages apart is known from the words of
    these case files, and of no others.
    """
    wanted = Wanted("", tolerant=False)
    question = Question(person, wanted, visible(person, CaseFile), query=NOTHING)
    words = telling(page, _known(question))
    if len(words) < FEWEST and not any(word.is_number for word in words):
        return Alike(question, words)
    question = question.with_query(Or(tuple(word.asked for word in words)))
    found: list[Ranked] = []
    for case_file in question.case_files.values():
        found += question.answered(case_file, partial(_found, question, case_file)) or []
    here = str(page.case_file_id), page.number
    others = (one for one in found if (one.case_file, one.number) != here)
    near = _near(question, words, heapq.nsmallest(CANDIDATES, others))
    return Alike(question, words, list(_without_copies(page, near, copies_of(question.case_files))))


def _without_copies(
    page: Page, ranked: list[Ranked], copies: dict[UUID, Copies]
) -> Iterator[Ranked]:
    """Ranked pages that are no copy of the page, nor of one before them."""
    gone = {(page.case_file_id, n) for n in copies.get(page.case_file_id, NONE).of(page.number)}
    for one in ranked:
        key = UUID(one.case_file)
        if (key, one.number) not in gone:
            gone.update((key, number) for number in copies.get(key, NONE).of(one.number))
            yield one


def telling(page: Page, known: Known) -> list[Telling]:
    """The words of a page that tell most, the most telling first.

    What is on no other page, or on very many, tells nothing of two pages; nor does what was read
    with doubt.
    """
    text, language = page.text, language_of(page.case_file)
    tokens = [token for token in analyse(text, language) if _is_one(token.form)]
    # Numbers and words that line ends broke are there as a whole and in parts.
    whole = {t.spans for t in tokens if t.form.startswith("#") or len(t.spans) > 1}
    unsure = unsure_spans(text, unpack(bytes(page.boxes)))
    passed = Taken([*unsure, *(span for spans in whole for span in spans)])
    places: dict[str, list[Token]] = {}
    for token in tokens:
        is_seen = token.spans in whole or not any(passed.touches(*span) for span in token.spans)
        if is_seen and known.pages(token.form) > 1 and is_telling(token.form, language):
            places.setdefault(token.form, []).append(token)
    found = [_weighed(text, form, there, known) for form, there in places.items()]
    return heapq.nsmallest(WORDS, filter(None, found), key=lambda word: (-word.weight, word.form))


def _weighed(text: str, form: str, there: list[Token], known: Known) -> Telling | None:
    """A word of a page by its places there; None for one that tells nothing."""
    is_number = form.startswith("#")
    is_name = not is_number and any(_is_name(text, token.spans[0]) for token in there)
    if len(form) < SHORTEST and form.isalpha() and not is_name:
        return None
    pages = known.pages(form)
    if pages > max(SELDOM, (NAMES_OFTEN if is_number or is_name else OFTEN) * known.total):
        return None
    weight = NUMBER if is_number else NAME if is_name else 1.0
    weight *= (1 + math.log(len(there))) * math.log((known.total + 1) / max(pages, SELDOM))
    start, end = there[0].spans[0][0], there[0].spans[-1][1]
    return Telling(" ".join(text[start:end].split()), form, pages, weight)


def _is_one(form: str) -> bool:
    """Whether it is a number, or a word long enough to be one."""
    if form.startswith("#"):
        return form.startswith(NUMBERS)
    return len(form) >= (SHORTEST if form.isdigit() else SHORTEST - 1)


def _is_name(text: str, span: Span) -> bool:
    """Whether a word begins with a capital where no sentence does, and is in no heading in
    capitals."""
    start, end = span
    before = text[max(start - 30, 0) : start]
    if not text[start].isupper() or BEFORE_A_SENTENCE.search(before):
        return False
    last = before.split()[-1]
    return not text[start:end].isupper() or last == "M." or last != last.upper()


def _known(question: Question) -> Known:
    """The words of all case files of a question, and their pages."""

    def words(case_file: CaseFile) -> Vocabulary:
        return engine().vocabulary(str(case_file.pk))

    asked = [question.answered(each, partial(words, each)) for each in question.case_files.values()]
    pages = Page.objects.filter(case_file__in=list(question.case_files))
    return Known([one for one in asked if one is not None], pages.searchable().count())


def _found(question: Question, case_file: CaseFile) -> list[Ranked]:
    """The first pages of a case file, best first, and one more: the page itself may be there."""
    name = str(case_file.pk)
    matches = engine().search(name, question.asks(case_file).exact, limit=CANDIDATES + 1)
    return [
        Ranked((-hit.score,), name, hit.number, hit.score, resembling=False) for hit in matches.hits
    ]


def _near(question: Question, words: list[Telling], ranked: list[Ranked]) -> list[Ranked]:
    """Those that share more than one word by chance, most weight first: the same scale in all case
    files, which the scores of engines have not."""
    numbers: dict[UUID, list[int]] = {}
    for one in ranked:
        numbers.setdefault(UUID(one.case_file), []).append(one.number)
    found = []
    places = {key: float(place) for place, key in enumerate(question.case_files)}
    for key, wanted in numbers.items():
        case_file = question.case_files[key]
        language = language_of(case_file)
        looked_for = sought(question.asks(case_file).exact, language)
        by_stem = {
            analyse(word.form, language)[-1].stem: word for word in words if not word.is_number
        }
        by_number = {word.form: word for word in words if word.is_number}
        rows = Page.objects.filter(case_file=key, number__in=wanted)
        for number, text in rows.values_list("number", "text"):
            tokens = looked_for.tokens(text)
            shared = {
                word.form: word
                for token in tokens
                if (word := by_number.get(token.form) or by_stem.get(token.stem))
            }
            if len(shared) >= SHARED or shared.keys() & by_number.keys():
                score = sum(word.weight for word in shared.values())
                order = -score, places[key], float(number)
                found.append(Ranked(order, str(key), number, score, resembling=False))
    return sorted(found)
