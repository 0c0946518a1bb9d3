"""What one text says and another does not, word by word, to be read by people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from casefiles.texts.alignment import stretches

AROUND = 6  # words that are shown before and after what differs


class Kind(StrEnum):
    """Of which of two texts a piece is."""

    BOTH = "both"
    ONLY_FIRST = "only-first"
    ONLY_SECOND = "only-second"
    LEFT_OUT = "left-out"  # of both, and too long to be shown


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True)
class Difference:
    """`words` is how many words differ; 0 where only line ends do, or nothing."""

    words: int
    pieces: list[Piece]


def difference(first: str, second: str) -> Difference:
    """Two texts compared by their words; long stretches that are the same are left out."""
    one, other = first.split(), second.split()
    pieces: list[Piece] = []
    count = 0
    found = stretches(one, other)
    for place, stretch in enumerate(found):
        old = one[stretch.start : stretch.end]
        new = other[stretch.new_start : stretch.new_end]
        if stretch.same:
            pieces += _shortened(old, is_first=place == 0, is_last=place == len(found) - 1)
            continue
        count += max(len(old), len(new))
        if old:
            pieces.append(Piece(Kind.ONLY_FIRST, " ".join(old)))
        if new:
            pieces.append(Piece(Kind.ONLY_SECOND, " ".join(new)))
    return Difference(count, pieces)


def _shortened(words: list[str], *, is_first: bool, is_last: bool) -> list[Piece]:
    """The words next to what differs; at the beginning and the end of a text on one side only."""
    head = 0 if is_first else AROUND
    tail = 0 if is_last else AROUND
    if len(words) <= head + tail + 1:
        return [Piece(Kind.BOTH, " ".join(words))]
    pieces = [Piece(Kind.LEFT_OUT, "…")]
    if head:
        pieces.insert(0, Piece(Kind.BOTH, " ".join(words[:head])))
    if tail:
        pieces.append(Piece(Kind.BOTH, " ".join(words[-tail:])))
    return pieces
