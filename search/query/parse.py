"""What a person types into the search box, to a tree.

    query    = either END
    either   = all {OR all}                     OR, OU
    all      = single {[AND] single}            AND, ET, or nothing between
    single   = {NOT} (term | "(" either ")")    NOT, SAUF, or a minus before the term

`a b OR c d` reads `(a AND b) OR (c AND d)`. Operators are in capitals. Terms:

    word            and its forms (`search.stems`); a phone, a plate or an IBAN, with blanks or
                    not, is one term
    =word           as it is spelled
    "a phrase"      also « », “ ”
    "near words"~5  at most 5 words from the first to the last, in any order
    begin*          words that begin so
    w?ld  w*ld      one letter, any letters; at least two letters are given, the first among them
    word~  word~2   at most one or two letters different; three letters at least
    field:value     the fields of `search.fields.table`; the value is one word, a quotation, a
                    range: `date:2024-03..2024-05`

What has no meaning but an obvious one nearby is repaired, and the repair is told.
"""

from __future__ import annotations

from dataclasses import dataclass

from search.fields.table import read as read_field
from search.query.errors import Problem, QueryError
from search.query.lexer import Kind, ReadField, Sign, signs
from search.query.mending import mended
from search.query.repairs import Repair, Repairs
from search.query.tree import And, Node, Or

LONGEST_QUERY = 1000  # characters
MOST_WORDS = 100
DEEPEST = 20  # parentheses within parentheses


@dataclass(frozen=True, slots=True)
class Understood:
    """What a query means, and what was repaired for it to mean something."""

    tree: Node
    repairs: tuple[Repair, ...] = ()


def parse(text: str, read: ReadField = read_field) -> Node:
    """The tree of a query. Raises QueryError, and nothing else, whatever the text."""
    return understand(text, read).tree


def understand(text: str, read: ReadField = read_field) -> Understood:
    """The tree of a query and what was repaired in it; `read` knows the fields.

    Raises QueryError, and nothing else, whatever the text.
    """
    if len(text) > LONGEST_QUERY:
        raise QueryError(Problem.TOO_LONG, LONGEST_QUERY, text[LONGEST_QUERY:])
    repairs = Repairs()
    found = mended(signs(text, read, repairs), repairs)
    words = 0
    for sign in found:
        words += sign.words
        if words > MOST_WORDS:
            raise QueryError(Problem.TOO_MANY_TERMS, sign.position, sign.text)
    if len(found) == 1:
        raise QueryError(Problem.NOTHING_TO_SEARCH, 0, text)
    return Understood(_Parser(found).query(), repairs.told())


@dataclass(frozen=True, slots=True)
class _Operand:
    """A node that is wanted or not, and where it begins."""

    node: Node
    wanted: bool
    position: int
    text: str


class _Parser:
    """Recursive descent over the mended signs of one query."""

    def __init__(self, found: list[Sign]) -> None:
        self.signs = found
        self.at = 0
        self.depth = 0

    @property
    def sign(self) -> Sign:
        return self.signs[self.at]

    def query(self) -> Node:
        return self.positive(self.either())

    def either(self) -> _Operand:
        operands = [self.all()]
        while self.sign.kind is Kind.OR:
            self.at += 1
            operands.append(self.all())
        if len(operands) == 1:
            return operands[0]
        first = operands[0]
        children = tuple(self.positive(operand) for operand in operands)
        return _Operand(Or(children), True, first.position, first.text)

    def all(self) -> _Operand:
        operands = [self.single()]
        while True:
            if self.sign.kind is Kind.AND:
                self.at += 1
            elif self.sign.kind not in (Kind.TERM, Kind.NOT, Kind.OPEN):
                break
            operands.append(self.single())
        if len(operands) == 1:
            return operands[0]
        first = operands[0]
        wanted = tuple(operand.node for operand in operands if operand.wanted)
        unwanted = tuple(operand.node for operand in operands if not operand.wanted)
        if not wanted:  # not a and not b: not (a or b)
            return _Operand(Or(unwanted), False, first.position, first.text)
        return _Operand(And(wanted, unwanted), True, first.position, first.text)

    def single(self) -> _Operand:
        start, wanted = self.sign, True
        while self.sign.kind is Kind.NOT:
            wanted = not wanted
            self.at += 1
        sign = self.sign
        if sign.kind is Kind.OPEN:
            inner = self.group()
            return _Operand(inner.node, inner.wanted is wanted, start.position, start.text)
        assert sign.term is not None, "the signs were mended"
        self.at += 1
        return _Operand(sign.term, wanted, start.position, start.text)

    def group(self) -> _Operand:
        opening = self.sign
        self.depth += 1
        if self.depth > DEEPEST:
            raise QueryError(Problem.TOO_DEEP, opening.position, opening.text)
        self.at += 1
        operand = self.either()
        self.at += 1  # the parenthesis that closes
        self.depth -= 1
        return operand

    @staticmethod
    def positive(operand: _Operand) -> Node:
        if not operand.wanted:
            raise QueryError(Problem.ONLY_NEGATION, operand.position, operand.text)
        return operand.node
