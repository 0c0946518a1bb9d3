"""Find: a query, a person, the case files that they may open, the pages that match."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from casefiles.models import CaseFile
from investigations.access import visible
from investigations.models import Person
from search.answers import Answer, Order, Wanted
from search.engine import engine
from search.finding.folding import with_copies
from search.finding.hits import NEEDED, Ranked, page_hits
from search.finding.looking import Looking
from search.finding.question import Question
from search.related.copies import copies_of

FEWEST = 2  # hits that a case file is asked for


def find(person: Person, wanted: Wanted, *, limit: int, offset: int = 0) -> Answer:
    """Search the case files that a person may open, or those of them that `within` names.

    `counts` is about all of them; hits and total about `within`. Only the indexes of these
    case files are read: what may not be seen is not filtered out, it is never opened. By
    relevance, what matches as it is spelled comes first. Copies of one page are folded behind the
    first of them, in the order that is wanted. Raises search.query.errors.QueryError.
    """
    question = Question(person, wanted, visible(person, CaseFile).only(*NEEDED))
    copies = copies_of(case_file.pk for case_file in question.scope) if wanted.folded else {}
    everywhere = {
        key: Looking(question, case_file, place, copies.get(key))
        for place, (key, case_file) in enumerate(question.case_files.items())
    }
    scope = {case_file.pk for case_file in question.scope}
    inside = [looking for key, looking in everywhere.items() if key in scope]
    beside = [looking for key, looking in everywhere.items() if key not in scope]
    with engine().at_one_moment():
        for looking in beside:
            looking.look(0)
        ranked = _first(inside, offset + limit, wanted.order)
    found = [looking.found for looking in inside]
    all_found = [(key, looking.found) for key, looking in everywhere.items()]
    foldings = {key: one.folding for key, one in all_found if one.folding.folded}
    return Answer(
        sum(one.total for one in found),
        with_copies(page_hits(question, ranked[offset:]), foldings),
        {key: one.total for key, one in all_found if one.total},
        question.rebuilding,
        sum(one.resembling for one in found),
        question.repairs,
        sum(one.folding.folded for one in found),
    )


def _first(inside: list[Looking], most: int, order: Order) -> list[Ranked]:
    """The first so many hits of all, in the order that is wanted.

    By relevance, each of many case files is asked for few hits, and then those for more that may
    have more among the first.
    """
    few = most
    if order is Order.RELEVANCE and inside:
        few = min(most, FEWEST + 2 * most // len(inside))
    for looking in inside:
        looking.look(few)
    ranked = _merged(inside, most)
    if few == most:
        return ranked
    doubtful = [looking for looking in inside if looking.found.may_hold(ranked, most)]
    for looking in doubtful:
        looking.look(most)
    return _merged(inside, most) if doubtful else ranked


def _merged(inside: Iterable[Looking], most: int) -> list[Ranked]:
    return heapq.nsmallest(most, (hit for looking in inside for hit in looking.found.hits))
