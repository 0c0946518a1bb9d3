"""Where a sentence stands in a text that a machine has read, and what is other there.

The words of both are aligned (dynamic programming; P. Sellers, "The theory and computation of
evolutionary distances", J. Algorithms 1, 1980), free to begin and end anywhere in the text. A word
that was misread costs half of one that is another, or missing; a word that OCR broke, two that it
glued, and specks that it took for short words cost half as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from casefiles.comparing.likeness import folded
from search.related.alike import LIKE
from search.related.words import Words

DAMAGED: Final = 0.2  # share of the words of a sentence that may be others where it stands
LITTLE: Final = 3  # letters of a word that counts half
HALF: Final = 0.5
EXACT: Final = 1e-6
ELIDED: Final = re.compile(r"(?<!\w)\w+['’]\Z")  # an article, which is no word of its own
LONGEST_ELIDED: Final = 8

Costs = NDArray[np.float64]


class Difference(NamedTuple):
    """What stands in a text instead of words of the sentence; either may be "", not both."""

    asked: str
    here: str


@dataclass(frozen=True)
class Place:
    """Where a sentence stands: its characters [start, end), and what differs, in order. `cost` is
    the number of damaged words, misread ones counted half."""

    start: int
    end: int
    cost: float
    differences: tuple[Difference, ...] = ()


def budget(words: int) -> float:
    """What the differences may cost in all, where a sentence of so many words stands."""
    return DAMAGED * words


def places_in(text: Words, sentence: Words) -> list[Place]:
    """Where a sentence stands in a text, from the beginning to the end, without overlap.

    O(n * m) for n words of the sentence and m of the text: about 1 ms for 15 words on a full page.
    """
    if not sentence.forms or not text.forms:
        return []
    most = budget(len(sentence.forms)) + EXACT
    alignment = _Alignment(text, sentence)
    ends = np.flatnonzero(alignment.costs[-1] <= most)
    found: list[tuple[int, int, Place]] = []
    # Of two that overlap the one that costs less, then the first.
    for end in sorted(ends.tolist(), key=lambda end: (alignment.costs[-1, end], end)):
        if any(first < end <= beyond for first, beyond, _ in found):
            continue
        first, place = alignment.place(end)
        if first < end and not any(first < b and f < end for f, b, _ in found):
            found.append((first, end, place))
    return [place for _, _, place in sorted(found, key=lambda one: one[:2])]


class _Alignment:
    """All that the words of a sentence (rows) may cost, ending at each word of a text (columns)."""

    def __init__(self, text: Words, sentence: Words) -> None:
        self.text, self.sentence = text, sentence
        self.changed = _changed(sentence.forms, text.forms)
        self.missing = _weights(sentence.forms)
        self.extra = _weights(text.forms)
        self.columns: dict[str, list[int]] = {}
        for column, form in enumerate(text.forms):
            self.columns.setdefault(form, []).append(column)
        self.broken = self._broken()
        self.costs = self._filled()

    def _broken(self) -> dict[int, dict[int, float]]:
        """By place in the sentence: where the word stands in two in the text, and at what cost."""
        asked: dict[str, list[int]] = {}
        for row, form in enumerate(self.sentence.forms):
            asked.setdefault(form, []).append(row)
        found: dict[int, dict[int, float]] = {}
        forms = self.text.forms
        for column in range(len(forms) - 1):
            for row in asked.get(forms[column] + forms[column + 1], ()):
                cost = 0.0 if column in self.text.unbroken else HALF
                found.setdefault(row, {})[column] = cost
        return found

    def _glued(self, row: int) -> list[int]:
        """Where a word of the sentence and the next one stand in one in the text."""
        return self.columns.get(self.sentence.forms[row] + self.sentence.forms[row + 1], [])

    def _filled(self) -> Costs:
        rows, columns = len(self.sentence.forms), len(self.text.forms)
        costs = np.zeros((rows + 1, columns + 1))
        passed = np.concatenate([[0.0], np.cumsum(self.extra)])
        for row in range(rows):
            above, here = costs[row], costs[row + 1]
            here[:] = above + self.missing[row]
            np.minimum(here[1:], above[:-1] + self.changed[row], out=here[1:])
            for column, cost in self.broken.get(row, {}).items():
                here[column + 2] = min(here[column + 2], above[column] + cost)
            if row:
                for column in self._glued(row - 1):
                    here[column + 1] = min(here[column + 1], costs[row - 1, column] + 2 * HALF)
            # Words of the text in between, as many as there are.
            np.minimum(here, passed + np.minimum.accumulate(here - passed), out=here)
        return costs

    def place(self, end: int) -> tuple[int, Place]:
        """The first word of the place that ends before a word, and the place."""
        steps = list(self._back(end))[::-1]
        first, last = steps[0][2], steps[-1][3]
        spans = self.text.spans
        start, beyond = (spans[first][0], spans[last - 1][1]) if first < last else (0, 0)
        if elided := ELIDED.search(self.text.text, max(start - LONGEST_ELIDED, 0), start):
            start = elided.start()
        cost = round(float(self.costs[-1, end]), 2)
        return first, Place(start, beyond, cost, tuple(self._differences(steps)))

    def _back(self, column: int) -> Iterable[tuple[int, int, int, int, bool]]:
        """The steps of the alignment, from its end: rows [from, to), columns [from, to), and
        whether the words differ."""
        row = len(self.sentence.forms)
        while row:
            now = self.costs[row, column]
            for rows, columns, cost in self._ways(row, column):
                if abs(self.costs[row - rows, column - columns] + cost - now) < EXACT:
                    yield row - rows, row, column - columns, column, cost > EXACT
                    row, column = row - rows, column - columns
                    break
            else:  # pragma: no cover - one of the ways has led here
                raise AssertionError("an alignment without a way back")

    def _ways(self, row: int, column: int) -> Iterable[tuple[int, int, float]]:
        """The last steps that may have led to a place: rows, columns, cost; the plainest first."""
        at = row - 1
        if column:
            yield 1, 1, float(self.changed[at, column - 1])
        if column > 1 and (cost := self.broken.get(at, {}).get(column - 2)) is not None:
            yield 1, 2, cost
        if column and at:
            forms = self.sentence.forms
            if forms[at - 1] + forms[at] == self.text.forms[column - 1]:
                yield 2, 1, 2 * HALF
        yield 1, 0, float(self.missing[at])
        if column:
            yield 0, 1, float(self.extra[column - 1])

    def _differences(self, steps: list[tuple[int, int, int, int, bool]]) -> Iterable[Difference]:
        """What differs; words that differ one after the other are one difference."""
        at = 0
        while at < len(steps):
            first = at
            while at < len(steps) and steps[at][4]:
                at += 1
            if at == first:
                at += 1
                continue
            rows, columns = (steps[first][0], steps[at - 1][1]), (steps[first][2], steps[at - 1][3])
            yield Difference(self.sentence.said(*rows), self.text.said(*columns))


class Kind(NamedTuple):
    """What a word is: what it costs where it is missing, or there too much (specks are read as
    short words), whether it holds figures, and one spelling for all that OCR takes for it."""

    weight: float
    has_figures: bool
    as_seen: str


@lru_cache(maxsize=1 << 16)
def _kind(form: str) -> Kind:
    is_little = len(form) <= LITTLE and form.isalpha()
    return Kind(HALF if is_little else 1.0, any(map(str.isdigit, form)), folded(form) or form)


def _weights(forms: Sequence[str]) -> Costs:
    return np.array([_kind(form).weight for form in forms])


def _changed(asked: Sequence[str], here: Sequence[str]) -> Costs:
    """What it costs that a word of a text stands for one that is asked for: (asked, here)."""
    rows = {form: row for row, form in enumerate(dict.fromkeys(asked))}
    columns = {form: column for column, form in enumerate(dict.fromkeys(here))}
    likeness = cdist(
        list(rows),
        list(columns),
        scorer=Indel.normalized_similarity,
        processor=None,
        dtype=np.float32,
        workers=1,
    )
    costs = np.where(likeness >= LIKE, HALF, 1.0)
    costs = np.minimum(costs, np.maximum(_weights(list(rows))[:, None], _weights(list(columns))))
    # Of two numbers neither is a misreading of the other: one digit makes another day.
    figures = [np.array([_kind(form).has_figures for form in forms]) for forms in (rows, columns)]
    costs[np.ix_(*figures)] = 1.0
    seen: dict[str, list[int]] = {}
    for form, column in columns.items():
        seen.setdefault(_kind(form).as_seen, []).append(column)
    for form, row in rows.items():
        costs[row, seen.get(_kind(form).as_seen, [])] = HALF
    costs[likeness >= 1.0] = 0.0
    return costs[np.ix_([rows[form] for form in asked], [columns[form] for form in here])]
