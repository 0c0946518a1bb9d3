"""What is found in one case file: how many pages, and the first of them."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from casefiles.models import CaseFile
from search.answers import Order
from search.engine import engine
from search.engines.base import Matches
from search.facts.columns import Columns
from search.finding.folding import Folding
from search.finding.hits import Ranked
from search.finding.question import Question
from search.related.copies import Copies

UNFOLDED = Folding()


class Found(NamedTuple):
    """How many pages of a case file match in all, and by resemblance only, and the first of them in
    the order that is wanted, of copies the first one."""

    total: int
    resembling: int
    hits: list[Ranked]
    folding: Folding

    def may_hold(self, ranked: list[Ranked], most: int) -> bool:
        """Whether a page that is not among these hits may be among the first so many of all, of
        which `ranked` are known."""
        if len(self.hits) == self.total - self.folding.folded:
            return False
        return len(ranked) < most or not self.hits or self.hits[-1] < ranked[-1]


NOTHING = Found(0, 0, [], UNFOLDED)


class Looking:
    """Looks for the pages of one case file; `place` is that of the case file among all. `found` is
    what was found, nothing at first and without an index."""

    __slots__ = ("_case_file", "_copies", "_few", "_name", "_place", "_question", "found")

    def __init__(
        self, question: Question, case_file: CaseFile, place: int, copies: Copies | None
    ) -> None:
        self._question = question
        self._case_file = case_file
        self._name = str(case_file.pk)
        self._place = place
        self._copies = copies
        self._few = 0
        self.found = NOTHING

    def look(self, few: int) -> None:
        """Find as many hits as that, where there are so many, and count all of them."""
        self._few = few
        self.found = self._question.answered(self._case_file, self._looked) or NOTHING

    def _looked(self) -> Found:
        few = self._few
        if self._copies is None or not few:
            total, resembling, ranked = self._ranked(few)
            return Found(total, resembling, list(ranked), UNFOLDED)
        asks = self._question.asks(self._case_file)
        folding = Folding.of(self._case_file, asks.widest, self._copies)
        # Of the first hits most have no copy among them; only where that was too little all are
        # asked for that may be missing.
        for spare in (min(folding.folded, few), folding.folded):
            total, resembling, ranked = self._ranked(few + spare)
            hits = list(islice(folding.first(ranked), few))
            if len(hits) == few or spare == folding.folded:
                break
        return Found(total, resembling, hits, folding)

    def _ranked(self, most: int) -> tuple[int, int, Iterable[Ranked]]:
        """How many pages match, how many of them by resemblance only, and the first of them in the
        order that is wanted."""
        question, name = self._question, self._name
        order = question.wanted.order
        if order is Order.RELEVANCE or not most:
            asks = question.asks(self._case_file)
            exact = engine().search(name, asks.exact, limit=most)
            hits = _by_score(name, exact, False)
            if asks.wide is None:
                return exact.total, 0, hits
            rest = engine().search(name, asks.resembling, limit=max(most - exact.total, 0))
            return exact.total + rest.total, rest.total, hits + _by_score(name, rest, True)
        matching, others = question.matching(self._case_file)
        columns = question.fields.columns[self._case_file.pk] if order is Order.DATE else None
        ordered = heapq.nsmallest(most, self._in_order(matching, others, columns))
        return len(matching) + len(others), len(others), ordered

    def _in_order(
        self, matching: set[int], others: set[int], columns: Columns | None
    ) -> Iterator[Ranked]:
        """By the earliest day of each page where columns tell it, else by place in the dossier."""
        for numbers, resembling in ((matching, False), (others, True)):
            for number in numbers:
                day = columns.earliest(number) if columns is not None else 0
                yield Ranked((day, self._place, number), self._name, number, 0.0, resembling)


def _by_score(name: str, matches: Matches, resembling: bool) -> list[Ranked]:
    return [
        Ranked((float(resembling), -hit.score), name, hit.number, hit.score, resembling)
        for hit in matches.hits
    ]
