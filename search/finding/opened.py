"""The words of an opened page that answer a query, and the hits around it."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext as _

from casefiles.marks import Found
from casefiles.models import Page
from casefiles.reading.words import second_readings
from investigations.models import Person
from search.answers import Wanted
from search.finding.question import Question, language_of
from search.marking import Span, marked_spans, word_indexes
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
    if page.number in exact:
        spans = marked_spans(page.text, asks.exact, language)
    else:
        second = second_readings(bytes(page.boxes))
        spans = marked_spans(page.text, asks.widest, language, second)
    return among(page, spans, _folded(page, exact | others) if wanted.folded else exact | others)


def among(page: Page, spans: list[Span], numbers: set[int]) -> Found:
    """A page with its marks, among the pages of its case file that a list has."""
    before = [number for number in numbers if number < page.number]
    after = [number for number in numbers if number > page.number]
    return Found(
        spans=spans,
        words=word_indexes(page.text, spans),
        total=len(numbers),
        position=len(before) + 1 if page.number in numbers else None,
        previous=max(before, default=None),
        next=min(after, default=None),
    )


def _folded(page: Page, matching: set[int]) -> set[int]:
    """The pages that match, of copies one: the page itself, else the first in the dossier."""
    copies = copies_of([page.case_file_id]).get(page.case_file_id, NONE)
    shown = set(matching)
    for same in copies.among(matching):
        shown -= set(same)
        shown.add(page.number if page.number in same else same[0])
    return shown
