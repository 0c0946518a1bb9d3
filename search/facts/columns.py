"""What is known of all pages of a case file, in columns: to filter and count without a query a hit.

Made from the database for a state of a case file's facts, and kept in the process.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.db.models import CharField
from django.db.models.functions import Cast
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
        asked = np.fromiter(numbers, dtype=np.int64)
        found[asked[(asked > 0) & (asked < self.size)]] = True
        return found


def numbers_in(mask: Mask) -> frozenset[int]:
    """The page numbers that a mask holds."""
    return frozenset(np.flatnonzero(mask).tolist())


# Loading what is known of hundreds of thousands of pages takes seconds, and each commit of a case
# file that is being read makes it out of date. Then what was there before serves for so many times
# as long as loading took: filters and facets lag. Of a small case file it is loaded at once.
LAG = 5
AT_ONCE = 0.1  # seconds


@dataclass(frozen=True)
class _Kept:
    """Columns, the version of the facts that they were made of, and until when they serve although
    there is another one, on the clock of `time.monotonic`."""

    version: int
    columns: Columns
    until: float


_kept: OrderedDict[UUID, _Kept] = OrderedDict()
_lock = threading.Lock()


def columns_of(case_file_ids: Iterable[UUID]) -> dict[UUID, Columns]:
    """The columns of case files; those of large ones may be of some moments ago. The caller has
    asked the door about them."""
    keys = list(case_file_ids)
    # The version is read before the rows: what is written in between only makes them too new.
    versions = dict.fromkeys(keys, 0)
    rows = FactsVersion.objects.filter(case_file__in=keys)
    versions.update(rows.values_list("case_file", "version"))
    now = time.monotonic()
    with _lock:
        kept = {key: _kept[key] for key in keys if key in _kept}
    found = {
        key: one.columns
        for key, one in kept.items()
        if one.version == versions[key] or (versions[key] and now < one.until)
    }
    missing = [key for key in keys if key not in found]
    if missing:
        made = _load(missing)
        now, took = time.monotonic(), time.monotonic() - now
        pages = sum(columns.size for columns in made.values())
        with _lock:
            for key, columns in made.items():
                if versions[key]:  # else its pages may still become more without a new version
                    of_it = took * columns.size / pages
                    until = now + LAG * of_it if of_it > AT_ONCE else 0.0
                    _kept[key] = _Kept(versions[key], columns, until)
                    _kept.move_to_end(key)
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
        found |= made
    return found


def _load(keys: list[UUID]) -> dict[UUID, Columns]:
    volumes = _by_case_file(
        Volume.objects.filter(case_file__in=keys).annotate(written=Cast("pk", CharField())),
        "written", "position", "name",
    )  # fmt: skip
    in_volumes = Page.objects.filter(case_file__in=keys).annotate(
        in_volume=Cast("volume", CharField())
    )
    pages = _by_case_file(in_volumes.order_by(), "number", "source", "confidence", "in_volume")
    cotes = _by_case_file(
        PageCote.objects.filter(case_file__in=keys),
        "number",
        "letter",
        "cote_number",
        "folio",
        "suffix",
    )
    # Many pages name one day: as a text, it is made a date once.
    written = PageDay.objects.filter(case_file__in=keys).annotate(on=Cast("day", CharField()))
    days = _by_case_file(written.order_by("day"), "number", "on")
    return {key: _made(pages[key], cotes[key], days[key], volumes[key]) for key in keys}


def _by_case_file(rows: Any, *fields: str) -> defaultdict[UUID, list[tuple[Any, ...]]]:
    # Keys as texts: to make a UUID for each row takes longer than to fetch it.
    written = rows.annotate(key=Cast("case_file", CharField()))
    found: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in written.values_list("key", *fields).iterator(chunk_size=5000):
        found[row[0]].append(row[1:])
    return defaultdict(list, {UUID(key): of_it for key, of_it in found.items()})


def _made(
    pages: list[tuple[Any, ...]],  # number, source, confidence or None, key of its volume
    cotes: list[tuple[Any, ...]],  # number, letter, number of the cote, folio or None, suffix
    days: list[tuple[Any, ...]],  # number, day as it is written in ISO 8601
    volumes: list[tuple[Any, ...]],  # key, position, name
) -> Columns:
    numbers, sources, confidences, of_volumes = zip(*pages, strict=True) if pages else ((),) * 4
    size = max(numbers, default=0) + 1
    places = {source: place for place, source in enumerate(SOURCES)}
    read = {row[0]: Cote(*row[1:]) for row in cotes if row[0] < size}
    ordinals = {day: date.fromisoformat(day).toordinal() for day in {day for _, day in days}}
    columns = Columns(
        source=np.zeros(size, dtype=np.int8),
        confidence=np.full(size, np.nan),
        volume=np.zeros(size, dtype=np.int32),
        volumes={position: name for _, position, name in volumes},
        letter=np.zeros(size, dtype=np.int8),
        cote=np.zeros(size, dtype=np.int32),
        folio=np.full(size, -1, dtype=np.int32),
        suffix=np.zeros(size, dtype=np.int8),
        possible=possible(read),
        first_day=np.full(size, NO_DAY, dtype=np.int32),
        day_numbers=np.array([number for number, _ in days], dtype=np.int32),
        days=np.array([ordinals[day] for _, day in days], dtype=np.int32),
    )
    at = np.array(numbers, dtype=np.int32)
    columns.source[at] = [places.get(source, 0) for source in sources]
    columns.confidence[at] = np.array(confidences, dtype=np.float64)  # None: nan
    positions = {key: position for key, position, _ in volumes}
    columns.volume[at] = [positions.get(key, 0) for key in of_volumes]
    known = in_sequence(read)
    at = np.fromiter(known, dtype=np.int32, count=len(known))
    columns.letter[at] = [ord(cote.letter) for cote in known.values()]
    columns.cote[at] = [cote.number for cote in known.values()]
    columns.folio[at] = [-1 if cote.folio is None else cote.folio for cote in known.values()]
    columns.suffix[at] = [SUFFIXES.index(cote.suffix) for cote in known.values()]
    inside = columns.day_numbers < size  # a page may have come in between the questions
    np.minimum.at(columns.first_day, columns.day_numbers[inside], columns.days[inside])
    return columns
