"""A query cut into its signs: parentheses, operators, terms."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, TypeAlias

from search import numbers
from search.query.errors import QueryError
from search.query.gaps import GAPS
from search.query.repairs import Fix, Repairs
from search.query.terms import Term, count, quotation, term
from search.query.tree import Where, Word

QUOTES: Final = '"«»“”„‟'
# Capitals only: `et` and `ou` are words of the language.
OPERATORS: Final = {"AND": "and", "ET": "and", "OR": "or", "OU": "or", "NOT": "not", "SAUF": "not"}
SEPARATORS = rf"\s\x00-\x1f\x7f(){QUOTES}"
BARE = re.compile(rf"[^{SEPARATORS}]+")
MINUS = re.compile(rf"-+(?=[^-{SEPARATORS}]|[({QUOTES}])")
QUOTED = re.compile(rf"[{QUOTES}]([^{QUOTES}]*)([{QUOTES}](?:~([0-9]*))?)?")
TILDE = re.compile(r"~[0-9]*")
GAP_BEHIND = re.compile(r"\*|\?[\w*?]")  # a number that goes on is none; `?` alone asks
DUST = re.compile(rf"[^\w{SEPARATORS}]+")
FIELD = re.compile(rf"([^\W\d_][^:{SEPARATORS}]*):")
NAME = re.compile(r"[^\W\d_]{2,}")  # what may have been meant as the name of a field

ReadField: TypeAlias = Callable[[str, str], Where | None]  # see search.fields.table.read


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
    term: Term | None = None
    words: int = 0


def signs(query: str, read: ReadField, repairs: Repairs) -> list[Sign]:
    """The signs of a query, in order, the last one END. Punctuation on its own is no sign.

    `read` knows the fields. Raises QueryError for a value that a field cannot take.
    """
    lexer = _Lexer(query, read, repairs)
    found = []
    at = 0
    while at < len(query):
        sign, at = lexer.sign_at(at)
        if sign is not None:
            found.append(sign)
    return [*found, Sign(Kind.END, len(query))]


@dataclass(frozen=True, slots=True)
class _Lexer:
    query: str
    read: ReadField
    repairs: Repairs

    def sign_at(self, at: int) -> tuple[Sign | None, int]:
        """The sign at a place, if there is one, and the place after it."""
        query, character = self.query, self.query[at]
        if character == "(":
            return Sign(Kind.OPEN, at, "("), at + 1
        if character == ")":
            return Sign(Kind.CLOSE, at, ")"), at + 1
        if character in QUOTES:
            return self._quoted(at)
        if (at == 0 or not BARE.match(query, at - 1)) and (minus := MINUS.match(query, at)):
            return Sign(Kind.NOT, at, minus[0]), minus.end()
        if character == "=" and numbers.number_at(query, at + 1):
            return None, at + 1  # a number is always as it is spelled
        if (number := numbers.number_at(query, at)) and not GAP_BEHIND.match(query, number.end):
            return self._number(at, number.end)
        if behind := self._behind_dust(at):
            return None, behind
        bare = BARE.match(query, at)
        if bare is None:
            return None, at + 1
        if bare[0] in OPERATORS:
            return Sign(Kind[OPERATORS[bare[0]].upper()], at, bare[0]), bare.end()
        if field := FIELD.match(query, at):
            return self._field(field, bare)
        return self._bare(at, bare.end())

    def _behind_dust(self, at: int) -> int | None:
        """Where a number begins of which only punctuation is in front: `:06…`, `*06…`."""
        dust = DUST.match(self.query, at)
        ends = range(at + 1, dust.end() + 1) if dust else ()
        begin = next((end for end in ends if numbers.number_at(self.query, end)), None)
        if begin and any(gap in self.query[at:begin] for gap in GAPS):
            self.repairs.add(Fix.GAP_AT_START, at, self.query[at:begin])
        return begin

    def _bare(self, at: int, end: int) -> tuple[Sign | None, int]:
        return self._sign(at, end, term(self.query[at:end], at, self.repairs)), end

    def _sign(self, at: int, end: int, found: Term | None) -> Sign | None:
        """The sign of a term between two places; None without a term."""
        if found is None:
            return None
        words = 1 if isinstance(found, Where) else count(found.text)
        return Sign(Kind.TERM, at, self.query[at:end], found, words)

    def _number(self, at: int, end: int) -> tuple[Sign, int]:
        text = self.query[at:end]
        if tilde := TILDE.match(self.query, end):
            self.repairs.add(Fix.NOT_FUZZY, at, text + tilde[0])
            end = tilde.end()
        return Sign(Kind.TERM, at, text, Word(text, exact=True), 1), end

    def _quoted(self, at: int) -> tuple[Sign | None, int]:
        content, end, tilde = self._quotation(at)
        after = end - len(tilde or "") - 1
        return self._sign(at, end, quotation(content, tilde, after, self.repairs)), end

    def _quotation(self, at: int) -> tuple[str, int, str | None]:
        """What stands in quotation marks, where that ends, the number after a `~` behind it.

        Without its other mark a quotation goes to the end of the query.
        """
        match = QUOTED.match(self.query, at)
        assert match is not None  # whoever asks has seen the mark
        if match[2] is None:
            self.repairs.add(Fix.QUOTE_CLOSED, at, match[0])
        return match[1].strip(), match.end(), match[3]

    def _field(self, field: re.Match[str], bare: re.Match[str]) -> tuple[Sign | None, int]:
        """What may be a name, a colon and a value: `14:30` and `http://` are none."""
        at, start = field.span()
        quoted = start < len(self.query) and self.query[start] in QUOTES
        number = numbers.number_at(self.query, start)
        if quoted:
            match = QUOTED.match(self.query, start)
            assert match is not None
            value, end = match[1].strip(), match.end(1) + len(match[2] or "")
        elif number and number.end >= bare.end():
            value, end = self.query[start : number.end], number.end
        else:
            value, end = self.query[start : bare.end()].rstrip(",;"), bare.end()
        try:
            where = self.read(field[1], value)
        except QueryError as error:
            if value:
                raise QueryError(error.code, at, self.query[at:end]) from None
            where = None
            self.repairs.add(Fix.EMPTY_FIELD, at, field[0])
        if where is not None:
            if quoted:
                value, end, _tilde = self._quotation(start)
            return self._sign(at, end, where), end
        named = NAME.fullmatch(field[1]) and (quoted or value[:1].isalnum())
        if named and value:
            self.repairs.add(Fix.UNKNOWN_FIELD, at, self.query[at:end])
        return self._bare(at, start if quoted or end > bare.end() else end)
