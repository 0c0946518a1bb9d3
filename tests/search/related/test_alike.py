"""Copies are one sheet read twice; a page with another name or figure is another page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.related.alike import Reading, are_copies, differ
from tests.search.related.test_sketches import blurred, text_of

FORM = (
    "Procès-verbal de livraison. Nous, agents du port, constatons que la péniche amarrée au quai "
    "des Tonneliers a été déchargée en présence du marinier {name}, joint au 06 39 98 12 {last}, "
    "et de deux dockers de la société des entrepôts. Le bordereau numéro {number} a été signé et "
    "remis au capitaine. Lecture faite, persiste et signe avec nous le présent procès-verbal."
)
DOUBTFUL = 0.6


def form(name="Lamirault", last="34", number="48213"):
    return FORM.format(name=name, last=last, number=number)


def read(text, doubtful=()):
    """A reading of a text, certain but for some of its words."""
    words = text.split()
    return Reading(text, [DOUBTFUL if word.strip(",.") in doubtful else 0.98 for word in words])


def are(one, other):
    """The answer, which must not depend on the order of the two."""
    answer = are_copies(one, other)
    assert are_copies(other, one) is answer
    return answer


def test_a_page_is_its_own_copy():
    assert are(read(form()), read(form()))


def test_the_same_sheet_read_again_is_a_copy():
    text = text_of(3)
    noise = blurred(text, 0.03)
    assert noise != text
    doubts = [
        0.5 if one != other else 0.98
        for one, other in zip(text.split(), noise.split(), strict=True)
    ]
    assert are(Reading(text, doubts), Reading(noise, doubts))


@pytest.mark.parametrize(
    "other",
    [form(name="Quesnel"), form(number="48219"), form(last="39")],
    ids=["name", "number", "phone"],
)
def test_another_name_or_figure_on_the_same_form_is_another_page(other):
    assert not are(read(form()), read(other))


def test_what_was_read_with_doubt_is_no_difference():
    assert are(read(form()), read(form(number="48219"), doubtful={"48219"}))
    assert are(read(form(), doubtful={"Lamirault"}), read(form(name="Quesnel")))


def test_words_of_the_file_itself_are_certain():
    assert not are(Reading(form()), Reading(form(number="48219")))
    count = len(form().split())
    assert not are(Reading(form(), [None] * count), Reading(form(number="48219"), [None] * count))


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Lamirault", "Lamirautt"),  # a letter misread
        ("48213", "4B2l3"),  # read for one another
        ("Tonneliers", "TONNELIERS"),
        ("docker", "dock er"),
        ("deux dockers", "deuxdockers"),
    ],
)
def test_what_ocr_makes_of_a_word_is_no_other_word(written, seen):
    text = form()
    assert written in text
    assert are(read(text), read(text.replace(written, seen)))


def test_lines_read_in_another_order_are_the_same_page():
    begin, rest = form()[:60], form()[60:]
    head, _, tail = rest.partition("remis")
    one = read(f"{begin} {head} remis {tail} volume 12 page 40")
    other = read(f"{begin} volume 12 page 40 {head} remis {tail}")
    assert are(one, other)


def test_another_text_is_no_copy():
    assert not are(read(form()), read("Le greffe a reçu ce jour la requête du plaignant. " * 8))
    assert not are(read(text_of(3)), read(text_of(4)))


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(one, other):
    assert are_copies(Reading(one), Reading(other)) in (True, False)
    assert not differ(Reading(one), Reading(one))


@given(st.lists(st.none() | st.floats(0, 1), max_size=5))
def test_confidences_may_be_fewer_than_the_words(confidences):
    assert are_copies(Reading(form(), confidences), Reading(form()))
