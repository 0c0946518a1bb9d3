"""Breaks a line into those that fit a width."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casefiles.preparing.typeface import Typeface

TAB = 8
INDENT = re.compile(r"[\s>|]*")  # blanks, and the marks of what is quoted
LONGEST_INDENT = 0.4  # of the width
# A word and the blanks after it; longer ones are taken in pieces, so that none is measured twice.
PIECE = re.compile(r"\S{1,200}\s{0,200}")
AFTER = "/?&=-_.,;:@|"  # where an address or a path is best broken


def wrapped(line: str, font: Typeface, size: float, width: float) -> Iterator[str]:
    """The line in parts no wider than `width`; what goes on is set as deep as it began."""
    line = line.expandtabs(TAB)
    if font.width(line, size) <= width:
        yield line
        return
    lead = _lead(line, font, size, width)
    blank = " " * round(font.width(lead, size) / font.width(" ", size))
    current, used, empty = lead, font.width(lead, size), True
    for piece in PIECE.findall(line[len(lead) :]):
        wide = font.width(piece.rstrip(), size)
        if not empty and used + wide > width:
            yield current.rstrip()
            current, used, empty = blank, font.width(blank, size), True
        while used + wide > width:
            fit = _fitting(piece, font, size, width - used)
            yield current + piece[:fit]
            piece = piece[fit:]
            wide = font.width(piece.rstrip(), size)
            current, used = blank, font.width(blank, size)
        current, used, empty = current + piece, used + font.width(piece, size), False
    yield current.rstrip()


def _lead(line: str, font: Typeface, size: float, width: float) -> str:
    found = INDENT.match(line)
    lead = found[0] if found else ""
    return lead if font.width(lead, size) <= LONGEST_INDENT * width else ""


def _fitting(piece: str, font: Typeface, size: float, room: float) -> int:
    """How many characters of a word that is too long go on this line, one at least."""
    used, count = 0.0, 0
    for character in piece:
        used += font.width(character, size)
        if used > room:
            break
        count += 1
    for back in range(count, count * 2 // 3, -1):
        if piece[back - 1] in AFTER:
            return back
    return max(count, 1)
