"""Where hits are: along the pages of a dossier, and in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

import numpy as np
from django.utils.dateformat import format as formatted

from search.answers import Bar
from search.fields.values import Days
from search.finding.matching import Matching
from search.query.tree import Where

BARS: Final = 40
MOST_MONTHS: Final = 36  # beyond, bars are of years
MOST_EARLY: Final = 0.2  # of what is counted, in one bar before all others
MOST_YEARS: Final = 60  # beyond, bars are of several


def along(matching: Matching) -> list[Bar]:
    """Of the pages of one case file, in bars of as many pages each."""
    mask = matching.but("page")
    last = matching.columns.size - 1
    width = max(-(-last // BARS), 1)
    bars = []
    for first in range(1, last + 1, width):
        end = min(first + width - 1, last)
        label = f"{first}–{end}" if end > first else str(first)
        bars.append(Bar(str(first), str(end), label, int(np.count_nonzero(mask[first : end + 1]))))
    return bars


def by_date(inside: list[Matching]) -> list[Bar]:
    """Pages by the months that they name, from the first to the last, or by the years.

    A page that names several days of a month or year counts once in it. Where a few days, dates of
    birth mostly, are long before all others, one bar stands for them.
    """
    months = _summed(matching.by_month() for matching in inside)
    if not months:
        return []
    first, last = min(months), max(months)
    start = max(first, last - MOST_MONTHS + 1)
    early = sum(count for month, count in months.items() if month < start)
    if early <= MOST_EARLY * months.total():
        if start > first:
            start = min(month for month in months if month >= start)
        bars = [
            Bar(month_written(month), month_written(month), month_label(month), months[month])
            for month in range(start, last + 1)
        ]
        return [_bar_before(inside, first, start), *bars] if start > first else bars
    width = -(-(last // 12 - first // 12 + 1) // MOST_YEARS)
    spans = _summed(matching.by_span(12 * width) for matching in inside)
    return [
        _bar_of_years(span * width, (span + 1) * width - 1, spans[span])
        for span in range(min(spans), max(spans) + 1)
    ]


def _bar_before(inside: list[Matching], first: int, start: int) -> Bar:
    days = Days(_first_day(first), _first_day(start) - timedelta(days=1))
    count = sum(matching.count_of(Where("date", days)) for matching in inside)
    low, high = month_written(first), month_written(start - 1)
    return Bar(low, high, f"{first // 12}–{(start - 1) // 12}", count)


def _summed(of_case_files: Iterable[Counter[int]]) -> Counter[int]:
    counts: Counter[int] = Counter()
    for of_case_file in of_case_files:
        counts.update(of_case_file)
    return counts


def _bar_of_years(first: int, last: int, count: int) -> Bar:
    low, high = f"{max(first, 1):04}", f"{last:04}"
    return Bar(low, high, low if low == high else f"{low}–{high}", count)


def month_written(month: int) -> str:
    """A month, counted from the year 0, as a filter has it: `2024-03`."""
    return f"{month // 12:04}-{month % 12 + 1:02}"


def month_label(month: int) -> str:
    """A month, counted from the year 0, in the reader's language."""
    return formatted(_first_day(month), "F Y")


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
