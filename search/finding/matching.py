"""The pages of a case file that match, as masks: what facets and histograms count."""

from __future__ import annotations

from collections import Counter
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from casefiles.models import CaseFile
from search.engine import engine
from search.engines.base import Mask
from search.finding.question import Question
from search.query.tree import Node, Where


class Matching:
    """The pages of one case file that match the query, and those that each filter leaves.

    Raises IndexUnavailable, as it is made and as it is asked.
    """

    def __init__(self, question: Question, case_file: CaseFile) -> None:
        self.question = question
        self.case_file = case_file
        self.columns = question.fields.columns[case_file.pk]
        self.query = self._mask(question.query)
        self.filters = {
            field: reduce(np.logical_or, map(self._of_field, wheres))
            for field, wheres in question.filters.items()
        }

    def but(self, field: str = "") -> Mask:
        """The pages that match, as if there were no filter on a field."""
        others = [mask for name, mask in self.filters.items() if name != field]
        return reduce(np.logical_and, others, self.query)

    def count(self) -> int:
        """How many pages match."""
        return int(np.count_nonzero(self.but()))

    def count_of(self, where: Where) -> int:
        """How many pages match with this alone in place of the filter on its field."""
        return int(np.count_nonzero(self.but(where.field) & self._of_field(where)))

    def _of_field(self, where: Where) -> Mask:
        mask = self.question.fields.mask(self.case_file, where)
        return self._mask(where) if mask is None else mask

    def _mask(self, tree: Node | None) -> Mask:
        ask = None if tree is None else self.question.meaning(tree, self.case_file).widest
        return engine().mask(str(self.case_file.pk), ask, self.columns.size)

    def by_volume(self) -> Counter[int]:
        """How many pages are in each volume, by position."""
        return _counted(self.columns.volume[self.but("volume")])

    def by_letter(self) -> Counter[str]:
        """How many pages have a cote of each letter."""
        found = _counted(self.columns.letter[self.but("cote")])
        return Counter({chr(code): count for code, count in found.items() if code})

    def by_source(self) -> Counter[int]:
        """How many pages have their text from where, by place in SOURCES."""
        return _counted(self.columns.source[self.but("source")])

    def by_month(self) -> Counter[int]:
        """How many pages name a day of each month, counted from the year 0."""
        return self._by_month

    @cached_property
    def _by_month(self) -> Counter[int]:
        return _counted(self.columns.months[self.but("date")[self.columns.month_numbers]])

    def by_span(self, months: int) -> Counter[int]:
        """How many pages name a day of each so many months.

        The key times their number is the first of them, counted from the year 0.
        """
        here = self.but("date")[self.columns.month_numbers]
        numbers, spans = self.columns.month_numbers[here], self.columns.months[here] // months
        # Months are in order within a page, so those of one span follow each other.
        new = (np.diff(numbers, prepend=-1) != 0) | (np.diff(spans, prepend=-1) != 0)
        return _counted(spans[new])


def _counted(values: NDArray[np.integer]) -> Counter[int]:
    """How often each of these is there; none is less than 0."""
    counts = np.bincount(values)
    found = np.flatnonzero(counts)
    return Counter(dict(zip(found.tolist(), counts[found].tolist(), strict=True)))
