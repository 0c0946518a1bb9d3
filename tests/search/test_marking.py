from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.marking import marked_spans, word_indexes
from search.query.asks import All, Among, AnyOf, Close, Form, Forms, Sequence, Start
from search.query.parse import parse
from search.query.resolve import resolve
from search.snippets import snippet

PAGE = (
    "Le gardien de l'immeuble a vu deux gardiens ; immé-\ndiate remise au rendez-\nvous, "
    "06 39 98 16 22."
)


def marked(query, text=PAGE):
    return [text[start:end] for start, end in marked_spans(text, resolve(parse(query), "fr"), "fr")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("gardien", ["gardien", "gardiens"]),
        ('"gardien"', ["gardien"]),
        ("gard*", ["gardien", "gardiens"]),
        ('"gardien de immeuble"', ["gardien de l'immeuble"]),
        ('"gardien immeuble"', []),
        ('"deux gardiens immédiate remise"', ["deux gardiens ; immé-\ndiate remise"]),
        ("immédiate", ["immé", "diate"]),
        ("rendez-vous", ["rendez-\nvous"]),
        ("vu NOT deux", ["vu"]),
        ("vu (deux OR absent)", ["vu", "deux"]),
        ("gardien OR gardiens OR gard*", ["gardien", "gardiens"]),
        ("0639981622", ["06 39 98 16 22"]),
        ('"16 22"', ["16 22"]),
        ("absent", []),
    ],
)
def test_it_works(query, expected):
    assert marked(query) == expected


def test_words_that_the_spans_touch():
    spans = marked_spans(PAGE, resolve(parse('immédiate "deux gardiens"'), "fr"), "fr")
    words = PAGE.split()
    assert [words[i] for i in word_indexes(PAGE, spans)] == ["deux", "gardiens", "immé-", "diate"]


def show(pieces):
    return "".join(f"[{text}]" if mark else text for text, mark in pieces)


LONG = (
    "début du texte. " * 20 + "Alpha beta\n\n gamma alpha. " + "suite du texte. " * 20 + "alpha fin"
)


def test_snippet_is_the_densest_stretch():
    shown = show(snippet(LONG, marked_spans(LONG, resolve(parse("alpha"), "fr"), "fr"), width=60))
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "[Alpha] beta gamma [alpha]." in shown
    assert len(shown) <= 60 + len("… [][] …")
    assert all(
        word in LONG.split() for word in shown[2:-2].replace("[", "").replace("]", "").split()
    )


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("alpha", "alpha", "[alpha]"),
        ("un alpha\n ici", "alpha", "un [alpha] ici"),
        ("un deux", "alpha", "un deux"),
        ("", "alpha", ""),
        ("  \n ", "alpha", ""),
        ("immé-\ndiate", "immédiate", "[immé]- [diate]"),
    ],
)
def test_snippet_of_a_short_text(text, query, expected):
    assert show(snippet(text, marked_spans(text, resolve(parse(query), "fr"), "fr"))) == expected


def test_snippet_without_spans_is_the_beginning():
    assert show(snippet(LONG, [], width=40)) == "début du texte. début du texte. début du …"


def test_snippet_of_a_word_longer_than_its_width():
    text = "x" * 300 + "·alpha·" + "x" * 300
    shown = show(snippet(text, marked_spans(text, resolve(parse("alpha"), "fr"), "fr"), width=100))
    assert shown.startswith("… [alpha]·xxx")
    assert shown.endswith("xxx …")


def test_what_is_marked_sits_in_the_middle():
    text = "avant " * 50 + "alpha " + "après " * 50
    pieces = snippet(text, marked_spans(text, resolve(parse("alpha"), "fr"), "fr"), width=100)
    assert [mark for _, mark in pieces] == [False, True, False]
    assert abs(len(pieces[0][0]) - len(pieces[2][0])) < 12


TEXTS = st.text(alphabet=st.sampled_from("ab é\n\t-'\u00a0\x1c"), max_size=120)


@given(TEXTS, st.integers(1, 50), st.sampled_from(["a", "ab OR b", "a OR ab*", '"a b"', "éa*"]))
def test_any_text_is_marked_and_cut(text, width, query):
    spans = marked_spans(text, resolve(parse(query), "fr"), "fr")
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    pieces = snippet(text, spans, width)
    plain = "".join(piece for piece, _ in pieces)
    assert plain == " ".join(plain.split())
    assert all(piece for piece, _ in pieces)
    assert any(mark for _, mark in pieces) == bool(spans)
    inside = plain.removeprefix("… ").removesuffix(" …")
    assert bool(inside) == bool(text.split())
    assert inside in " ".join(text.split())
    assert len(inside) <= width
    words = text.split()
    indexes = word_indexes(text, spans)
    assert all(0 <= i < len(words) for i in indexes)
    assert bool(indexes) == bool(spans)


# --- asks that the query language has no word for, or makes of several ---------------------------


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (Forms(("gardien", "vous", "absent")), ["gardien", "vous"]),
        (Forms(()), []),
        (Close((Form("vu"), Form("gardien")), 4), ["gardien", "vu"]),
        (Close((Form("vu"), Form("gardien")), 3), []),
        (Close((Form("deux"), Start("gardien")), 1), ["deux", "gardiens"]),
        (Close((Start("gardien"), Start("gardien")), 9), ["gardien", "gardiens"]),
        (Close((Form("gardien"), Start("gardien")), 1), []),
        (Close((Form("immediate"), Form("remise")), 1), ["immé", "diate", "remise"]),
        (Sequence((Forms(("deux", "trois")), Form("gardiens"))), ["deux gardiens"]),
        (Among(frozenset({1, 2})), []),
        (All((Among(frozenset({1})), Form("vu")), ()), ["vu"]),
        (AnyOf((Form("vu"), Close((Form("deux"), Start("vu")), 1))), ["vu", "deux"]),
    ],
)
def test_every_ask(ask, expected):
    assert [PAGE[start:end] for start, end in marked_spans(PAGE, ask, "fr")] == expected


def test_only_the_words_near_enough_are_marked():
    text = "alpha un deux trois quatre beta alpha six sept huit beta"
    spans = marked_spans(text, Close((Form("alpha"), Form("beta")), 2), "fr")
    assert [(text[start:end], start) for start, end in spans] == [("beta", 27), ("alpha", 32)]
