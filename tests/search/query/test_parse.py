import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.query.errors import Problem, QueryError
from search.query.parse import parse
from search.query.resolve import resolve
from search.query.tree import And, Or, Phrase, Prefix, Word

A, B, C, D = Word("a"), Word("b"), Word("c"), Word("d")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("Écrire", Word("Écrire")),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a ET b", And((A, B))),
        ("a et b", And((A, Word("et"), B))),
        ("a OR b OU c", Or((A, B, C))),
        ("a ou b", And((A, Word("ou"), B))),
        ("a b OR c d", Or((And((A, B)), And((C, D))))),
        ("a (b OR c) d", And((A, Or((B, C)), D))),
        ("a NOT b", And((A,), (B,))),
        ("a AND NOT b", And((A,), (B,))),
        ("a SAUF b", And((A,), (B,))),
        ("a -b", And((A,), (B,))),
        ("-b a", And((A,), (B,))),
        ('a -"b c"', And((A,), (Phrase("b c"),))),
        ("a -(b OR c)", And((A,), (Or((B, C)),))),
        ("a AND (NOT b)", And((A,), (B,))),
        ("a (NOT b NOT c)", And((A,), (Or((B, C)),))),
        ("a NOT NOT b", And((A, B))),
        ("a NOT (NOT b)", And((A, B))),
        ("a OR b NOT c", Or((A, And((B,), (C,))))),
        ("((a))", A),
        ("sous-sol", Word("sous-sol")),
        ("a - b", And((A, B))),
        ("l'exploitation", Word("l'exploitation")),
        ("D1234/2", Word("D1234/2")),
        ("page:abc", Word("page:abc")),
        ("a & b", And((A, B))),
        ('"a b"', Phrase("a b")),
        ("« a b »", Phrase("a b")),
        ("“a b”", Phrase("a b")),
        ('"AND OR ("', Phrase("AND OR (")),
        ('"" a', A),
        ('a"b"', And((A, Phrase("b")))),
        ("verzo*", Prefix("verzo")),
        ("2017/0*", Prefix("2017/0")),
        ("ab**", Prefix("ab")),
        ("06 39 98 16 22", Word("06 39 98 16 22", exact=True)),
        ("+33 6 39 98 16 22 a", And((Word("+33 6 39 98 16 22", exact=True), A))),
        ("a -06.39.98.16.22", And((A,), (Word("06.39.98.16.22", exact=True),))),
        ("AB 123 CD OR a", Or((Word("AB 123 CD", exact=True), A))),
        ("a\x00b\x1fc", And((A, B, C))),
    ],
)
def test_it_works(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("", Problem.NOTHING_TO_SEARCH, 0),
        ("   ", Problem.NOTHING_TO_SEARCH, 0),
        ("~ … 🙂", Problem.NOTHING_TO_SEARCH, 0),
        ('""', Problem.NOTHING_TO_SEARCH, 0),
        ("a ()", Problem.NOTHING_TO_SEARCH, 2),
        ("NOT a", Problem.ONLY_NEGATION, 0),
        ("-a -b", Problem.ONLY_NEGATION, 0),
        ("a OR NOT b", Problem.ONLY_NEGATION, 5),
        ('"', Problem.UNBALANCED_QUOTE, 0),
        ('a "b c', Problem.UNBALANCED_QUOTE, 2),
        ("a »", Problem.UNBALANCED_QUOTE, 2),
        ("(a", Problem.UNBALANCED_PARENTHESIS, 0),
        ("a (b OR (c)", Problem.UNBALANCED_PARENTHESIS, 2),
        ("a)", Problem.UNBALANCED_PARENTHESIS, 1),
        (")", Problem.UNBALANCED_PARENTHESIS, 0),
        ("(", Problem.UNBALANCED_PARENTHESIS, 0),
        ("AND", Problem.OPERATOR_WITHOUT_OPERAND, 0),
        ('"" AND', Problem.OPERATOR_WITHOUT_OPERAND, 3),
        ("a AND", Problem.OPERATOR_WITHOUT_OPERAND, 2),
        ("OU a", Problem.OPERATOR_WITHOUT_OPERAND, 0),
        ("a AND OR b", Problem.OPERATOR_WITHOUT_OPERAND, 6),
        ("(a OR) b", Problem.OPERATOR_WITHOUT_OPERAND, 3),
        ("a NOT", Problem.OPERATOR_WITHOUT_OPERAND, 2),
        ("*", Problem.PREFIX_TOO_SHORT, 0),
        ("b a*", Problem.PREFIX_TOO_SHORT, 2),
        ("l'a*", Problem.PREFIX_TOO_SHORT, 0),
        ("b *ac", Problem.MISPLACED_STAR, 2),
        ("a*b", Problem.MISPLACED_STAR, 1),
        ("a" * 1001, Problem.TOO_LONG, 1000),
        ("a " * 5000, Problem.TOO_LONG, 1000),
        ("(" * 60 + "a" + ")" * 60, Problem.TOO_DEEP, 20),
        (" OR ".join(["a"] * 101), Problem.TOO_MANY_TERMS, 500),
        ('"' + "a " * 101 + '"', Problem.TOO_MANY_TERMS, 0),
        (" OR ".join(["a"] * 300), Problem.TOO_LONG, 1000),
    ],
)
def test_refusals_say_what_and_where(text, code, position):
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert (caught.value.code, caught.value.position) == (code, position)
    assert len(caught.value.fragment) <= 40


def test_the_deepest_and_the_longest_are_understood():
    assert parse("(" * 20 + "a" + ")" * 20) == A
    assert parse(" ".join(["a"] * 100)) == And((A,) * 100)
    assert parse("a" * 1000) == Word("a" * 1000)


SIGNS = st.sampled_from(
    ["a", "bcd", "été", "AND", "OR", "NOT", "ET", "(", ")", '"', "«", "-", "*", " ", "l'", "06",
     "39", "\n", "\u00ad", "AB-123-CD", "🙂", "ب", "ﾞ"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=80), st.lists(SIGNS, max_size=60).map("".join)))
@example("-" * 900 + "a")
@example("(" * 1000)
@example("NOT " * 250)
@example("( NOT " * 160 + "a")
@example("0 " * 499)
@example("FR76" * 250)
def test_any_text_is_a_tree_or_a_query_error_at_once(text):
    start = time.perf_counter()
    try:
        tree = parse(text)
    except QueryError as error:
        position = error.position
    else:
        position = 0
        resolve(tree, "fr")
        resolve(tree, "en")
    assert 0 <= position <= len(text)
    assert time.perf_counter() - start < 1


def test_a_tree_cannot_ask_for_what_is_not_there_alone():
    with pytest.raises(ValueError, match="wanted"):
        And((), (A,))
    with pytest.raises(ValueError, match="children"):
        Or(())
