"""The rows of pages as indexing sees them: what is to be searched, and what the index has of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, F, TextField, Value, When

from casefiles.models import CaseFile, Page
from casefiles.models.page import PageQuerySet
from casefiles.reading.words import second_readings
from search.engines.base import PageDocument
from search.second import NO_SECOND

AT_ONCE = 5000  # numbers in one statement: SQLite allows no more than some 30,000


class Row(NamedTuple):
    """A page to index: its key, its number, the text of it that is searched, its text version, the
    boxes of its words."""

    pk: int
    number: int
    text: str
    version: int
    boxes: bytes


def rows_of(pages: PageQuerySet) -> list[Row]:
    """Pages to index, by number. What is hardly readable is no fact: none of its words is found."""
    searched = Case(
        When(hardly_readable=True, then=Value("")), default=F("text"), output_field=TextField()
    )
    found = pages.order_by("number").annotate(searched=searched)
    values = found.values_list("pk", "number", "searched", "text_version", "boxes")
    return [Row(pk, n, text, version, bytes(boxes)) for pk, n, text, version, boxes in values]


def documents(rows: Iterable[Row]) -> list[PageDocument]:
    """What engines are given of them."""
    return [
        PageDocument(row.number, row.text, second_readings(row.boxes) if row.text else NO_SECOND)
        for row in rows
    ]


def texts_in_force(case_file: CaseFile) -> dict[int, int]:
    """The version of the text of each page that has any, by number."""
    pages = case_file.pages.filter(text_version__gt=0).order_by()
    return dict(pages.values_list("number", "text_version"))


def said_to_be_indexed(case_file_id: UUID) -> dict[int, int]:
    """Which version of each page the index is said to have, by number."""
    pages = Page.objects.filter(case_file=case_file_id, indexed_version__gt=0).order_by()
    return dict(pages.values_list("number", "indexed_version"))


def say_indexed(case_file_id: UUID, versions: Mapping[int, int]) -> None:
    """Say of pages which version of their text the index has; nothing of the others."""
    pages = Page.objects.filter(case_file=case_file_id)
    for version in set(versions.values()):
        numbers = sorted(number for number, of_page in versions.items() if of_page == version)
        for start in range(0, len(numbers), AT_ONCE):
            of_version = pages.filter(number__in=numbers[start : start + AT_ONCE])
            of_version.exclude(indexed_version=version).update(indexed_version=version)


def say_nothing_is_indexed(case_file_id: UUID) -> None:
    """Say that the index has no page: all are to be indexed."""
    Page.objects.filter(case_file=case_file_id).update(indexed_version=0)
