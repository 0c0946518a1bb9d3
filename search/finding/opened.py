"""The words of an opened page that answer a query, and the hits around it."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext as _

from casefiles.marks import Found
from casefiles.models import Page
from investigations.models import Person
from search.answers import Wanted
from search.finding.question import Question, language_of
from search.marking import marked_spans, word_indexes
from search.messages import query_message
from search.query.errors import QueryError
from search.query.resolve import resolve
from search.related.copies import NONE, copies_of


def found_on(page: Page, wanted: Wanted, *, person: Person | None = None) -> Found:
    """The words of a page that match a search, and the hits of its case file around it: those of
    the list of hits, within the same filters, and folded as there.

    The caller has asked the door about the page. Notes that are asked for are those that `person`
    may read.
    """
    try:
        question = Question(person, wanted, [page.case_file])
    except QueryError as error:
        return Found(error=query_message(error))
    language = language_of(page.case_file)
    found = question.answered(page.case_file, partial(question.matching, page.case_file))
    if found is None:
        # As they are spelled they can be marked without an index.
        ask = resolve(question.tree, language, where=question.fields.of(page.case_file))
        spans = marked_spans(page.text, ask, language)
        rebuilding = _("The case file is being made searchable. Try in a minute.")
        return Found(
            spans=spans,
            words=word_indexes(page.text, spans),
            error=rebuilding if question.rebuilding else None,
        )
    exact, others = found
    asks = question.asks(page.case_file)
    ask = asks.exact if page.number in exact else asks.widest
    spans = marked_spans(page.text, ask, language)
    numbers = _folded(page, exact | others) if wanted.folded else sorted(exact | others)
    before = [number for number in numbers if number < page.number]
    after = [number for number in numbers if number > page.number]
    return Found(
        spans=spans,
        words=word_indexes(page.text, spans),
        total=len(numbers),
        position=len(before) + 1 if page.number in exact or page.number in others else None,
        previous=before[-1] if before else None,
        next=after[0] if after else None,
    )


def _folded(page: Page, matching: set[int]) -> list[int]:
    """The pages that match, of copies one: the page itself, else the first in the dossier."""
    copies = copies_of([page.case_file_id]).get(page.case_file_id, NONE)
    copied = matching & copies.numbers
    shown = matching - copied
    for number in copied:
        same = matching.intersection(copies.groups[number])
        shown.add(page.number if page.number in same else min(same))
    return sorted(shown)
