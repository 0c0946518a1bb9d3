"""The band of the scan that shows a hit."""

import pytest

from casefiles.reading.words import Box
from investigations.roles import Role
from investigations.services.grants import give
from search.answers import Wanted
from search.finding import find
from search.finding.strips import HIGHEST, strip_of
from tests.factories import PersonFactory
from tests.search.searching import dossier

LINE = 0.012  # height of a word


def word(top, left=0.3, width=0.08, height=LINE):
    return Box(left, top, width, height, 0.9)


def test_one_word():
    strip = strip_of([word(0.5)])
    assert strip.top < 0.5 < 0.5 + LINE < strip.bottom
    assert LINE < strip.bottom - strip.top <= HIGHEST
    (mark,) = strip.marks
    assert (mark.left, mark.width) == (0.3, 0.08)
    height = strip.bottom - strip.top
    assert strip.top + mark.top * height == pytest.approx(0.5)
    assert mark.height * height == pytest.approx(LINE)


def test_the_densest_words_and_not_the_first():
    boxes = [word(0.1), word(0.6), word(0.62), word(0.64)]
    strip = strip_of(boxes)
    assert strip.top < 0.6 < 0.64 + LINE < strip.bottom
    assert len(strip.marks) == 3


def test_never_more_than_a_part_of_the_page():
    boxes = [word(0.1 + 0.02 * line) for line in range(40)]
    strip = strip_of(boxes)
    assert strip.bottom - strip.top <= HIGHEST + 1e-9
    tall = strip_of([word(0.1, height=0.7)])
    assert tall.bottom - tall.top == pytest.approx(HIGHEST)
    assert tall.marks == []  # less than half of it is to be seen


@pytest.mark.parametrize("top", [0.0, 1 - LINE])
def test_at_the_edge_of_the_page(top):
    strip = strip_of([word(top)])
    assert 0 <= strip.top < strip.bottom <= 1
    assert len(strip.marks) == 1
    assert all(0 <= mark.top <= mark.top + mark.height <= 1 + 1e-9 for mark in strip.marks)


def test_without_a_place_there_is_no_strip():
    assert strip_of([]) is None
    assert strip_of([word(0.1, height=0.0), word(0.1, width=0.0)]) is None


@pytest.mark.django_db
def test_hits_have_strips_where_pages_have_boxes():
    person = PersonFactory()
    lines = "\n".join(["Rien."] * 10)
    made = dossier(f"{lines}\nLe quai.", {"text": "Le quai, le quai.", "boxes": b""})
    give(person, Role.READER, made)
    hits = {hit.page.number: hit for hit in find(person, Wanted("quai"), limit=5).hits}
    assert hits[1].strip.top < 0.4 < hits[1].strip.bottom  # the eleventh line
    assert (len(hits[1].strip.marks), hits[1].marks) == (1, 1)
    assert (hits[2].strip, hits[2].marks) == (None, 2)
