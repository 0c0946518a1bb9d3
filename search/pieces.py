"""Stretches of a text by place: the pieces between its blanks, as `text.split()` gives them; and
what is taken already."""

from bisect import bisect_left
from collections.abc import Iterable


class Taken:
    """Stretches [start, end) of a text, in any order; they may overlap."""

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []  # of these and of all before them, so that they ascend
        for start, end in sorted(stretches):
            self._starts.append(start)
            self._ends.append(max(end, self._ends[-1]) if self._ends else end)

    def touches(self, start: int, end: int) -> bool:
        """Whether one of them has a character of a stretch. O(log n)."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._ends[before - 1] > start


def piece_at(text: str, place: int) -> tuple[int, int]:
    """Start and end of the piece of which a place is a part; of a blank, its own."""
    return piece_start(text, place), piece_end(text, place + 1)


def piece_start(text: str, place: int) -> int:
    """The place, or the start of the piece in which it is."""
    while is_inside(text, place):
        place -= 1
    return place


def piece_end(text: str, place: int) -> int:
    """The place, or the end of the piece in which it is."""
    while is_inside(text, place):
        place += 1
    return place


def is_inside(text: str, place: int) -> bool:
    """Whether a place is within a piece, neither where one begins nor where one ends."""
    return 0 < place < len(text) and not (text[place - 1].isspace() or text[place].isspace())
