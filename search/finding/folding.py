"""Copies of one page as one hit: what is folded away behind the first of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from uuid import UUID

from django.db.models import Q

from casefiles.models import CaseFile, Page
from search.answers import PageHit
from search.engine import engine
from search.finding.hits import Ranked
from search.query.asks import All, Among, Ask
from search.related.copies import NONE, Copies, Group


class Folding:
    """Which of the pages that match in a case file are copies of one another."""

    def __init__(self, groups: Collection[Group] = ()) -> None:
        self._groups = {number: group for group in groups for number in group}
        self.folded = sum(len(group) - 1 for group in groups)  # pages behind others

    @classmethod
    def of(cls, case_file: CaseFile, ask: Ask, copies: Copies = NONE) -> Folding:
        """Of the pages of a case file that an ask finds. Raises IndexUnavailable."""
        if not copies.numbers:
            return cls()
        both = All((ask, Among(copies.numbers)), ())
        return cls(copies.among(engine().matching(str(case_file.pk), both)))

    def behind(self, number: int) -> Group:
        """The pages that are shown behind this one, where it is the first of them."""
        return tuple(other for other in self._groups.get(number, ()) if other != number)

    def first(self, hits: Iterable[Ranked]) -> Iterator[Ranked]:
        """Hits in their order, of copies the first one only."""
        gone: set[int] = set()
        for hit in hits:
            if hit.number not in gone:
                gone.update(self.behind(hit.number))
                yield hit


def with_copies(hits: list[PageHit], foldings: dict[UUID, Folding]) -> list[PageHit]:
    """Hits with the pages that are folded behind each. `foldings` are those of their case files."""
    behind = [_behind(hit.page, foldings) for hit in hits]
    wanted = Q()
    for hit, numbers in zip(hits, behind, strict=True):
        if numbers:
            wanted |= Q(case_file=hit.page.case_file_id, number__in=numbers)
    if not wanted:
        return hits
    # Their case files are those of the hits, which the door has let through.
    found = Page.objects.filter(wanted).select_related("volume").defer("text", "boxes")
    pages = {(page.case_file_id, page.number): page for page in found}
    unfolded = []
    for hit, numbers in zip(hits, behind, strict=True):
        key = hit.page.case_file_id
        copies = tuple(pages[key, number] for number in numbers if (key, number) in pages)
        for page in copies:
            page.case_file = hit.page.case_file
        unfolded.append(replace(hit, copies=copies))
    return unfolded


def _behind(page: Page, foldings: dict[UUID, Folding]) -> Group:
    folding = foldings.get(page.case_file_id)
    return folding.behind(page.number) if folding else ()
