"""What a list of names has found, as far as its owner may open the case files at this moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Lower

from casefiles.models import CaseFile, Page
from casefiles.models.page import PageQuerySet
from investigations.access import visible
from investigations.models import Person
from search.lists.variants import Variant, Ways, query, variants
from search.models import ListedCaseFile, NameCount, NameEntry, NameList


class Sort(StrEnum):
    """In what order names are shown."""

    TYPED = "typed"
    NAME = "name"
    PAGES = "pages"  # most pages first


ORDERS: Final[Mapping[Sort, tuple[str, ...]]] = {
    Sort.TYPED: ("position",),
    Sort.NAME: ("lowered", "position"),
    Sort.PAGES: ("-total", "position"),
}


@dataclass(frozen=True)
class Cell:
    """A name in a case file: pages, None where it has not been looked for."""

    case_file: CaseFile
    pages: int | None
    by_initial: int = 0
    resembling: int = 0
    query: str = ""


@dataclass(frozen=True)
class Tried:
    """A way to write a name, and on how many pages it is."""

    variant: Variant
    pages: int


@dataclass(frozen=True)
class Row:
    """A name: pages in all, in each case file, and by each of the ways to write it.

    `is_known`: it has been looked for wherever it is to be.
    """

    entry: NameEntry
    is_known: bool
    pages: int
    by_initial: int
    resembling: int
    query: str
    cells: list[Cell] = field(default_factory=list)
    tried: list[Tried] = field(default_factory=list)


class Counts:
    """What has been counted for a list, in the case files that its owner may open now.

    The door is asked once, when this is made. Nothing in it, no total and no progress either,
    is about other case files.
    """

    def __init__(self, person: Person, name_list: NameList) -> None:
        self.name_list = name_list
        open_now = visible(person, ListedCaseFile).filter(name_list=name_list)
        listed = open_now.select_related("case_file").order_by("case_file__name", "pk")
        self.listed: Sequence[ListedCaseFile] = list(listed)
        self.keys: list[UUID] = [each.case_file_id for each in self.listed]

    @cached_property
    def names(self) -> int:
        """How many names the list has."""
        return self.name_list.entries.aggregate(last=Max("position"))["last"] or 0

    @cached_property
    def looked_for(self) -> int:
        """How many of them are looked for."""
        return self.name_list.entries.filter(remark="").count()

    @property
    def to_do(self) -> int:
        """How often a name is to be looked for in a case file, all in all."""
        return self.names * sum(1 for each in self.listed if not each.missed)

    @property
    def done(self) -> int:
        """How often it has been done."""
        return sum(each.counted for each in self.listed if not each.missed)

    @property
    def missed(self) -> list[CaseFile]:
        """Could not be searched when it was their turn."""
        return [each.case_file for each in self.listed if each.missed]

    @property
    def unfinished(self) -> list[CaseFile]:
        """Not all names have been looked for in them, nor will be without being asked."""
        return [
            each.case_file for each in self.listed if not each.missed and each.counted < self.names
        ]

    @cached_property
    def columns(self) -> list[CaseFile]:
        """The case files in which there is any of the names."""
        found = set(self._counts().order_by().values_list("case_file", flat=True).distinct())
        return [each.case_file for each in self.listed if each.case_file_id in found]

    @property
    def without(self) -> list[CaseFile]:
        """Those in which all names were looked for and there is none."""
        shown = {case_file.pk for case_file in self.columns}
        return [
            each.case_file
            for each in self.listed
            if each.case_file_id not in shown and not each.missed and each.counted >= self.names
        ]

    @cached_property
    def found(self) -> int:
        """How many names are on any page."""
        return self._counts().order_by().values("entry").distinct().count()

    @cached_property
    def _pages(self) -> PageQuerySet:
        return Page.objects.filter(case_file__in=self.keys)

    @cached_property
    def _searchable(self) -> dict[UUID, int]:
        """Pages that can be searched, by case file."""
        searchable = self._pages.searchable().order_by().values("case_file")
        return dict(searchable.annotate(pages=Count("pk")).values_list("case_file", "pages"))

    @cached_property
    def pages(self) -> int:
        """Pages of these case files."""
        return self._pages.count()

    @property
    def unsearchable(self) -> int:
        """Pages of them that cannot be searched, yet or at all."""
        return self.pages - sum(self._searchable.values())

    @property
    def newer(self) -> int:
        """Pages that have become searchable since they were counted."""
        counted = {each.case_file_id: each.searchable for each in self.listed if each.counted}
        return sum(max(self._searchable.get(key, 0) - before, 0) for key, before in counted.items())

    def entries(self, sort: Sort, *, only_found: bool) -> QuerySet[NameEntry]:
        """The names in this order, or those of them that are on any page."""
        inside = Q(counts__case_file__in=self.keys)
        entries = self.name_list.entries.annotate(
            total=Coalesce(Sum("counts__pages", filter=inside), 0), lowered=Lower("name")
        )
        if only_found:
            entries = entries.filter(total__gt=0)
        return entries.order_by(*ORDERS[sort])

    def rows(self, entries: Iterable[NameEntry]) -> list[Row]:
        """What there is about these names."""
        wanted = list(entries)
        counts: dict[int, dict[UUID, NameCount]] = {}
        for count in self._counts().filter(entry__in=[entry.pk for entry in wanted]):
            counts.setdefault(count.entry_id, {})[count.case_file_id] = count
        ways = Ways(**self.name_list.ways)
        return [self._row(entry, counts.get(entry.pk, {}), ways) for entry in wanted]

    def _counts(self) -> QuerySet[NameCount]:
        return NameCount.objects.filter(entry__name_list=self.name_list, case_file__in=self.keys)

    def _row(self, entry: NameEntry, counts: Mapping[UUID, NameCount], ways: Ways) -> Row:
        asked = () if entry.remark else variants(entry.name, ways)
        written = query(asked)
        shown = {case_file.pk for case_file in self.columns}
        cells = [
            _cell(each, entry, counts.get(each.case_file_id), written)
            for each in self.listed
            if each.case_file_id in shown
        ]
        tried = [
            Tried(each, sum(count.variants.get(each.text, 0) for count in counts.values()))
            for each in asked
        ]
        return Row(
            entry,
            is_known=all(each.missed or entry.position <= each.counted for each in self.listed),
            pages=sum(count.pages for count in counts.values()),
            by_initial=sum(count.by_initial for count in counts.values()),
            resembling=sum(count.resembling for count in counts.values()),
            query=written,
            cells=cells,
            tried=tried,
        )


def _cell(listed: ListedCaseFile, entry: NameEntry, count: NameCount | None, written: str) -> Cell:
    if count is not None:
        return Cell(listed.case_file, count.pages, count.by_initial, count.resembling, written)
    is_known = not entry.remark and entry.position <= listed.counted
    return Cell(listed.case_file, 0 if is_known else None)


def sizes(person: Person, lists: Sequence[NameList]) -> list[tuple[int, int]]:
    """Of each list: how many names it has, and how many of them are on a page that may be opened
    now."""
    names = NameEntry.objects.filter(name_list__in=lists).order_by().values_list("name_list")
    open_now = visible(person, NameCount).filter(entry__name_list__in=lists).order_by()
    found = open_now.values_list("entry__name_list").annotate(Count("entry", distinct=True))
    by_list, found_by_list = dict(names.annotate(Count("pk"))), dict(found)
    return [(by_list.get(each.pk, 0), found_by_list.get(each.pk, 0)) for each in lists]
