"""Figures that were changed on a page which is otherwise the same.

A corrected page differs from the one before it by a few figures, two scans of one page by dozens
of signs that OCR got wrong. What tells them apart is how sure OCR was: figures that were read
with certainty on both pages, and are others, were changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from casefiles.comparing.sheets import Sheet

SURE = 0.92  # confidence of both readings
# One page in fifty has a number that OCR was sure of and wrong, a table of numbers more of them.
SEVERAL = 2
SHARE = 0.015  # of the numbers of the page
FIGURES = 2  # in a word, for it to be a number that counts
# Read for one another within numbers: these differences are none.
LIKE_FIGURES = str.maketrans("OoIl|SsBZz", "0011155822")


class Number(NamedTuple):
    figures: str
    confidence: float


class Difference(NamedTuple):
    """A number that is another one on the later page; the lower confidence of the two."""

    earlier: str
    later: str
    confidence: float


def is_corrected(earlier: Sheet, later: Sheet) -> bool:
    """Whether figures were changed between two scans of what is otherwise one page."""
    if earlier.hardly_readable or later.hardly_readable:
        return False
    sure = [found for found in differences(earlier, later) if found.confidence >= SURE]
    words = earlier.text.split()
    numbers = len(_numbers(words, earlier.confidences, 0, len(words)))
    return len(sure) >= max(SEVERAL, SHARE * numbers)


def differences(earlier: Sheet, later: Sheet) -> list[Difference]:
    """The numbers at the same place of both texts that have other figures, but as many.

    Numbers of another length, or with none in their place, are left to the reader's eye: OCR
    loses and splits them too often.
    """
    ours, theirs = earlier.text.split(), later.text.split()
    before_all = {number.figures for number in _numbers(ours, (), 0, len(ours))}
    after_all = {number.figures for number in _numbers(theirs, (), 0, len(theirs))}
    found = []
    for step in Levenshtein.opcodes(ours, theirs):
        if step.tag == "equal":
            continue
        before = _numbers(ours, earlier.confidences, step.src_start, step.src_end)
        after = _numbers(theirs, later.confidences, step.dest_start, step.dest_end)
        if len(before) != len(after):
            continue
        found += [
            Difference(one.figures, other.figures, min(one.confidence, other.confidence))
            for one, other in zip(before, after, strict=True)
            if one.figures != other.figures
            and len(one.figures) == len(other.figures)
            # Both elsewhere: the words were read in another order.
            and not (one.figures in after_all and other.figures in before_all)
        ]
    return found


def _numbers(
    words: Sequence[str], confidences: Sequence[float | None], start: int, end: int
) -> list[Number]:
    numbers = []
    for place in range(start, end):
        if sum(map(str.isdigit, words[place])) < FIGURES:
            continue
        figures = "".join(filter(str.isdigit, words[place].translate(LIKE_FIGURES)))
        known = confidences[place] if place < len(confidences) else None
        numbers.append(Number(figures, 1.0 if known is None else known))
    return numbers
