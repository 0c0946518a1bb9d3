"""The stamp at the top right of a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefiles.reading.words import Box
from search.facts.cotes import Cote, cote_of, may_have_cote


def page(*stamp, left=0.85, top=0.03, body="Nous étant transportés sur les lieux"):
    """The words of a stamp side by side, and some text lower on the page, with their boxes."""
    words, boxes = [], []
    for word in stamp:
        width = 0.012 * len(word)
        words.append(word)
        boxes.append(Box(left, top, width, 0.015, 0.9))
        left += width + 0.008
    for place, word in enumerate(body.split()):
        words.append(word)
        boxes.append(Box(0.1 + 0.1 * place, 0.3, 0.08, 0.015, 0.9))
    return " ".join(words), boxes


def test_it_works():
    assert cote_of(*page("D1234")) == Cote("D", 1234)
    assert cote_of(*page("D1234/2")) == Cote("D", 1234, 2)


@pytest.mark.parametrize(
    ("stamp", "cote"),
    [
        (("DI234",), Cote("D", 1234)),
        (("D", "I234"), Cote("D", 1234)),
        (("D.1234",), Cote("D", 1234)),
        (("D", "1234", "/", "2"), Cote("D", 1234, 2)),
        (("|D12O/l2|",), Cote("D", 120, 12)),
        (("[A7]",), Cote("A", 7)),
        (("c2/9",), Cote("C", 2, 9)),
        (("€2/2",), Cote("C", 2, 2)),
        (("/D67",), Cote("D", 67)),
        (("D8", "bis"), Cote("D", 8, None, "bis")),
        (("D8", "bis/2"), Cote("D", 8, 2, "bis")),
        (("E12",), Cote("E", 12)),
    ],
)
def test_as_a_scanner_reads_it(stamp, cote):
    assert cote_of(*page(*stamp)) == cote


@pytest.mark.parametrize(
    "words", [("DIS",), ("D",), ("D0",), ("le", "12"), ("a", "68"), ("2017/000306",), ("D1234567",)]
)
def test_what_is_no_stamp(words):
    assert cote_of(*page(*words)) is None


@pytest.mark.parametrize("place", [{"left": 0.2}, {"top": 0.2}, {"top": 0.95}])
def test_a_cote_elsewhere_on_the_page_is_one_that_is_quoted(place):
    assert cote_of(*page("D12", **place)) is None


def test_the_highest_of_several_and_a_usual_letter_first():
    text, boxes = page("D12")
    assert cote_of(f"{text} D99", [*boxes, Box(0.85, 0.1, 0.04, 0.015, 0.9)]) == Cote("D", 12)
    text, boxes = page("P3")
    assert cote_of(f"{text} D99", [*boxes, Box(0.85, 0.1, 0.04, 0.015, 0.9)]) == Cote("D", 99)


def test_words_of_other_lines_are_not_joined():
    text = "D 12"
    boxes = [Box(0.85, 0.03, 0.01, 0.015, 0.9), Box(0.87, 0.08, 0.03, 0.015, 0.9)]
    assert cote_of(text, boxes) is None


def test_a_page_without_boxes_has_none():
    assert cote_of("D12 Le quai.", []) is None


@given(st.text(max_size=60))
def test_whatever_is_there_is_read_without_an_error(text):
    words = text.split()
    boxes = [Box(0.8, 0.03, 0.02, 0.01, None)] * len(words)
    cote = cote_of(text, boxes)
    assert cote is None or (may_have_cote(text) and cote.number > 0)
