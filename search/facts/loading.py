"""What the database knows of the pages of case files, as arrays.

Objects for a million rows take ten seconds. So the database lists the values of many rows in one
text, and NumPy reads the numbers from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias
from uuid import UUID

import numpy as np
from django.db.models import Aggregate, TextField, Value
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from casefiles.models import Page, Volume
from search.facts.cotes import SUFFIXES
from search.facts.sequence import NO_FOLIO, Stamps
from search.models import PageCote, PageDay

Ints: TypeAlias = NDArray[np.int64]
NO_CONFIDENCE: Final = -1.0
NO_STAMPS: Final = Stamps(*(np.zeros(0, dtype=np.int64) for _ in Stamps._fields))


class Listed(Aggregate):
    """The values of all rows as one text, with commas between; those of several such columns come
    in the same order. NULL is left out."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="STRING_AGG(%(expressions)s::text, ',')", **extra
        )


@dataclass(frozen=True)
class Pages:
    """Pages of one volume whose text is from one source; confidence nan where it is unknown."""

    position: int
    source: str
    numbers: Ints
    confidence: NDArray[np.float64]


@dataclass
class Known:
    """What is known of the pages of one case file: `days` are pairs of a day and the pages that
    name it, in the order of days."""

    volumes: dict[int, str] = field(default_factory=dict)  # names by position
    pages: list[Pages] = field(default_factory=list)
    stamps: Stamps = NO_STAMPS
    days: list[tuple[date, Ints]] = field(default_factory=list)


def known_of(keys: Collection[UUID]) -> dict[UUID, Known]:
    """Of case files; the caller has asked the door about them."""
    found = {key: Known() for key in keys}
    volumes = Volume.objects.filter(case_file__in=keys).order_by()
    positions = {}
    for volume, key, position, name in volumes.values_list("pk", "case_file", "position", "name"):
        positions[volume] = position
        found[key].volumes[position] = name
    for key, volume, source, numbers, confidences in _pages(keys):
        confidence = np.fromstring(confidences, sep=",")
        confidence[confidence == NO_CONFIDENCE] = np.nan
        pages = Pages(positions.get(volume, 0), source, _ints(numbers), confidence)
        found[key].pages.append(pages)
    stamps: defaultdict[UUID, list[Stamps]] = defaultdict(list)
    for key, *columns in _cotes(keys):
        stamps[key].append(_stamps(*columns))
    for key, of_letters in stamps.items():
        every = Stamps(*(np.concatenate(columns) for columns in zip(*of_letters, strict=True)))
        found[key].stamps = every.at(np.argsort(every.pages))
    for key, day, numbers in _days(keys):
        found[key].days.append((day, _ints(numbers)))
    return found


def _pages(keys: Collection[UUID]) -> Iterable[Any]:
    of_kind = Page.objects.filter(case_file__in=keys).order_by()
    return of_kind.values_list("case_file", "volume", "source").annotate(
        numbers=Listed("number"),
        confidences=Listed(Coalesce("confidence", Value(NO_CONFIDENCE))),
    )


def _cotes(keys: Collection[UUID]) -> Iterable[Any]:
    of_letter = PageCote.objects.filter(case_file__in=keys).order_by()
    return of_letter.values_list("case_file", "letter").annotate(
        numbers=Listed("number"),
        cotes=Listed("cote_number"),
        folios=Listed(Coalesce("folio", Value(NO_FOLIO))),
        suffixes=Listed("suffix"),
    )


def _stamps(letter: str, numbers: str, cotes: str, folios: str, suffixes: str) -> Stamps:
    pages = _ints(numbers)
    places = {suffix: place for place, suffix in enumerate(SUFFIXES)}
    written = np.array([places[suffix] for suffix in suffixes.split(",")])
    return Stamps(pages, np.full_like(pages, ord(letter)), _ints(cotes), _ints(folios), written)


def _days(keys: Collection[UUID]) -> Iterable[Any]:
    named = PageDay.objects.filter(case_file__in=keys).order_by("case_file", "day")
    return named.values_list("case_file", "day").annotate(numbers=Listed("number"))


def _ints(listed: str) -> Ints:
    return np.fromstring(listed, dtype=np.int64, sep=",")
