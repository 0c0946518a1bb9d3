"""What a person types into the search box, to a tree.

    query    = either END
    either   = all {OR all}                     OR, OU
    all      = single {[AND] single}            AND, ET, or nothing between
    single   = {NOT} (term | "(" either ")")    NOT, SAUF, or a minus before the term

`a b OR c d` reads `(a AND b) OR (c AND d)`. Operators are in capitals. Terms: `word`, `"a phrase"`,
`begin*`; a phone, a plate or an IBAN, with blanks or not, is one term.
"""

from dataclasses import dataclass

from search.query.errors import Problem, QueryError
from search.query.lexer import Kind, Sign, signs
from search.query.tree import And, Node, Or

LONGEST_QUERY = 1000  # characters
MOST_WORDS = 100
DEEPEST = 20  # parentheses within parentheses


def parse(text: str) -> Node:
    """The tree of a query. Raises QueryError, and nothing else, whatever the text."""
    if len(text) > LONGEST_QUERY:
        raise QueryError(Problem.TOO_LONG, LONGEST_QUERY, text[LONGEST_QUERY:])
    found = list(signs(text))
    words = 0
    for sign in found:
        words += sign.words
        if words > MOST_WORDS:
            raise QueryError(Problem.TOO_MANY_TERMS, sign.position, sign.text)
    if len(found) == 1:
        raise QueryError(Problem.NOTHING_TO_SEARCH, 0, text)
    return _Parser(found).query()


@dataclass(frozen=True, slots=True)
class _Operand:
    """A node that is wanted or not, and where it begins."""

    node: Node
    wanted: bool
    position: int
    text: str


class _Parser:
    """Recursive descent over the signs of one query."""

    def __init__(self, found: list[Sign]) -> None:
        self.signs = found
        self.at = 0
        self.depth = 0

    @property
    def sign(self) -> Sign:
        return self.signs[self.at]

    def query(self) -> Node:
        operand = self.either()
        if self.sign.kind is not Kind.END:  # only a parenthesis too many ends `either` early
            raise QueryError(Problem.UNBALANCED_PARENTHESIS, self.sign.position, self.sign.text)
        return self.positive(operand)

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
        if sign.term is None:
            self.no_operand(sign)
        assert sign.term is not None
        self.at += 1
        return _Operand(sign.term, wanted, start.position, start.text)

    def group(self) -> _Operand:
        opening = self.sign
        self.depth += 1
        if self.depth > DEEPEST:
            raise QueryError(Problem.TOO_DEEP, opening.position, opening.text)
        self.at += 1
        if self.sign.kind is Kind.CLOSE:
            raise QueryError(Problem.NOTHING_TO_SEARCH, opening.position, "()")
        operand = self.either()
        if self.sign.kind is not Kind.CLOSE:
            raise QueryError(Problem.UNBALANCED_PARENTHESIS, opening.position, opening.text)
        self.at += 1
        self.depth -= 1
        return operand

    def no_operand(self, sign: Sign) -> None:
        """Say what stands where a term should: nothing, or the wrong sign."""
        before = self.signs[self.at - 1] if self.at else None
        if sign.kind is Kind.CLOSE and before is None:
            raise QueryError(Problem.UNBALANCED_PARENTHESIS, sign.position, sign.text)
        operator = sign if sign.kind in (Kind.AND, Kind.OR) else before
        if operator is None or operator.kind is Kind.OPEN:
            if operator is None:
                raise QueryError(Problem.NOTHING_TO_SEARCH)
            raise QueryError(Problem.UNBALANCED_PARENTHESIS, operator.position, operator.text)
        raise QueryError(Problem.OPERATOR_WITHOUT_OPERAND, operator.position, operator.text)

    @staticmethod
    def positive(operand: _Operand) -> Node:
        if not operand.wanted:
            raise QueryError(Problem.ONLY_NEGATION, operand.position, operand.text)
        return operand.node
