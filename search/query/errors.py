"""Why a query cannot be understood, in a form that a page can explain at the right place."""

from enum import StrEnum

LONGEST_FRAGMENT = 40  # characters


class Problem(StrEnum):
    """What is wrong with a query, and cannot be repaired without changing what it asks."""

    NOTHING_TO_SEARCH = "nothing_to_search"  # empty, or only punctuation and operators
    ONLY_NEGATION = "only_negation"  # says what pages must not hold, and nothing else
    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    TOO_MANY_TERMS = "too_many_terms"
    BAD_VALUE = "bad_value"  # a field cannot take it: `page:abc`, a range upside down


class QueryError(ValueError):
    """A query that cannot be understood.

    `position` is the character of the query where the problem is, `fragment` the piece of the query
    that it is about (at most 40 characters, may be empty).
    """

    def __init__(self, code: Problem, position: int = 0, fragment: str = "") -> None:
        super().__init__(f"{code} at {position}: {fragment!r}")
        self.code = code
        self.position = position
        self.fragment = fragment[:LONGEST_FRAGMENT]
