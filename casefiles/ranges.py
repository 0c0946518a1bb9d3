"""Pages as people write them: `12-40, 57`."""

from __future__ import annotations

import re
from enum import StrEnum

PART = re.compile(r"(\d{1,9})(?:\s*[-–—]\s*(\d{1,9}))?")
BETWEEN = re.compile(r"\s*[,;]\s*|(?<=\d)\s+(?=\d)")

Range = tuple[int, int]  # first and last page, both included


class Wrong(StrEnum):
    """What is wrong with a list of pages."""

    EMPTY = "empty"
    NO_PAGE = "no_page"  # something that is no number and no range
    BACKWARDS = "backwards"
    OUTSIDE = "outside"


class BadRange(ValueError):
    """A list of pages that cannot be understood; `part` is what is wrong in it."""

    def __init__(self, code: Wrong, part: str = "") -> None:
        super().__init__(f"{code}: {part}")
        self.code = code
        self.part = part


def ranges(written: str, last: int) -> list[Range]:
    """The ranges of a list, between commas, semicolons or blanks, of pages 1 to `last`.

    Raises BadRange.
    """
    if not written.strip(" ,;"):
        raise BadRange(Wrong.EMPTY)
    return [_range(part, last) for part in BETWEEN.split(written.strip(" ,;\t\r\n"))]


def _range(part: str, last: int) -> Range:
    found = PART.fullmatch(part)
    if found is None:
        raise BadRange(Wrong.NO_PAGE, part)
    begin = int(found[1])
    end = int(found[2]) if found[2] else begin
    if end < begin:
        raise BadRange(Wrong.BACKWARDS, part)
    if not 1 <= begin <= end <= last:
        raise BadRange(Wrong.OUTSIDE, part)
    return begin, end
