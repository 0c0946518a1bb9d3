"""Whether two pages are one: the same sheet scanned again, or what a copier made of it.

Not the same are pages that share a form and bear other names or figures, and a page of which a
figure was changed. A machine that read both badly makes hundreds of differences between two
scans, so differences do not tell; words that were read with certainty on both, and are others, do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rapidfuzz.distance import Indel, Levenshtein

from casefiles.comparing.corrections import SURE
from casefiles.comparing.likeness import folded, spelled_alike

ALIKE: Final = 0.72  # share of signs in the same order; other pages of one form have up to 0.65
SHORTEST: Final = 4  # folded signs of a word that may be another name
FIGURES: Final = 2  # of a word that is a number
LIKE: Final = 0.6  # likeness of two words from which the one may be a misreading of the other


@dataclass(frozen=True)
class Reading:
    """What was read on a page. `confidences` are those of the words of `text.split()`, 0 to 1, None
    for words that were not recognised but written in the file; without any, all are certain."""

    text: str
    confidences: Sequence[float | None] = ()

    @cached_property
    def folded(self) -> str:
        return folded(self.text)

    @cached_property
    def words(self) -> list[str]:
        return [folded(word) for word in self.text.split()]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(self.words)

    @cached_property
    def figures(self) -> list[int]:
        """How many figures are in each of the words."""
        return [sum(map(str.isdigit, word)) for word in self.text.split()]

    def is_sure(self, place: int) -> bool:
        known = self.confidences[place] if place < len(self.confidences) else None
        return known is None or known >= SURE


def are_copies(one: Reading, other: Reading) -> bool:
    """Whether two readings are of one page. About 1 ms for two full pages."""
    if one.folded == other.folded:
        return True
    return resemble(one, other) and not differ(one, other)


def resemble(one: Reading, other: Reading) -> bool:
    """Whether two texts may be of one page, however surely they were read. About 0.2 ms."""
    return spelled_alike(one.folded, other.folded) >= ALIKE


def differ(one: Reading, other: Reading) -> bool:
    """Whether some word of two texts that are alike was certainly read, and is another word in the
    other text: a name, a figure."""
    for step in Levenshtein.opcodes(one.words, other.words):
        if step.tag != "replace":
            continue
        ours, theirs = range(step.src_start, step.src_end), range(step.dest_start, step.dest_end)
        if len(ours) != len(theirs):  # OCR has split words, or lost some
            continue
        for place, beside in zip(ours, theirs, strict=True):
            if _are_others(one, place, other, beside):
                return True
    return False


def _are_others(one: Reading, place: int, other: Reading, beside: int) -> bool:
    ours, theirs = one.words[place], other.words[beside]
    if not (one.is_sure(place) and other.is_sure(beside)):
        return False
    # Read in another order, they stand elsewhere.
    if other.counts[ours] >= one.counts[ours] or one.counts[theirs] >= other.counts[theirs]:
        return False
    if min(one.figures[place], other.figures[beside]) >= FIGURES:
        return len(ours) == len(theirs)
    if one.figures[place] or other.figures[beside] or min(len(ours), len(theirs)) < SHORTEST:
        return False
    if ours in theirs or theirs in ours:  # cut in two, or glued to its neighbour
        return False
    return bool(Indel.normalized_similarity(ours, theirs) < LIKE)
