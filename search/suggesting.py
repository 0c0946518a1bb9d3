"""What a person may have begun to type: words, cotes, searches of theirs. Only from what they may
see: words and cotes of the case files that are open to them at this moment, and nothing else."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from uuid import UUID

from investigations.models import Person
from search.analysis import fold
from search.engine import engine
from search.engines.base import IndexUnavailable
from search.facts.cotes import numbers_beginning
from search.models import PageCote
from search.query.parse import LONGEST_QUERY
from search.saved import history
from search.saved.opening import open_to
from search.saved.telling import names_for, told
from search.spelling import as_written
from search.tolerance.confusions import CHANGED, distance

MOST = 10
MOST_OWN = 3  # of past and of saved searches each
SHORTEST_WORD = 3  # letters and digits; also the least that is offered
SHORTEST_START = 2
LONG_ENOUGH = 7  # letters of a word beside which a seldom one like it is taken for misread
LOOKED_THROUGH = 100  # past searches
# What stands around a word without being a part of it: blanks, parentheses, quotes, operators.
LAST = re.compile(r"[^\s\x00-\x1f()\"«»“”„‟]*$")
WORD = re.compile(r"[^\W_]+$")
COTE = re.compile(r"(?:cote:)?([A-Za-z])([0-9]{1,9})$", re.IGNORECASE)
UNFIT = re.compile(r"^[^\W\d_]+:|[*?~]")  # a field, or a word with gaps


class Kind(StrEnum):
    """What is suggested."""

    WORD = "word"
    COTE = "cote"
    PAST = "past"
    SAVED = "saved"


@dataclass(frozen=True)
class Suggestion:
    """`text` is shown, `query` is what the search box holds once it is chosen. A search that has
    been made before is at `url`, with all that was chosen besides its query."""

    kind: Kind
    text: str
    query: str
    url: str = ""


def suggest(
    person: Person, typed: str, *, within: Collection[UUID] | None = None
) -> list[Suggestion]:
    """At most ten suggestions for what has been typed so far; `within` are case files."""
    if not typed.strip() or len(typed) > LONGEST_QUERY:
        return []
    names = names_for(person)
    keys = [key for key in names if within is None or key in within]
    saved = list(islice(_saved(person, typed), MOST_OWN))
    past = list(islice(_past(person, typed, names), MOST_OWN))
    rest = MOST - len(saved) - len(past)
    offered = [*islice(_cotes(keys, typed), rest), *islice(_words(keys, typed), rest)][:rest]
    known = {fold(one.query) for one in offered}  # what comes to the same is offered once
    return [*offered, *saved, *(one for one in past if fold(one.query) not in known)]


def _words(case_files: Collection[UUID], typed: str) -> Iterator[Suggestion]:
    """Words that begin as the last one does, those on many pages first."""
    last = LAST.search(typed)
    start = WORD.search(typed)
    if last is None or start is None or UNFIT.search(last[0]):
        return
    form = fold(start[0])
    if len(form) < SHORTEST_START:
        return
    pages: Counter[str] = Counter()
    for key in case_files:
        try:
            vocabulary = engine().vocabulary(str(key))
        except IndexUnavailable:
            continue
        for word in vocabulary.starting(form):
            if word != form and len(word) >= SHORTEST_WORD:
                pages[word] += vocabulary.pages(word)
    # A word that is on one page only is as a rule one that was misread.
    best = heapq.nsmallest(MOST, pages, key=lambda word: (pages[word] < 2, -pages[word], word))
    offered = [
        word
        for word in best
        if pages[word] > 1 or not any(pages[one] > 1 and _misread(one, word) for one in best)
    ]
    for word in as_written(case_files, offered).values():
        yield Suggestion(Kind.WORD, word, typed[: start.start()] + word)


def _misread(word: str, other: str) -> bool:
    """Whether the one may have been read as the other: one letter more, less, or another."""
    return len(word) >= LONG_ENOUGH and distance(word, other, CHANGED) <= CHANGED


def _cotes(case_files: Iterable[UUID], typed: str) -> Iterator[Suggestion]:
    """Cotes that begin as the last word does, the smallest first."""
    last = LAST.search(typed)
    start = COTE.fullmatch(last[0]) if last else None
    if last is None or start is None:
        return
    letter, digits = start[1].upper(), str(int(start[2]))
    found = PageCote.objects.filter(case_file__in=list(case_files), letter=letter)
    offered = 0
    for low, high in numbers_beginning(digits):
        numbers = found.filter(cote_number__range=(low, high)).order_by("cote_number")
        for number in numbers.values_list("cote_number", flat=True).distinct()[: MOST - offered]:
            offered += 1
            cote = f"{letter}{number}"
            yield Suggestion(Kind.COTE, cote, f"{typed[: last.start()]}cote:{cote}")
        if offered >= MOST:
            return


def _past(person: Person, typed: str, names: Mapping[UUID, str]) -> Iterator[Suggestion]:
    """The latest searches of the person that hold what has been typed, each query once."""
    wanted = fold(typed.strip())
    offered = {wanted}
    for past in history.made_by(person)[:LOOKED_THROUGH]:
        found = told(past.state, names)
        if found.url and wanted in fold(found.query) and fold(found.query) not in offered:
            offered.add(fold(found.query))
            yield Suggestion(Kind.PAST, found.query, found.query, found.url)


def _saved(person: Person, typed: str) -> Iterator[Suggestion]:
    """Saved searches that are open to the person and have in their name what has been typed."""
    wanted = fold(typed.strip())
    for saved in open_to(person):
        if wanted in fold(saved.name):
            yield Suggestion(Kind.SAVED, saved.name, saved.name, saved.get_absolute_url())
