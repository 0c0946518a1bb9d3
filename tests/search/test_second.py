"""What a page says where its doubtful words are read the other way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import analyse
from search.second import SECOND, analyse_both
from tests.search.test_sought import TEXTS


def second_words(text, second):
    """What second readings add: form, position, and the words of the text that it stands for."""
    return [
        (token.form.removeprefix(SECOND), token.position, [text[a:b] for a, b in token.spans])
        for token in analyse_both(text, second, "fr")
        if token.form.startswith(SECOND)
    ]


@pytest.mark.parametrize(
    ("text", "second", "added"),
    [
        ("le térnoin a vu", {1: "témoin"}, [("temoin", 1, ["térnoin"])]),
        ("le (térnoin),", {1: "«témoin»"}, [("temoin", 1, ["(térnoin),"])]),
        ("un imrné-\ndiat", {1: "immé-"}, [("immediat", 1, ["imrné-", "diat"]),
                                         ("imme", 1, ["imrné-"])]),
        ("deuxpéniches là", {0: "deux péniches"}, [("deux", 0, ["deuxpéniches"]),
                                                   ("peniches", 0, ["deuxpéniches"])]),
        ("au 06 39 9B 1? 22", {4: "16"}, [("#phone:0639981622", 1, ["06 39 9B 1? 22"]),
                                         ("16", 4, ["1?"])]),
        ("|~ suite", {0: "la"}, [("la", 0, ["|~"])]),
        ("|~", {0: "fin"}, [("fin", 0, ["|~"])]),
        ("le témoin.", {1: "témoin,"}, []),
        ("le témoin", {7: "ailleurs"}, []),
        ("", {0: "rien"}, []),
    ],
)  # fmt: skip
def test_what_second_readings_add(text, second, added):
    assert second_words(text, second) == added


def test_without_them_nothing_is_added():
    text = "le témoin, au 06 39 98 16 22"
    assert analyse_both(text, {}, "fr") == analyse(text, "fr")


@given(TEXTS, st.dictionaries(st.integers(0, 12), TEXTS.filter(str.strip), max_size=4))
def test_the_first_readings_stay_as_they_are(text, second):
    second = {place: " ".join(reading.split()) for place, reading in second.items()}
    both = analyse_both(text, second, "fr")
    first = [token for token in both if not token.form.startswith(SECOND)]
    assert first == analyse(text, "fr")
    places = {token.position for token in first} or {0}
    for token in both:
        assert token.position in places
        for start, end in token.spans:
            assert 0 <= start < end <= len(text)
    assert [token.position for token in both] == sorted(token.position for token in both)
