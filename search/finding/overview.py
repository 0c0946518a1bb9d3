"""Facets: of the pages that match, how many are of which kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from casefiles.models import CaseFile
from casefiles.states import TextSource
from investigations.access import visible
from investigations.models import Person
from search.answers import Choice, Facet, Overview, Wanted
from search.facts.columns import SOURCES
from search.fields import table
from search.finding.histograms import along, by_date, month_label, month_written
from search.finding.matching import Matching
from search.finding.question import Question

MOST_CHOICES: Final = 60

V = TypeVar("V", int, str)


def overview(person: Person, wanted: Wanted) -> Overview:
    """How the pages that match are spread, of case files that the person may open.

    Counts of a facet leave its own filter aside, so that another value can be chosen; those of
    pages under all filters are those of `find`. Raises search.query.errors.QueryError.
    """
    question = Question(person, wanted, visible(person, CaseFile))
    found = [
        matching
        for case_file in question.case_files.values()
        if (matching := question.answered(case_file, partial(Matching, question, case_file)))
    ]
    inside = [matching for matching in found if question.chosen(matching.case_file)]
    only = inside[0] if len(question.scope) == 1 and inside else None
    facets = [
        _of_case_files(question, found),
        _of_volumes(question, only),
        _facet(question, inside, "cote", _("Cote"), Matching.by_letter, str, str),
        _facet(question, inside, "date", _("Month"), Matching.by_month, month_written, month_label),
        _facet(question, inside, "source", _("Text"), Matching.by_source, _source, _source_label),
        _of_notes(question, inside),
    ]
    return Overview(
        facets=[facet for facet in facets if facet is not None and facet.choices],
        along=along(only) if only else [],
        dates=by_date(inside),
    )


def _facet(
    question: Question,
    inside: list[Matching],
    field: str,
    label: str,
    count: Callable[[Matching], Counter[V]],
    value_of: Callable[[V], str],
    label_of: Callable[[V], str | Promise],
) -> Facet:
    """A facet of the values that `count` finds, in their order, and of those that are selected."""
    counts: Counter[V] = Counter()
    for matching in inside:
        counts.update(count(matching))
    most = sorted(value for value, _count in counts.most_common(MOST_CHOICES) if value_of(value))
    wheres = question.filters.get(field, [])
    choices = []
    for value in most:
        where = table.read(field, value_of(value))
        chosen = where in wheres
        choices.append(Choice(value_of(value), str(label_of(value)), counts[value], chosen))
        wheres = [other for other in wheres if other != where]
    for where in wheres:  # no page has it, or it is none of the values that are offered: a range
        written = str(where.value)
        pages = sum(matching.count_of(where) for matching in inside)
        choices.append(Choice(written, written, pages, selected=True))
    return Facet(field, label, choices)


def _of_case_files(question: Question, found: list[Matching]) -> Facet:
    within = question.wanted.within or ()
    counts = {matching.case_file.pk: matching.count() for matching in found}
    choices = [
        Choice(str(key), str(case_file), counts.get(key, 0), key in within)
        for key, case_file in question.case_files.items()
        if counts.get(key) or key in within
    ]
    return Facet("casefile", _("Case file"), sorted(choices, key=lambda choice: -choice.count))


def _of_volumes(question: Question, only: Matching | None) -> Facet | None:
    """Volumes are told by their position: only where all are of one case file."""
    if only is None or len(only.columns.volumes) < 2:
        return None
    names = only.columns.volumes
    name = partial(_named, names)
    return _facet(question, [only], "volume", _("Volume"), Matching.by_volume, str, name)


def _named(names: dict[int, str], position: int) -> str:
    return names.get(position, str(position))


def _of_notes(question: Question, inside: list[Matching]) -> Facet:
    where = table.read("has", "note")
    assert where is not None
    count = sum(matching.count_of(where) for matching in inside)
    selected = where in question.filters.get("has", [])
    choice = Choice("note", _("with a note"), count, selected)
    return Facet("has", _("Notes"), [choice] if count or selected else [])


def _source(place: int) -> str:
    return SOURCES[place]


def _source_label(place: int) -> str | Promise:
    return TextSource(SOURCES[place]).label if SOURCES[place] else ""
