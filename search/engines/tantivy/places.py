"""What Tantivy has no query for: whether words are where they should be, and patterns of words."""

import re
from collections import defaultdict
from collections.abc import Callable
from functools import reduce
from typing import Final

from search.closeness import close_windows
from search.query.asks import Form, Forms, Part, Start

LONGEST_PATTERNS: Final = 1_200  # characters of a phrase: the automata of a longer one grow large

Places = dict[str, list[int]]  # positions by form
Answers = Callable[[list[Places]], bool]  # of the parts of an ask, on one page


def follow(places: list[Places]) -> bool:
    """Whether the parts are at positions that follow each other."""
    starts = [
        {position - i for at in of_part.values() for position in at}
        for i, of_part in enumerate(places)
    ]
    return bool(reduce(set.intersection, starts))


def is_close(distance: int) -> Answers:
    """Whether the parts are in any order, first and last so far apart at most."""

    def answers(places: list[Places]) -> bool:
        owners: defaultdict[str, list[int]] = defaultdict(list)
        for i, of_part in enumerate(places):
            for form in of_part:
                owners[form].append(i)
        spots = [(p, form) for of_part in places for form, at in of_part.items() for p in at]
        return any(close_windows(spots, owners, len(places), distance))

    return answers


def patterns(parts: tuple[Part, ...]) -> list[str] | None:
    """The parts as regular expressions; None where one of them would be too long."""
    told = []
    for part in parts:
        match part:
            case Form(form):
                told.append(escaped(form))
            case Start(start):
                told.append(escaped(start) + ".*")
            case Forms(forms):
                told.append("(" + "|".join(map(escaped, forms)) + ")")
    return told if sum(map(len, told)) <= LONGEST_PATTERNS else None


def escaped(form: str) -> str:
    """A form as a regular expression of Tantivy."""
    return re.sub(r"[\\.+*?()|\[\]{}^$#&~-]", r"\\\g<0>", form)
