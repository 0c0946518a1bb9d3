import pytest

from search.query.parse import understand
from search.query.repairs import MOST_REPAIRS, Fix
from search.query.tree import And, Fuzzy, Near, Or, Pattern, Phrase, Where, Word
from tests.search.query.test_parse import A, B, C, colour


@pytest.mark.parametrize(
    ("text", "tree", "code", "position", "fragment"),
    [
        ('a "b c', And((A, Phrase("b c"))), Fix.QUOTE_CLOSED, 2, '"b c'),
        ("a »", A, Fix.QUOTE_CLOSED, 2, "»"),
        ('colour:"dark red', Where("colour", "dark red"), Fix.QUOTE_CLOSED, 7, '"dark red'),
        ("(a", A, Fix.PARENTHESIS_CLOSED, 0, "("),
        ("a (b OR (c)", And((A, Or((B, C)))), Fix.PARENTHESIS_CLOSED, 2, "("),
        ("a)", A, Fix.PARENTHESIS_DROPPED, 1, ")"),
        (") a", A, Fix.PARENTHESIS_DROPPED, 0, ")"),
        ("a ()", A, Fix.EMPTY_PARENTHESES, 2, "()"),
        ("a AND", A, Fix.OPERATOR_DROPPED, 2, "AND"),
        ("OU a", A, Fix.OPERATOR_DROPPED, 0, "OU"),
        ("a NOT", A, Fix.OPERATOR_DROPPED, 2, "NOT"),
        ("(a OR) b", And((A, B)), Fix.OPERATOR_DROPPED, 3, "OR"),
        ("(ET a) b", And((A, B)), Fix.OPERATOR_DROPPED, 1, "ET"),
        ("a OR OU b", Or((A, B)), Fix.OPERATOR_DROPPED, 5, "OU"),
        ("a NOT AND b", And((A,), (B,)), Fix.OPERATOR_DROPPED, 6, "AND"),
        ("b *ac", And((B, Word("ac"))), Fix.GAP_AT_START, 2, "*ac"),
        ("a *", A, Fix.GAP_AT_START, 2, "*"),
        ("sous-*ol", Word("sous-ol"), Fix.GAP_AT_START, 0, "sous-*ol"),
        ("est-ce Martin?", And((Word("est-ce"), Word("Martin"))), Fix.GAP_AT_END, 7, "Martin?"),
        ("b a*", And((B, A)), Fix.PREFIX_TOO_SHORT, 2, "a*"),
        ("l'a*", Word("l'a"), Fix.PREFIX_TOO_SHORT, 0, "l'a*"),
        ("a*?", A, Fix.PATTERN_TOO_WIDE, 0, "a*?"),
        ("ﾞ*ab*c", Word("ﾞabc"), Fix.PATTERN_TOO_WIDE, 0, "ﾞ*ab*c"),
        ("b ab~1", And((B, Word("ab"))), Fix.NOT_FUZZY, 2, "ab~1"),
        ("sous-sol~", Word("sous-sol"), Fix.NOT_FUZZY, 0, "sous-sol~"),
        ("of?cier~", Pattern("of?cier"), Fix.NOT_FUZZY, 0, "of?cier~"),
        ("AB-123-CD~", Word("AB-123-CD", True), Fix.NOT_FUZZY, 0, "AB-123-CD~"),
        ("verzot~7", Fuzzy("verzot", 2), Fix.EDITS_CHANGED, 0, "verzot~7"),
        ("verzot~0", Fuzzy("verzot", 1), Fix.EDITS_CHANGED, 0, "verzot~0"),
        ('"a b"~', Near("a b", 5), Fix.NO_DISTANCE, 5, "~"),
        ('"a b"~0', Near("a b", 1), Fix.DISTANCE_CHANGED, 5, "~0"),
        ('"a b c"~1', Near("a b c", 2), Fix.DISTANCE_CHANGED, 7, "~1"),
        ('"a b"~9999', Near("a b", 100), Fix.DISTANCE_CHANGED, 5, "~9999"),
        ("b abc:def", And((B, Word("abc:def"))), Fix.UNKNOWN_FIELD, 2, "abc:def"),
        ('abc:"a b"', And((Word("abc:"), Phrase("a b"))), Fix.UNKNOWN_FIELD, 0, 'abc:"a b"'),
        ("colour: a", And((Word("colour:"), A)), Fix.EMPTY_FIELD, 0, "colour:"),
    ],
)
def test_it_works(text, tree, code, position, fragment):
    understood = understand(text, colour)
    assert understood.tree == tree
    told = [(repair.code, repair.position, repair.fragment) for repair in understood.repairs]
    assert told == [(code, position, fragment)]


def test_what_needs_no_repair_has_none():
    assert understand('(a OU "b c"~3) -de* =e verzot~2 w?ld', colour).repairs == ()


def test_repairs_are_told_in_the_order_of_the_query():
    codes = [repair.code for repair in understand('OR a) AND ab* b* OU "c', colour).repairs]
    assert codes == [
        Fix.OPERATOR_DROPPED,
        Fix.PARENTHESIS_DROPPED,
        Fix.PREFIX_TOO_SHORT,
        Fix.QUOTE_CLOSED,
    ]


def test_what_takes_the_place_of_an_operator_that_was_left_out_is_looked_at_again():
    understood = understand("a ET (OU) OR b", colour)
    assert understood.tree == And((A, B))
    assert [r.position for r in understood.repairs] == [5, 6, 10]


def test_the_same_repair_is_told_once_and_never_too_many():
    assert len(understand("a" + ")" * 500).repairs) == 1
    names = " ".join(f"ab{letter}:x" for letter in "abcdefghijklm")
    assert len(understand(names, colour).repairs) == MOST_REPAIRS
    assert all(len(r.fragment) <= 40 for r in understand('"' + "a " * 90).repairs)
