"""A query cut into its signs: parentheses, operators, terms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from search import numbers
from search.analysis import analyse
from search.query.errors import Problem, QueryError
from search.query.tree import Phrase, Prefix, Word

SHORTEST_PREFIX = 2  # letters and digits

QUOTES: Final = '"«»“”„‟'
# Capitals only: `et` and `ou` are words of the language.
OPERATORS: Final = {"AND": "and", "ET": "and", "OR": "or", "OU": "or", "NOT": "not", "SAUF": "not"}
SEPARATORS = rf"\s\x00-\x1f\x7f(){QUOTES}"
BARE = re.compile(rf"[^{SEPARATORS}]+")
MINUS = re.compile(rf"-+(?=[^-{SEPARATORS}]|[({QUOTES}])")
QUOTED = re.compile(rf"[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]")


class Kind(Enum):
    """The kinds of signs."""

    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    TERM = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: where it is in the query, as it was typed, how many words it asks for."""

    kind: Kind
    position: int
    text: str = ""
    term: Word | Phrase | Prefix | None = None
    words: int = 0


def signs(query: str) -> Iterator[Sign]:
    """The signs of a query, in order, the last one END. Punctuation on its own is no sign.

    Raises QueryError for a quote without its other half and for a star that cannot be used.
    """
    at = 0
    while at < len(query):
        sign, at = _sign_at(query, at)
        if sign is not None:
            yield sign
    yield Sign(Kind.END, len(query))


def _sign_at(query: str, at: int) -> tuple[Sign | None, int]:
    """The sign at a place, if there is one, and the place after it."""
    character = query[at]
    if character == "(":
        return Sign(Kind.OPEN, at, "("), at + 1
    if character == ")":
        return Sign(Kind.CLOSE, at, ")"), at + 1
    if character in QUOTES:
        return _quoted(query, at)
    if (at == 0 or not BARE.match(query, at - 1)) and (minus := MINUS.match(query, at)):
        return Sign(Kind.NOT, at, minus[0]), minus.end()
    if (number := numbers.number_at(query, at)) and query[number.end : number.end + 1] != "*":
        text = query[at : number.end]
        return Sign(Kind.TERM, at, text, Word(text, exact=True), 1), number.end
    if bare := BARE.match(query, at):
        return _bare(bare[0], at), bare.end()
    return None, at + 1


def _quoted(query: str, at: int) -> tuple[Sign | None, int]:
    match = QUOTED.match(query, at)
    if match is None:
        raise QueryError(Problem.UNBALANCED_QUOTE, at, query[at:])
    words = len(analyse(match[1], "fr"))
    if not words:
        return None, match.end()
    return Sign(Kind.TERM, at, match[0], Phrase(match[1].strip()), words), match.end()


def _bare(text: str, at: int) -> Sign | None:
    if text in OPERATORS:
        return Sign(Kind[OPERATORS[text].upper()], at, text)
    if "*" in text:
        return _prefix(text, at)
    words = len(analyse(text, "fr"))
    return Sign(Kind.TERM, at, text, Word(text), words) if words else None


def _prefix(text: str, at: int) -> Sign:
    start = text.rstrip("*")
    if "*" in start:
        raise QueryError(Problem.MISPLACED_STAR, at + start.index("*"), text)
    tokens = analyse(start, "fr")
    if sum(len(token.form) for token in tokens) < SHORTEST_PREFIX:
        raise QueryError(Problem.PREFIX_TOO_SHORT, at, text)
    return Sign(Kind.TERM, at, text, Prefix(start), len(tokens))
