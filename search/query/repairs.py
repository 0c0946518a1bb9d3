"""What was repaired in a query so that it could be understood, for the reader to be told."""

from dataclasses import dataclass
from enum import StrEnum

from search.query.errors import LONGEST_FRAGMENT

MOST_REPAIRS = 8  # that are told of one query


class Fix(StrEnum):
    """What was done."""

    QUOTE_CLOSED = "quote_closed"  # at the end of the query
    PARENTHESIS_CLOSED = "parenthesis_closed"  # at the end of the query
    PARENTHESIS_DROPPED = "parenthesis_dropped"  # `)` without a partner
    EMPTY_PARENTHESES = "empty_parentheses"
    OPERATOR_DROPPED = "operator_dropped"  # nothing before or after it
    GAP_AT_START = "gap_at_start"  # `*ing`: left out
    GAP_AT_END = "gap_at_end"  # `word?`: read as a question mark
    PREFIX_TOO_SHORT = "prefix_too_short"  # `a*`: the word alone
    PATTERN_TOO_WIDE = "pattern_too_wide"  # `a*?`: the letters alone
    NOT_FUZZY = "not_fuzzy"  # `ab~1`: the word alone
    EDITS_CHANGED = "edits_changed"  # `word~7`: the nearest of 1 and 2
    NO_DISTANCE = "no_distance"  # `"a b"~`
    DISTANCE_CHANGED = "distance_changed"  # `"a b"~0`: the nearest that can be
    UNKNOWN_FIELD = "unknown_field"  # `abc:def`: words
    EMPTY_FIELD = "empty_field"  # `date: 2024`: words


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair: at which character of the query, of which piece of it (at most 40 characters)."""

    code: Fix
    position: int
    fragment: str


class Repairs:
    """The repairs of one query, as they are found."""

    def __init__(self) -> None:
        self._found: list[Repair] = []

    def add(self, code: Fix, position: int, fragment: str) -> None:
        self._found.append(Repair(code, position, fragment[:LONGEST_FRAGMENT]))

    def told(self) -> tuple[Repair, ...]:
        """In the order of the query; the same one about the same piece once, and not too many."""
        first: dict[tuple[Fix, str], Repair] = {}
        for repair in sorted(self._found, key=_by_position):
            first.setdefault((repair.code, repair.fragment), repair)
        return tuple(first.values())[:MOST_REPAIRS]


def _by_position(repair: Repair) -> int:
    return repair.position
