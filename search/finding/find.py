"""Find: a query, a person, the case files that they may open, the pages that match."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from casefiles.models import CaseFile
from investigations.access import visible
from investigations.models import Person
from search.answers import Answer, Order, Wanted
from search.engine import engine
from search.engines.base import Matches
from search.facts.columns import Columns
from search.finding.folding import Folding, with_copies
from search.finding.hits import Ranked, page_hits
from search.finding.question import Question
from search.related.copies import NONE, Copies, copies_of


def find(person: Person, wanted: Wanted, *, limit: int, offset: int = 0) -> Answer:
    """Search the case files that a person may open, or those of them that `within` names.

    `counts` is about all of them; hits and total about `within`. Only the indexes of these
    case files are read: what may not be seen is not filtered out, it is never opened. By
    relevance, what matches as it is spelled comes first. Copies of one page are folded behind the
    first of them, in the order that is wanted. Raises search.query.errors.QueryError.
    """
    question = Question(person, wanted, visible(person, CaseFile))
    copies = copies_of(case_file.pk for case_file in question.scope) if wanted.folded else {}
    found: dict[UUID, Found] = {}
    for place, case_file in enumerate(question.case_files.values()):
        most = offset + limit if question.chosen(case_file) else 0
        ask = partial(_found, question, case_file, place, most, copies.get(case_file.pk, NONE))
        answered = question.answered(case_file, ask)
        if answered is not None:
            found[case_file.pk] = answered
    inside = [found[case_file.pk] for case_file in question.scope if case_file.pk in found]
    ranked = heapq.nsmallest(offset + limit, (hit for one in inside for hit in one.hits))
    foldings = {key: one.folding for key, one in found.items() if one.folding.folded}
    return Answer(
        sum(one.total for one in inside),
        with_copies(page_hits(question, ranked[offset:]), foldings),
        {key: one.total for key, one in found.items() if one.total},
        question.rebuilding,
        sum(one.resembling for one in inside),
        question.repairs,
        sum(one.folding.folded for one in inside),
    )


class Found(NamedTuple):
    """What was found in a case file: how many pages in all, and by resemblance only, and the first
    of them in the order that is wanted, of copies the first one."""

    total: int
    resembling: int
    hits: list[Ranked]
    folding: Folding


def _found(question: Question, case_file: CaseFile, place: int, most: int, copies: Copies) -> Found:
    asks = question.asks(case_file)
    folding = Folding.of(case_file, asks.widest, copies) if most else Folding()
    # Of the first hits most have no copy among them; only where that was too little all are asked
    # for that may be missing.
    for spare in (min(folding.folded, most), folding.folded):
        total, resembling, ranked = _ranked(question, case_file, place, most + spare)
        hits = list(islice(folding.first(ranked), most))
        if len(hits) == most or spare == folding.folded:
            break
    return Found(total, resembling, hits, folding)


def _ranked(
    question: Question, case_file: CaseFile, place: int, most: int
) -> tuple[int, int, Iterable[Ranked]]:
    """How many pages of a case file match, how many of them by resemblance only, and the first
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
        return exact.total + rest.total, rest.total, hits
    matching, others = question.matching(case_file)
    columns = question.fields.columns[case_file.pk] if order is Order.DATE else None
    ordered = heapq.nsmallest(most, _in_order(name, place, matching, others, columns))
    return len(matching) + len(others), len(others), ordered


def _in_order(
    name: str, place: int, matching: set[int], others: set[int], columns: Columns | None
) -> Iterator[Ranked]:
    """By the earliest day of each page where columns tell it, else by place in the dossier."""
    for numbers, resembling in ((matching, False), (others, True)):
        for number in numbers:
            day = columns.earliest(number) if columns is not None else 0
            yield Ranked((day, place, number), name, number, 0.0, resembling)
