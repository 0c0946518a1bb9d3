"""Where a sentence stands in a text that a machine read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.related.sentence import Difference, budget, places_in
from search.related.words import sentence_of, words_of

SENTENCE = "Le témoin déclare avoir vu un bathyscaphe amarré au quai des Frênes"
BEFORE, AFTER = (
    "L’an deux mille dix-neuf, nous, lieutenant. ",
    ". Lecture faite, persiste et signe.",
)


def places(text, sentence=SENTENCE, language="fr"):
    return places_in(words_of(text, language), sentence_of(sentence, language))


def said(text, place):
    return " ".join(text[place.start : place.end].split())


def test_word_by_word():
    text = BEFORE + SENTENCE + AFTER
    [place] = places(text)
    assert said(text, place) == SENTENCE
    assert (place.cost, place.differences) == (0, ())


@pytest.mark.parametrize(
    ("here", "cost", "differences"),
    [
        (SENTENCE.upper().replace("É", "E"), 0, []),
        (SENTENCE.replace("avoir vu un bathy", "avoir\nvu un bathy-\n"), 0, []),
        (SENTENCE.replace("bathyscaphe", "bathvscaplie"), 0.5, [("bathyscaphe", "bathvscaplie")]),
        (SENTENCE.replace("bathyscaphe", "bathy scaphe"), 0.5, [("bathyscaphe", "bathy scaphe")]),
        (SENTENCE.replace("au quai", "auquai"), 1, [("au quai", "auquai")]),
        (SENTENCE.replace("amarré", "amarré ii"), 0.5, [("", "ii")]),
        (SENTENCE.replace("amarré", "échoué"), 1, [("amarré", "échoué")]),
        (SENTENCE.replace("amarré ", ""), 1, [("amarré", "")]),
        (SENTENCE.replace("témoin", "temom").replace("quai", "quoi"), 1, None),
    ],
)
def test_damaged(here, cost, differences):
    text = BEFORE + here + AFTER
    [place] = places(text)
    assert said(text, place) == " ".join(here.split())
    assert place.cost == cost
    if differences is not None:
        assert list(place.differences) == [Difference(*one) for one in differences]


def test_two_figures_are_never_a_misreading_of_each_other():
    asked = "entendu le 14 mars"
    assert [place.cost for place in places("Entendu le 14 mars 2019.", asked)] == [0]
    assert places("Entendu le 15 mars 2019.", asked) == []
    assert [place.cost for place in places("Entendu le l4 mars.", asked)] == [0.5]


def test_what_is_another_sentence_is_none():
    assert places(BEFORE + AFTER) == []
    other = SENTENCE.replace("amarré", "parti").replace("quai", "port").replace("vu", "perdu")
    assert places(other.replace("bathyscaphe", "cargo").replace("Frênes", "Ormes")) == []


def test_as_often_as_it_stands_there():
    text = f"{SENTENCE}. Rien. {SENTENCE.replace('quai', 'quoi')}. {SENTENCE}."
    found = places(text)
    assert [place.cost for place in found] == [0, 0.5, 0]
    assert [said(text, place)[:9] for place in found] == ["Le témoin"] * 3


def test_a_sentence_taken_from_two_lines_is_one():
    broken = SENTENCE.replace("bathyscaphe", "bathys-\ncaphe").replace("avoir vu", "avoir\nvu")
    assert [place.cost for place in places(SENTENCE, broken)] == [0]
    assert [place.cost for place in places(broken, broken)] == [0]


@pytest.mark.parametrize(("text", "sentence"), [("", SENTENCE), (SENTENCE, ""), ("!", "?")])
def test_without_words(text, sentence):
    assert places(text, sentence) == []


WORDS = ["le", "la", "quai", "frênes", "port", "vu", "14", "15", "camion", "bathyscaphe"]
words = st.lists(st.sampled_from(WORDS))


@given(words, words.filter(lambda some: len(some) >= 4), words)
def test_it_is_found_wherever_it_stands(before, sentence, after):
    text = " ".join(before + sentence + after)
    found = places(text, " ".join(sentence))
    assert min(place.cost for place in found) == 0


@given(words, words)
def test_places_are_ordered_apart_and_within_the_text(text, sentence):
    joined = " ".join(text)
    found = places(joined, " ".join(sentence))
    ends = [edge for place in found for edge in (place.start, place.end)]
    assert ends == sorted(ends)
    assert all(0 <= edge <= len(joined) for edge in ends)
    assert all(place.start < place.end for place in found)
    assert all(place.cost <= budget(len(sentence)) + 0.01 for place in found)
    assert all((place.cost == 0) == (place.differences == ()) for place in found)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_at_all(text, sentence):
    for place in places(text, sentence):
        assert 0 <= place.start < place.end <= len(text)
