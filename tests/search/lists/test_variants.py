"""The ways in which a name may be written, and the query for them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.lists.variants import Ways, has_words, plain, query, tree, variants
from search.query.parse import parse
from search.query.tree import Or, Phrase

AS_TYPED = Ways(other_order=False, initials=False)

odd_names = st.text(max_size=200) | st.text(
    alphabet="Dupuis \"«»()*?~:+-=!&|\\'ETANDOR,.’é\x00\n", max_size=60
)


def ways_of(name, **ways):
    return [variant.text for variant in variants(name, Ways(**ways))]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Martin Dupuis", ["Martin Dupuis", "Dupuis Martin", "M. Dupuis", "Dupuis M."]),
        ("DUPUIS Martin", ["DUPUIS Martin", "Martin DUPUIS", "M. DUPUIS", "DUPUIS M."]),
        ("Dupuis, Martin", ["Dupuis, Martin", "Martin Dupuis", "M. Dupuis", "Dupuis M."]),
        ("Yann LE GOFF", ["Yann LE GOFF", "LE GOFF Yann", "Y. LE GOFF", "LE GOFF Y."]),
        ("Anne de Kerven", ["Anne de Kerven", "de Kerven Anne", "A. de Kerven", "de Kerven A."]),
        ("de Kerven Anne", ["de Kerven Anne", "Anne de Kerven", "A. de Kerven", "de Kerven A."]),
        (
            "Jean-Pierre Morel",
            ["Jean-Pierre Morel", "Morel Jean-Pierre", "J.-P. Morel", "Morel J.-P."],
        ),
        ("J.-P. Morel", ["J.-P. Morel", "Morel J.-P."]),
        ("M. Dupuis", ["M. Dupuis", "Dupuis M."]),
        ("Dupuis", ["Dupuis"]),
        ("06 39 98 12 34", ["06 39 98 12 34"]),
        ("d.", ["d."]),
    ],
)
def test_it_works(name, expected):
    assert ways_of(name) == expected


def test_two_first_names_are_also_looked_for_as_one():
    assert ways_of("Jean Marie Morel", initials=False) == [
        "Jean Marie Morel",
        "Morel Jean Marie",
        "Jean-Marie Morel",
        "Morel Jean-Marie",
    ]


def test_the_order_of_the_list_says_which_is_the_surname():
    assert "M. Dupuis" in ways_of("Dupuis Martin", surname_first=True)
    assert "D. Martin" in ways_of("Dupuis Martin", surname_first=False)


def test_only_what_is_asked_for():
    assert ways_of("Martin Dupuis", other_order=False, initials=False) == ["Martin Dupuis"]
    assert ways_of("Martin Dupuis", initials=False) == ["Martin Dupuis", "Dupuis Martin"]
    assert ways_of("Martin Dupuis", other_order=False) == ["Martin Dupuis", "M. Dupuis"]


def test_an_initial_is_marked_as_one():
    assert {
        variant.text for variant in variants("Martin Dupuis", Ways()) if variant.by_initial
    } == {
        "M. Dupuis",
        "Dupuis M.",
    }
    assert not any(variant.by_initial for variant in variants("M. Dupuis", Ways()))


@pytest.mark.parametrize("name", ["", "---", "«»", '""', "*", "…", "\x00", "\u200b"])
def test_nothing_to_look_for(name):
    assert not has_words(name)
    assert variants(name, Ways()) == ()


@given(name=odd_names, surname_first=st.booleans())
@example(name='" OR "x', surname_first=False)
@example(name="a " * 100, surname_first=False)
@example(name="ⵣ" * 200, surname_first=False)
@example(name="Martin \ud800 Dupuis", surname_first=True)
def test_no_sign_of_a_name_is_an_operator(name, surname_first):
    """The search reads what is written into its box as the very words of the name."""
    asked = variants(name, Ways(surname_first=surname_first))
    if not asked:
        assert not has_words(name)
        return
    read = parse(query(asked))
    phrases = read.children if isinstance(read, Or) else (read,)
    assert phrases == tuple(Phrase(variant.text) for variant in asked)
    assert read == tree(asked)
    for variant in asked:
        assert parse(variant.query) == Phrase(variant.text)
    assert asked[0].text == plain(name)
