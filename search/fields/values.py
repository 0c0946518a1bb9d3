"""What fields take, once it is read: each can be hashed, and written as it can be typed again."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

LARGEST: Final = 10**9


class Span(NamedTuple):
    """Whole numbers between two ends, both included."""

    first: int
    last: int

    def __str__(self) -> str:
        return _written(*self, least=1, most=LARGEST)


class Days(NamedTuple):
    """Days between two ends, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        return _written(*self, least=date.min, most=date.max)


class Cotes(NamedTuple):
    """Cotes of a letter: numbers between two ends, or that begin so, of one folio or of all; with
    a suffix `D8 bis` alone, else that and D8."""

    letter: str
    first: int = 0
    last: int = LARGEST
    folio: int | None = None
    begins: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        if self.begins:
            return f"{self.letter}{self.begins}*"
        if self.folio is not None or self.suffix:
            folio = f"/{self.folio}" if self.folio is not None else ""
            return f"{self.letter}{self.first}{self.suffix}{folio}"
        if (self.first, self.last) == (0, LARGEST):
            return self.letter
        return _written(self.first, self.last, least=0, most=LARGEST, before=self.letter)


class Between(NamedTuple):
    """A share, 0 to 1: between two ends, both included or, `beyond`, neither; None: no end."""

    least: float | None
    most: float | None
    beyond: bool = False

    def __str__(self) -> str:
        if self.least is None:
            return f"{'<' if self.beyond else '<='}{self.most}"
        if self.most is None:
            return f"{'>' if self.beyond else '>='}{self.least}"
        return f"{self.least}..{self.most}"

    def holds(self, share: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which of these are in between; what is unknown is not."""
        least = -np.inf if self.least is None else self.least
        most = np.inf if self.most is None else self.most
        if self.beyond:
            return (share > least) & (share < most)
        return (share >= least) & (share <= most)


def _written(first: Any, last: Any, *, least: Any, most: Any, before: str = "") -> str:
    """A range as it can be typed again."""
    if first == last:
        return f"{before}{first}"
    low = "" if first == least else f"{before}{first}"
    high = "" if last == most else f"{before}{last}"
    return f"{low}..{high}"
