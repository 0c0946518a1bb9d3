"""Cotes that neighbours leave no choice about."""

import numpy as np

from search.facts import sequence
from search.facts.cotes import SUFFIXES, Cote
from search.facts.sequence import NO_FOLIO, Stamps


def stamps(read):
    rows = [
        (page, ord(letter), number, NO_FOLIO if folio is None else folio, SUFFIXES.index(suffix))
        for page, (letter, number, folio, suffix) in read.items()
    ]
    return Stamps(*np.array(rows, dtype=np.int64).reshape(-1, 5).T)


def in_sequence(read):
    known = sequence.in_sequence(stamps(read))
    return {int(page): known.of(row) for row, page in enumerate(known.pages)}


def possible(read):
    return sequence.possible(sequence.in_sequence(stamps(read)))


def d(number, folio=None, suffix="", letter="D"):
    return Cote(letter, number, folio, suffix)


def told(read):
    """What is known besides what was read."""
    return {page: cote for page, cote in in_sequence(read).items() if read.get(page) != cote}


def test_between_two_folios_of_a_piece():
    assert told({1: d(8), 4: d(8, 4)}) == {2: d(8, 2), 3: d(8, 3)}


def test_before_a_folio():
    assert told({1: d(7), 4: d(8, 3)}) == {2: d(8, 1), 3: d(8, 2)}


def test_after_the_last_folio_that_was_read_when_the_next_piece_follows():
    assert told({1: d(8, 2), 3: d(9)}) == {2: d(8, 3)}
    assert told({1: d(8, 2), 3: d(8, suffix="bis")}) == {2: d(8, 3)}


def test_stamps_without_folios():
    assert told({1: d(8), 4: d(8)}) == {2: d(8), 3: d(8)}


def test_a_page_that_may_be_a_piece_of_its_own_stays_without():
    assert told({1: d(8), 3: d(10)}) == {}
    assert told({1: d(8), 3: d(9, suffix="bis")}) == {}
    assert told({1: d(8, letter="C"), 3: d(1)}) == {}  # a cover sheet, mostly
    assert told({1: d(8), 4: d(8, 3)}) == {}  # one page too many


def test_before_the_first_and_after_the_last_nothing_is_known():
    assert told({5: d(8), 6: d(8, 2)}) == {}
    assert told({}) == {}


def test_what_cannot_be_is_put_right():
    """The stroke of D76/2 was lost."""
    assert in_sequence({1: d(76), 2: d(762), 3: d(76, 3)}) == {1: d(76), 2: d(76, 2), 3: d(76, 3)}


def test_what_a_page_may_be():
    assert possible({1: d(8, 2), 3: d(10)}) == {2: d(9)}
    assert possible({1: d(8, 2), 3: d(10, 2)}) == {}  # page 2 is D10 for certain
    assert possible({1: d(8), 3: d(11)}) == {}
    assert possible({1: d(8), 9: d(10)}) == {}
