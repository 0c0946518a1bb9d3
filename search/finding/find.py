"""Find: a query, a person, the case files that they may open, the pages that match."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from functools import partial
from uuid import UUID

from casefiles.models import CaseFile
from investigations.access import visible
from investigations.models import Person
from search.answers import Answer, Order, Wanted
from search.engine import engine
from search.engines.base import Matches
from search.facts.columns import Columns
from search.finding.hits import Ranked, page_hits
from search.finding.question import Question


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
        page_hits(question, shown),
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
    matching, others = question.matching(case_file)
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
