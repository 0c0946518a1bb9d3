"""What a person pastes, one name a line, to names; what cannot be taken, line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from search.lists.variants import has_words, plain, tidy

MOST_NAMES = 1000
LONGEST_NAME = 200  # characters


class Remark(StrEnum):
    """Why a name of a list is not looked for."""

    NO_WORD = "no_word"  # no letter and no digit
    REPEATED = "repeated"  # it is in the list already


class Refusal(StrEnum):
    """Why a text is no list of names."""

    NO_NAME = "no_name"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Line:
    """A name as typed, on one line; `remark`: why it is not looked for."""

    text: str
    remark: Remark | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """What has to be changed before the list can be taken; `line` counts from 1, 0 for all."""

    refusal: Refusal
    line: int = 0
    length: int = 0  # characters of the line, or names of the list


@dataclass(frozen=True, slots=True)
class Read:
    """The lines that hold anything, and what is wrong with the text."""

    lines: list[Line] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)


def read_lines(text: str) -> Read:
    """The names of a text. Empty lines are passed over, tabs are blanks."""
    lines: list[Line] = []
    wrong: list[Wrong] = []
    known: set[str] = set()
    for number, given in enumerate(text.splitlines(), start=1):
        typed = tidy(given)
        if not typed:
            continue
        if len(typed) > LONGEST_NAME:
            wrong.append(Wrong(Refusal.TOO_LONG, number, len(typed)))
            continue
        same = plain(typed).casefold()
        remark = None
        if not has_words(typed):
            remark = Remark.NO_WORD
        elif same in known:
            remark = Remark.REPEATED
        known.add(same)
        lines.append(Line(typed, remark))
    if len(lines) > MOST_NAMES:
        wrong.insert(0, Wrong(Refusal.TOO_MANY, length=len(lines)))
    elif not wrong and all(line.remark for line in lines):
        wrong.append(Wrong(Refusal.NO_NAME))
    return Read(lines, wrong)
