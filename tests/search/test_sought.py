"""Marks do not change because only what is asked for is analysed."""

from types import SimpleNamespace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.analysis import analyse
from search.marking import Marker, marked_spans
from search.query.asks import All, Among, AnyOf, Close, Form, Forms, Sequence, Start, Stem
from search.sought import sought

# Words with what makes of a text other words than those between its blanks: elisions, breaks of
# lines, hyphens that are not seen, numbers, accents after their letter, signs that fold to nothing.
WORDS = ["l", "d", "qu", "1", "ami", "amis", "immé", "diate", "immédiate", "rendez", "vous", "a"]
NUMBERS = ["06 39 98 16 22", "0639981622", "AB-123-CD", "FR76", "D1234/2", "16", "22"]
SIGNS = ["'", "’", "ʼ", "' ", "-\n", "- .\n' ", "-", "\u00ad", "\u00ad\n", "\x02", "_", ", ", "…"]
BLANKS = [" ", "  ", "\n", "\n\n", "\u00a0", "\x1c", "\t"]
ODD = [
    "e\u0301te\u0301",
    "ﬁn",
    "œuvre",
    "ſ",
    "\u0301",
    "ͺ",
    " ʼ ",
    "ーー",
    "ـ",
    "Ⅳ",
    "K",
    "Ami",
    "QU",
    "L",
    "é",
]
TEXTS = st.lists(st.sampled_from(WORDS * 3 + NUMBERS + SIGNS * 2 + BLANKS * 3 + ODD)).map("".join)

NAMES = st.sampled_from(
    ["l", "qu", "1", "ami", "amis", "imme", "diate", "immediate", "rendezvous", "vous", "a", "ete",
     "16", "22", "fin", "d1234", "2", "s", "limmediate", "#phone:0639981622", "#plate:AB123CD"]
)  # fmt: skip
PARTS = st.one_of(
    NAMES.map(Form),
    NAMES.map(lambda name: Start(name[:2])),
    st.lists(NAMES, max_size=3).map(lambda names: Forms(tuple(names))),
)
LISTS = st.lists(PARTS, min_size=1, max_size=3).map(tuple)
LEAVES = st.one_of(
    PARTS,
    NAMES.map(lambda name: Stem(name.rstrip("se"), name)),
    LISTS.map(Sequence),
    st.builds(Close, LISTS, st.integers(1, 4)),
    st.just(Among(frozenset({1}))),
)
ASKS = st.recursive(
    LEAVES,
    lambda asks: st.one_of(
        st.lists(asks, max_size=2).map(lambda children: AnyOf(tuple(children))),
        st.builds(All, st.tuples(asks, asks), st.tuples(asks)),
    ),
    max_leaves=4,
)
LANGUAGES = st.sampled_from(["fr", "en"])


@given(TEXTS, ASKS, LANGUAGES)
@example("un immé-\ndiate", Form("immediate"), "fr")
@example("immé-\ndiate\u00adment vous-\nl'ami", Sequence((Form("diate"), Form("ment"))), "fr")
@example("l' ami l’ qu' a", Sequence((Form("ami"), Form("l"), Form("a"))), "fr")
def test_the_same_is_marked_as_by_all_of_the_analysis(text, ask, language):
    by_all = Marker(ask, language)
    by_all.sought = SimpleNamespace(tokens=lambda text, second: analyse(text, language))
    assert marked_spans(text, ask, language) == by_all.spans(text)


@st.composite
def phrases(draw):
    """A text, and words that follow each other in it or nearly do."""
    language = draw(LANGUAGES)
    text = draw(TEXTS)
    tokens = analyse(text, language)
    first = draw(st.integers(0, len(tokens)))
    some = tokens[first : first + 4]
    parts = tuple(Form(token.form) for token in some if draw(st.integers(0, 3)))
    return text, parts, language


@settings(max_examples=300, deadline=None)
@given(phrases())
@example(("a\u00adb ʼ c d", (Form("a"), Form("c"), Form("d")), "fr"))
@example(("vous l' ami", (Form("vous"), Form("ami")), "fr"))
@example(("a\u00adb\u00adc d", (Form("b"), Form("c"), Form("d")), "fr"))
@example(("ami-\nami ami", (Form("ami"), Form("amiami")), "fr"))
def test_words_in_order_are_where_they_are(phrase):
    text, parts, language = phrase
    ask = Sequence(parts)
    found = sought(ask, language).tokens(text)
    assert found == [token for token in analyse(text, language) if Form(token.form) in parts]


@pytest.mark.parametrize("size", [1, 3])
def test_what_is_remembered_of_pieces_has_an_end(monkeypatch, size):
    monkeypatch.setattr("search.sought.REMEMBERED", size)
    text = f"un ami, deux amis, trois {'en' * 40}:amies"
    found = sought(Start("ami"), "fr").tokens(text)
    assert [token.form for token in found] == ["ami", "amis", "amies"]


@given(TEXTS, ASKS, LANGUAGES)
def test_many_pieces_are_found_where_few_are(text, ask, language):
    few = marked_spans(text, ask, language)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("search.sought.FEW", 0)
        assert marked_spans(text, ask, language) == few
