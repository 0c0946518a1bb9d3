"""What is compared, and what comes out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["same", "replaced", "new", "missing"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a delivery: its picture's fingerprint and its text.

    `confidences`, where known, are those of the words of `text.split()`, 0 to 1, None for words
    that were not recognised but written in the file.
    """

    fingerprint: bytes | None
    text: str
    hardly_readable: bool = False
    confidences: Sequence[float | None] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a page; places are counted from 0 within the two deliveries.

    `likeness` (0 to 1) is that of the two pages, None where there is one page only. `moved`: it
    stands before or after pages that it stood after or before.
    """

    kind: Kind
    earlier: int | None
    later: int | None
    likeness: float | None = None
    moved: bool = False
