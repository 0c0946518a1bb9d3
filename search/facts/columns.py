"""What is known of all pages of a case file, in columns: to filter and count without a query a hit.

Made from the database for a state of a case file's facts, and kept in the process.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from casefiles.states import TextSource
from search.engines.base import Mask, mask_of
from search.facts.cotes import Cote
from search.facts.loading import Known, known_of
from search.facts.sequence import NO_FOLIO, in_sequence, possible
from search.models import FactsVersion

MOST_KEPT = 2000  # case files
SOURCES: Final = ["", *TextSource.values]
NO_DAY: Final[int] = np.iinfo(np.int32).max
MOST_MONTHS: Final = 12 * (date.max.year + 1)

Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Columns:
    """Arrays by page number; at 0, and where there is no page, as for a page of which nothing is
    known. Days are ordinals as `date.toordinal` gives them.

    `day_numbers` and `days` go together: a page number and one of its days, by day. So do
    `month_numbers` and `months`: a page number and one month in which it names a day, by page.
    Months are counted from the year 0.
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
    month_numbers: Ints
    months: Ints

    @property
    def size(self) -> int:
        """One more than the last page number."""
        return len(self.source)

    def earliest(self, number: int) -> int:
        """The earliest day of a page, as an ordinal; NO_DAY without one."""
        return int(self.first_day[number]) if number < self.size else NO_DAY

    def mask(self, numbers: Collection[int]) -> Mask:
        """Where these page numbers are."""
        return mask_of(np.fromiter(numbers, np.int64, len(numbers)), self.size)


def numbers_in(mask: Mask) -> frozenset[int]:
    """The page numbers that a mask holds."""
    return frozenset(np.flatnonzero(mask).tolist())


# Loading what is known of hundreds of thousands of pages takes a second, and each commit of a case
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
        made = {key: _made(known) for key, known in known_of(missing).items()}
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


def _made(known: Known) -> Columns:
    size = max((int(pages.numbers.max()) for pages in known.pages), default=0) + 1
    # A page may have come in between the questions: of that one nothing is known yet.
    cotes = in_sequence(known.stamps.at(known.stamps.pages < size))
    named = [numbers[numbers < size] for _, numbers in known.days]
    lengths = [len(numbers) for numbers in named]
    day_numbers = np.concatenate([*named, np.zeros(0, dtype=np.int64)])
    months = np.array([12 * day.year + day.month - 1 for day, _ in known.days], dtype=np.int64)
    # A page and a month in one number: sorted in a fifth of the time of pairs.
    pairs = np.unique(day_numbers * MOST_MONTHS + np.repeat(months, lengths))
    columns = Columns(
        source=np.zeros(size, dtype=np.int8),
        confidence=np.full(size, np.nan),
        volume=np.zeros(size, dtype=np.int32),
        volumes=known.volumes,
        letter=np.zeros(size, dtype=np.int8),
        cote=np.zeros(size, dtype=np.int32),
        folio=np.full(size, NO_FOLIO, dtype=np.int32),
        suffix=np.zeros(size, dtype=np.int8),
        possible=possible(cotes),
        first_day=np.full(size, NO_DAY, dtype=np.int32),
        day_numbers=day_numbers.astype(np.int32),
        days=np.repeat(_ordinals(day for day, _ in known.days), lengths),
        month_numbers=(pairs // MOST_MONTHS).astype(np.int32),
        months=(pairs % MOST_MONTHS).astype(np.int32),
    )
    for pages in known.pages:
        columns.source[pages.numbers] = SOURCES.index(pages.source)
        columns.confidence[pages.numbers] = pages.confidence
        columns.volume[pages.numbers] = pages.position
    columns.letter[cotes.pages] = cotes.letters
    columns.cote[cotes.pages] = cotes.numbers
    columns.folio[cotes.pages] = cotes.folios
    columns.suffix[cotes.pages] = cotes.suffixes
    np.minimum.at(columns.first_day, day_numbers, columns.days)
    return columns


def _ordinals(days: Iterable[date]) -> Ints:
    return np.array([day.toordinal() for day in days], dtype=np.int32)
