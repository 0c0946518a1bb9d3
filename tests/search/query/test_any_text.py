"""Whatever is typed is understood, repaired or refused with a reason, and what was repaired means
what it was repaired to."""

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from search.messages import query_message, repair_message
from search.query.asks import Among
from search.query.errors import QueryError
from search.query.lexer import OPERATORS
from search.query.parse import understand
from search.query.resolve import resolve
from search.query.tree import And, Fuzzy, Near, Or, Pattern, Phrase, Prefix, Where, Word
from search.vocabulary import Vocabulary

VOCABULARY = Vocabulary({"officier": 3, "wild": 1, "world": 2, "bcd": 1, "#phone:0639981622": 1})
PIECES = st.sampled_from(
    ["a", "bcd", "été", "AND", "OR", "NOT", "ET", "OU", "SAUF", "(", ")", '"', "«", "»", "-", "*",
     "?", "~", "~1", "~5", "=", ":", "..", "<", "/", " ", "  ", "l'", "06", "39 98 16 22", "\n",
     "\u00ad", "AB-123-CD", "FR76", "🙂", "ب", "ﾞ", "ꙮ", "\x00", "\u0301", "date:", "page:", "cote:",
     "has:note", "confidence:<0.7", "2024-03", "D12", "abc:", "w?ld", "verz*", "note:"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(PIECES, max_size=60).map("".join),
    st.lists(PIECES, max_size=20).map(" ".join),
)
WORST = [
    "", '"', "*", "a*", "~", '"" AND', "(((", "a))) (", "page:abc", "date:2024-05..2024-03",
    "nosuchfield:x", "le la les de", "🙂🙂", "ما هذا", "\x00\x07\x1b", "a" * 10_000,
    " OR ".join(["a"] * 300), "(" * 60 + "a" + ")" * 60, "(a+)+$", "a*" * 400, "a?" * 400,
    "-" * 900 + "a", "NOT " * 250, "( NOT " * 160 + "a", "0 " * 499, "FR76" * 250, "ab~1" * 250,
    "~1" * 499, "a~" * 499, "a" + "~" * 999, "!" * 999 + "*", ":" * 1000, "ab:" * 333, '"a"~' * 250,
    'page:"' * 160, "page:1" + "0" * 900, "date:" + "9" * 900, "." * 900 + "page:..", "a" * 99,
    "=" * 999 + "a", "a" * 500 + "*" + "a" * 498, "\u0301" * 1000, "\u00ad" * 999 + "a",
    "date:0000", "page:٣",
]  # fmt: skip


@pytest.mark.parametrize("text", WORST)
def test_the_worst_that_was_thought_of(text):
    check(text)


@settings(max_examples=600, deadline=None)
@given(TEXTS)
@example('a"~')
@example("date:\x00")
def test_any_text_is_a_tree_or_a_query_error(text):
    check(text)


def check(text):
    try:
        understood = understand(text)
    except QueryError as error:
        told, places = [query_message(error)], [error.position]
    else:
        told = [repair_message(repair) for repair in understood.repairs]
        places = [repair.position for repair in understood.repairs]
        for language in ("fr", "en"):
            resolve(understood.tree, language, vocabulary=VOCABULARY, where=everywhere)
    assert all(told)
    assert all(0 <= place <= len(text) for place in places)


def everywhere(where):
    hash(where)
    return Among(frozenset({1}))


@settings(max_examples=600, deadline=None)
@given(TEXTS)
@example("a NOT AND b (c OR")
@example('abc:"d e" a*? ~~')
@example(":AA000AA×0?")
@example("*AA000AA?0")
def test_a_query_as_it_was_repaired_needs_no_more_repair(text):
    try:
        tree = understand(text).tree
    except QueryError:
        return
    again = as_query(tree)
    assume(len(again) <= 1000)
    understood = understand(again)
    assert understood.repairs == ()
    assert flat(understood.tree) == flat(tree)


def as_query(node):
    """A query that asks for a tree: terms as they are typed, parentheses around everything else."""
    match node:
        case And(wanted, unwanted):
            parts = [as_query(child) for child in wanted]
            return f"({' AND '.join([*parts, *(f'NOT {as_query(child)}' for child in unwanted)])})"
        case Or(children):
            return f"({' OR '.join(map(as_query, children))})"
        case Word(text, exact):
            return f"={typed(text).strip()}" if exact else typed(text)
        case Phrase(text):
            return f'"{text}"'
        case Near(text, distance):
            return f'"{text}"~{distance}'
        case Prefix(text):
            return typed(f"{text}*")
        case Pattern(text):
            return typed(text)
        case Fuzzy(text, edits):
            return f"{typed(text).rstrip()}~{edits} "
        case Where():
            return asked(node)


def typed(text):
    """A term as it is typed, where that is not to be repaired, or an operator, once more."""
    assume(text not in OPERATORS and not text.startswith("-"))
    assume(not set(text) & set(":~"))
    return f" {text} "


def asked(where):
    """What asks for a field, for the values that the texts here can have."""
    value = where.value
    match where.field:
        case "page":
            return f"page:{value.first}..{value.last}"
        case "date":
            first, last = (f"{day.year:04}-{day.month}-{day.day}" for day in value)
            return f"date:{first}..{last}"
        case "has":
            return "has:note"
        case "note":
            return f'note:"{value}"'
    assume(False)  # the others are written in more ways than this test needs
    raise AssertionError


def flat(node):
    """A tree in which it does not matter who of one family stands in whose parentheses."""
    match node:
        case And(wanted, unwanted):
            asked_for, refused = [], [flat(child) for child in unwanted]
            for child in map(flat, wanted):
                if isinstance(child, And):
                    asked_for += child.wanted
                    refused += child.unwanted
                else:
                    asked_for.append(child)
            return And(tuple(asked_for), tuple(refused))
        case Or(children):
            found = []
            for child in map(flat, children):
                found += child.children if isinstance(child, Or) else [child]
            return Or(tuple(found))
    return node
