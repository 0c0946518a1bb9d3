"""What is known of all pages of a case file, in columns: to filter and count without a query a hit.

Made from the database once for each state of a case file's facts, and kept in the process.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from casefiles.models import Page, Volume
from casefiles.states import TextSource
from search.facts.cotes import SUFFIXES, Cote
from search.facts.sequence import in_sequence, possible
from search.models import FactsVersion, PageCote, PageDay

MOST_KEPT = 2000  # case files
SOURCES: Final = ["", *TextSource.values]
NO_DAY: Final[int] = np.iinfo(np.int32).max

Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Columns:
    """Arrays by page number; at 0, and where there is no page, as for a page of which nothing is
    known. Days are ordinals as `date.toordinal` gives them.

    `day_numbers` and `days` go together: a page number and one of its days, by day.
    """

    source: NDArray[np.int8]  # place in SOURCES
    confidence: NDArray[np.float64]  # nan: unknown
    volume: Ints  # position
    volumes: dict[int, str]  # names by position
    letter: NDArray[np.int8]  # as `ord`; 0: no cote
    cote: Ints
    folio: Ints  # -1: none
    suffix: NDArray[np.int8]  # place in SUFFIXES
    possible: dict[int, Cote]  # where there is none, what it may be
    first_day: Ints  # NO_DAY: none
    day_numbers: Ints
    days: Ints

    @property
    def size(self) -> int:
        """One more than the last page number."""
        return len(self.source)

    def earliest(self, number: int) -> int:
        """The earliest day of a page, as an ordinal; NO_DAY without one."""
        return int(self.first_day[number]) if number < self.size else NO_DAY

    def mask(self, numbers: Iterable[int]) -> Mask:
        """Where these page numbers are."""
        found = np.zeros(self.size, dtype=np.bool_)
        inside = [number for number in numbers if 0 < number < self.size]
        found[inside] = True
        return found


def numbers_in(mask: Mask) -> frozenset[int]:
    """The page numbers that a mask holds."""
    return frozenset(np.flatnonzero(mask).tolist())


_kept: OrderedDict[UUID, tuple[int, Columns]] = OrderedDict()
_lock = threading.Lock()


def columns_of(case_file_ids: Iterable[UUID]) -> dict[UUID, Columns]:
    """The columns of case files. The caller has asked the door about them."""
    keys = list(case_file_ids)
    # The version is read before the rows: what is written in between only makes them too new.
    versions = dict.fromkeys(keys, 0)
    rows = FactsVersion.objects.filter(case_file__in=keys)
    versions.update(rows.values_list("case_file", "version"))
    with _lock:
        kept = {key: _kept[key] for key in keys if key in _kept}
    found = {key: columns for key, (version, columns) in kept.items() if version == versions[key]}
    missing = [key for key in keys if key not in found]
    if missing:
        made = _load(missing)
        with _lock:
            for key, columns in made.items():
                if versions[key]:  # else its pages may still become more without a new version
                    _kept[key] = versions[key], columns
                    _kept.move_to_end(key)
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
        found |= made
    return found


def _load(keys: list[UUID]) -> dict[UUID, Columns]:
    volumes: defaultdict[UUID, dict[int, str]] = defaultdict(dict)
    for key, position, name in Volume.objects.filter(case_file__in=keys).values_list(
        "case_file", "position", "name"
    ):
        volumes[key][position] = name
    pages = _by_case_file(
        Page.objects.filter(case_file__in=keys),
        "number", "source", "confidence", "volume__position",
    )  # fmt: skip
    cotes = _by_case_file(
        PageCote.objects.filter(case_file__in=keys),
        "number",
        "letter",
        "cote_number",
        "folio",
        "suffix",
    )
    days = _by_case_file(
        PageDay.objects.filter(case_file__in=keys).order_by("day"), "number", "day"
    )
    return {key: _made(pages[key], cotes[key], days[key], volumes[key]) for key in keys}


def _by_case_file(rows: Any, *fields: str) -> defaultdict[UUID, list[tuple[Any, ...]]]:
    found: defaultdict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *values in _streamed(rows.values_list("case_file", *fields)):
        found[key].append(tuple(values))
    return found


def _streamed(rows: Any) -> Iterator[Any]:
    return iter(rows.iterator(chunk_size=5000))


def _made(
    pages: list[tuple[int, str, float | None, int]],
    cotes: list[tuple[int, str, int, int | None, str]],
    days: list[tuple[int, date]],
    volumes: dict[int, str],
) -> Columns:
    size = max((row[0] for row in pages), default=0) + 1
    code = {source: place for place, source in enumerate(SOURCES)}
    read = {row[0]: Cote(*row[1:]) for row in cotes if row[0] < size}
    columns = Columns(
        source=np.zeros(size, dtype=np.int8),
        confidence=np.full(size, np.nan),
        volume=np.zeros(size, dtype=np.int32),
        volumes=volumes,
        letter=np.zeros(size, dtype=np.int8),
        cote=np.zeros(size, dtype=np.int32),
        folio=np.full(size, -1, dtype=np.int32),
        suffix=np.zeros(size, dtype=np.int8),
        possible=possible(read),
        first_day=np.full(size, NO_DAY, dtype=np.int32),
        day_numbers=np.array([number for number, _ in days], dtype=np.int32),
        days=np.array([day.toordinal() for _, day in days], dtype=np.int32),
    )
    for number, source, confidence, volume in pages:
        columns.source[number] = code.get(source, 0)
        columns.confidence[number] = np.nan if confidence is None else confidence
        columns.volume[number] = volume
    for number, cote in in_sequence(read).items():
        columns.letter[number] = ord(cote.letter)
        columns.cote[number] = cote.number
        columns.folio[number] = -1 if cote.folio is None else cote.folio
        columns.suffix[number] = SUFFIXES.index(cote.suffix)
    inside = columns.day_numbers < size  # a page may have come in between the questions
    numbers = columns.day_numbers[inside]
    np.minimum.at(columns.first_day, numbers, columns.days[inside])
    return columns
