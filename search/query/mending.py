"""Signs in an order that means something: parentheses in pairs, operators between terms."""

from search.query.lexer import Kind, Sign
from search.query.repairs import Fix, Repairs

BETWEEN = (Kind.AND, Kind.OR)
OPERATORS = (*BETWEEN, Kind.NOT)


def mended(found: list[Sign], repairs: Repairs) -> list[Sign]:
    """The same signs without those that have no place, and with the parentheses that lack."""
    kept: list[Sign] = []
    for sign in _in_pairs(found, repairs):
        if sign.kind in BETWEEN and (not kept or kept[-1].kind in (*OPERATORS, Kind.OPEN)):
            repairs.add(Fix.OPERATOR_DROPPED, sign.position, sign.text)
            continue
        if sign.kind in (Kind.CLOSE, Kind.END):
            while kept and kept[-1].kind in OPERATORS:
                operator = kept.pop()
                repairs.add(Fix.OPERATOR_DROPPED, operator.position, operator.text)
        if sign.kind is Kind.CLOSE and kept[-1].kind is Kind.OPEN:
            repairs.add(Fix.EMPTY_PARENTHESES, kept.pop().position, "()")
            continue
        kept.append(sign)
    return kept


def _in_pairs(found: list[Sign], repairs: Repairs) -> list[Sign]:
    """The signs, each parenthesis with its partner; those that are not closed close at the end."""
    paired: list[Sign] = []
    opened: list[Sign] = []
    for sign in found:
        if sign.kind is Kind.OPEN:
            opened.append(sign)
        elif sign.kind is Kind.CLOSE:
            if not opened:
                repairs.add(Fix.PARENTHESIS_DROPPED, sign.position, sign.text)
                continue
            opened.pop()
        elif sign.kind is Kind.END:
            for opening in opened:
                repairs.add(Fix.PARENTHESIS_CLOSED, opening.position, opening.text)
                paired.append(Sign(Kind.CLOSE, sign.position, ")"))
        paired.append(sign)
    return paired
