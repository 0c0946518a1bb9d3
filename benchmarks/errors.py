"""Errors of a text against a reference, wherever on the page a paragraph was read."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

SHORTEST = 40  # signs: what is shorter is found anywhere, and says nothing
LONGEST = 1500  # signs of a paragraph that are looked for
SLACK = 6  # signs by which the place of a paragraph may be off
LOST = 0.3  # share of errors from which a paragraph was not found
ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "‑": "-"}
)
BROKEN = re.compile(r"(?<=\w)[-\u00ad]\s*\n\s*(?=\w)")


@dataclass(frozen=True, slots=True)
class Errors:
    """Wrong signs, signs of the reference, paragraphs, and those of them that were not found."""

    wrong: int = 0
    signs: int = 0
    paragraphs: int = 0
    lost: int = 0

    @property
    def rate(self) -> float:
        """Wrong signs a sign of the reference."""
        return self.wrong / self.signs if self.signs else 0.0

    def __add__(self, other: Errors) -> Errors:
        return Errors(
            self.wrong + other.wrong,
            self.signs + other.signs,
            self.paragraphs + other.paragraphs,
            self.lost + other.lost,
        )


def normal(text: str) -> str:
    """NFC, one kind of quote and dash, one blank, words broken at a line's end made whole."""
    text = BROKEN.sub("", unicodedata.normalize("NFC", text)).translate(ALIKE)
    return " ".join(text.replace("œ", "oe").replace("…", "...").split())


def by_paragraph(reference: str, text: str) -> Errors:
    """Errors in each paragraph (a line) of a reference, where it is best found in a text.

    The order of paragraphs does not count, nor what the text has besides, nor case: sources often
    have small capitals.
    """
    there = normal(text).lower()
    errors = Errors()
    for line in reference.splitlines():
        paragraph = normal(line).lower()[:LONGEST]
        if len(paragraph) >= SHORTEST:
            wrong = _least_wrong(paragraph, there)
            lost = wrong > LOST * len(paragraph)
            errors += Errors(wrong, len(paragraph), 1, int(lost))
    return errors


def _least_wrong(paragraph: str, there: str) -> int:
    found = fuzz.partial_ratio_alignment(paragraph, there)
    if found is None:
        return len(paragraph)
    begins = [max(found.dest_start + by, 0) for by in range(-SLACK, SLACK + 1, 2)]
    ends = [found.dest_end + by for by in range(-SLACK, SLACK + 1, 2)]
    tried = [Levenshtein.distance(paragraph, there[begin:end]) for begin in begins for end in ends]
    return min(*tried, len(paragraph))


def in_order(reference: str, text: str) -> Errors:
    """Errors of a whole page, read in its order."""
    wanted, there = normal(reference), normal(text)
    wrong = min(Levenshtein.distance(wanted, there), max(len(wanted), 1))
    return Errors(wrong, len(wanted), 1, int(wrong > LOST * len(wanted)))


def words_found(reference: str, text: str) -> tuple[int, int]:
    """How many words of a reference are in a text, and how many it has."""
    wanted, there = (
        Counter(re.findall(r"[^\W_]+", normal(given).lower())) for given in (reference, text)
    )
    return sum((wanted & there).values()), sum(wanted.values())
