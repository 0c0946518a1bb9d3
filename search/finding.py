"""Find: a query, a person, the case files that they may open, the pages that match."""

from __future__ import annotations

import contextlib
import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from casefiles.marks import Found
from casefiles.models import CaseFile, Page
from investigations.access import visible
from investigations.models import Person
from search.analysis import analysis_language
from search.engine import engine
from search.engines.base import IndexBusy, IndexUnavailable, Matches
from search.indexing import start_over
from search.marking import marked_spans, snippet, word_indexes
from search.messages import query_message
from search.query.errors import QueryError
from search.query.parse import parse
from search.query.tree import Node
from search.scheduling import schedule

SNIPPET_CHARACTERS = 240
ALL = 1_000_000  # more pages than a case file has


@dataclass(frozen=True)
class PageHit:
    """A page that matches: `snippet` is (text, whether it is marked) in reading order."""

    page: Page
    score: float
    snippet: list[tuple[str, bool]]


@dataclass(frozen=True)
class Answer:
    """What a search found among the case files that a person may open."""

    total: int
    hits: list[PageHit]
    counts: dict[UUID, int]  # matching pages by case file, those with none left out
    rebuilding: list[CaseFile] = field(default_factory=list)  # cannot be searched just now


def find(
    person: Person,
    query: str,
    *,
    within: Sequence[UUID] | None = None,
    limit: int,
    offset: int = 0,
) -> Answer:
    """Search the case files that a person may open, or those of them that `within` names.

    `counts` is about all of them; hits and total about `within`. Only the indexes of these
    case files are read: what may not be seen is not filtered out, it is never opened.
    Raises search.query.errors.QueryError.
    """
    tree = parse(query)
    ranked: list[tuple[float, str, int]] = []
    counts: dict[UUID, int] = {}
    rebuilding = []
    case_files = {case_file.pk: case_file for case_file in visible(person, CaseFile)}
    for case_file in case_files.values():
        chosen = within is None or case_file.pk in within
        matches = _matches(case_file, tree, limit=offset + limit if chosen else 0)
        if matches is None:
            rebuilding.append(case_file)
            continue
        if matches.total:
            counts[case_file.pk] = matches.total
        if chosen:
            ranked += [(-hit.score, str(case_file.pk), hit.number) for hit in matches.hits]
    shown = heapq.nsmallest(offset + limit, ranked)[offset:]
    chosen_total = sum(count for key, count in counts.items() if within is None or key in within)
    return Answer(chosen_total, _page_hits(tree, shown, case_files), counts, rebuilding)


def found_on(page: Page, query: str) -> Found:
    """The words of a page that match a query, and the hits of its case file around it.

    The caller has asked the door about the page.
    """
    try:
        tree = parse(query)
    except QueryError as error:
        return Found(error=query_message(error))
    language = analysis_language(page.case_file.languages)
    spans = marked_spans(page.text, tree, language)
    matches = _matches(page.case_file, tree, limit=ALL)
    if matches is None:
        return Found(
            spans=spans,
            words=word_indexes(page.text, spans),
            error=_("The case file is being made searchable. Try in a minute."),
        )
    numbers = sorted(hit.number for hit in matches.hits)
    before = [number for number in numbers if number < page.number]
    after = [number for number in numbers if number > page.number]
    return Found(
        spans=spans,
        words=word_indexes(page.text, spans),
        total=matches.total,
        position=len(before) + 1 if page.number in numbers else None,
        previous=before[-1] if before else None,
        next=after[0] if after else None,
    )


def _matches(case_file: CaseFile, tree: Node, *, limit: int) -> Matches | None:
    """What matches in one case file; None where its index is broken, and is now being rebuilt."""
    name = str(case_file.pk)
    if not engine().exists(name):
        if not case_file.pages.filter(text_version__gt=0).exists():
            return Matches(0, [])  # nothing has been read yet
        if case_file.pages.filter(indexed_version__gt=0).exists():
            _rebuild(case_file)
        return None
    try:
        return engine().search(
            name, tree, language=analysis_language(case_file.languages), limit=limit
        )
    except IndexUnavailable:
        _rebuild(case_file)
        return None


def _rebuild(case_file: CaseFile) -> None:
    with contextlib.suppress(IndexBusy):  # then it is being written anew already
        start_over(case_file.pk)
    schedule(case_file.pk)


def _page_hits(
    tree: Node,
    ranked: list[tuple[float, str, int]],
    case_files: dict[UUID, CaseFile],
) -> list[PageHit]:
    if not ranked:
        return []
    wanted = Q()
    for _score, key, number in ranked:
        wanted |= Q(case_file=key, number=number)
    # The door has let these case files through; their pages are open with them.
    inside = Page.objects.filter(wanted, case_file__in=list(case_files))
    pages = {
        (str(page.case_file_id), page.number): page
        for page in inside.defer("boxes").select_related("volume")
    }
    hits = []
    for negative_score, key, number in ranked:
        page = pages.get((key, number))
        if page is None:
            continue
        page.case_file = case_files[page.case_file_id]
        spans = marked_spans(page.text, tree, analysis_language(page.case_file.languages))
        hits.append(PageHit(page, -negative_score, snippet(page.text, spans, SNIPPET_CHARACTERS)))
    return hits
