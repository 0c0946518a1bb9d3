import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefiles.texts.difference import Kind, difference

WORDS = ["le", "quai", "est", "désert", "la", "nuit"]
some_text = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


def told(first, second):
    return [(piece.kind.value, piece.text) for piece in difference(first, second).pieces]


def test_it_works():
    assert told("le quai est désert", "le quai reste désert") == [
        ("both", "le quai"),
        ("only-first", "est"),
        ("only-second", "reste"),
        ("both", "désert"),
    ]
    assert difference("le quai est désert", "le quai reste désert").words == 1


def test_what_is_the_same_for_long_is_left_out():
    words = [f"mot{n}" for n in range(50)]
    changed = [*words[:25], "autre", *words[26:]]
    pieces = told(" ".join(words), " ".join(changed))
    assert pieces[0] == ("left-out", "…")
    assert pieces[1] == ("both", " ".join(words[19:25]))
    assert pieces[-2:] == [("both", " ".join(words[26:32])), ("left-out", "…")]


@pytest.mark.parametrize(("first", "second"), [("", ""), ("un\ndeux", "un deux"), ("a", " a ")])
def test_line_ends_are_no_difference(first, second):
    assert difference(first, second).words == 0


def test_one_that_is_empty_differs_in_all_words():
    assert difference("", "un deux trois").words == 3
    assert told("un deux", "") == [("only-first", "un deux")]


@given(some_text, some_text)
def test_nothing_that_differs_is_left_out(first, second):
    found = difference(first, second)
    assert (found.words == 0) == (first.split() == second.split())
    if not any(piece.kind is Kind.LEFT_OUT for piece in found.pieces):
        for kind, whole in ((Kind.ONLY_SECOND, first), (Kind.ONLY_FIRST, second)):
            kept = [piece.text for piece in found.pieces if piece.kind is not kind]
            assert " ".join(kept).split() == whole.split()
