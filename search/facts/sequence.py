"""The cotes of pages whose stamp was not read, or not well, where neighbours leave no choice."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.facts.cotes import SUFFIXES, Cote

LONGEST_GUESS: Final = 5  # pages from one that is known to the next
NO_FOLIO: Final = -1

Ints = NDArray[np.int64]


class Stamps(NamedTuple):
    """Cotes in columns, each as long as `pages`, page numbers that go up. `letters` are as `ord`,
    `suffixes` places in SUFFIXES, `folios` NO_FOLIO where the stamp has none."""

    pages: Ints
    letters: Ints
    numbers: Ints
    folios: Ints
    suffixes: Ints

    def at(self, rows: Ints | NDArray[np.bool_]) -> Stamps:
        """Some of them, in this order."""
        return Stamps(*(column[rows] for column in self))

    def of(self, row: int) -> Cote:
        """One of them."""
        _page, letter, number, folio, suffix = (int(column[row]) for column in self)
        return Cote(chr(letter), number, None if folio == NO_FOLIO else folio, SUFFIXES[suffix])


def in_sequence(read: Stamps) -> Stamps:
    """The cotes of pages, from those that were read: with the pages between them, and without what
    cannot be, as D762 between D76 and D76/3.

    A page before folio 3 is folio 2 of the same piece, one between two folios of a piece is of that
    piece, and one between the last that was read of D8 and the first of D9 is still of D8. A page
    that may as well be a piece of its own has none.
    """
    known = read.at(~_odd(read))
    first = np.flatnonzero(np.diff(known.pages) > 1)  # before pages without a cote
    before, after = known.at(first), known.at(first + 1)
    gap = after.pages - before.pages
    same = _same_piece(before, after)
    folio, last = _counted(before), _counted(after)

    same_stamp = same & (before.folios == NO_FOLIO) & (after.folios == NO_FOLIO)
    whole = same & ~same_stamp & (last - folio == gap)
    # The folios before the one that was read, as far as there are pages for them.
    back = np.where(same, 0, np.minimum(last - 1, gap - 1))
    ended = ~same & (before.letters == after.letters) & (last - back == 1)
    on = np.where(whole | (ended & _follows(before, after)), gap - 1 - back, 0)
    plain = np.where(same_stamp, gap - 1, 0)

    found = (
        known,
        _filled(after, plain, after.pages - plain, np.full_like(gap, NO_FOLIO), 0),
        _filled(after, back, after.pages - back, last - back, 1),
        _filled(before, on, before.pages + 1, folio + 1, 1),
    )
    every = Stamps(*(np.concatenate(columns) for columns in zip(*found, strict=True)))
    return every.at(np.argsort(every.pages))


def possible(known: Stamps) -> dict[int, Cote]:
    """The cotes that pages without one may bear: between D8 and D10 what is not D8 any more is D9.

    A guess, good enough to show the corner of the page to who looks for D9. `known` as
    `in_sequence` gives it.
    """
    pages, letters, numbers = known.pages, known.letters, known.numbers
    gap = np.diff(pages)
    skipped = (np.diff(letters) == 0) & (np.diff(numbers) == 2) & (gap > 1) & (gap <= LONGEST_GUESS)
    found: dict[int, Cote] = {}
    for row in np.flatnonzero(skipped).tolist():
        cote = Cote(chr(letters[row]), int(numbers[row]) + 1)
        found |= dict.fromkeys(range(int(pages[row]) + 1, int(pages[row + 1])), cote)
    return found


def _odd(read: Stamps) -> NDArray[np.bool_]:
    """Where the pages on both sides are of one piece, and this one is said to be of another."""
    odd = np.zeros(len(read.pages), dtype=np.bool_)
    if len(odd) < 3:
        return odd
    rows = np.arange(1, len(odd) - 1)
    before, this, after = read.at(rows - 1), read.at(rows), read.at(rows + 1)
    near = (this.pages - before.pages == 1) & (after.pages - this.pages == 1)
    follow = _counted(after) - _counted(before) == 2
    of_one = _same_piece(before, after) & ~_same_piece(before, this)
    odd[1:-1] = near & follow & of_one
    return odd


def _same_piece(one: Stamps, other: Stamps) -> NDArray[np.bool_]:
    return (
        (one.letters == other.letters)
        & (one.numbers == other.numbers)
        & (one.suffixes == other.suffixes)
    )


def _counted(stamps: Stamps) -> Ints:
    """Their folios; as stamps have it, the first one bears no number."""
    return np.maximum(stamps.folios, 1)


def _follows(before: Stamps, after: Stamps) -> NDArray[np.bool_]:
    """Where one piece comes right after the other: D9 or D8 bis after D8."""
    further = after.numbers - before.numbers
    next_number = (further == 1) & (after.suffixes == 0)
    return next_number | ((further == 0) & (after.suffixes == before.suffixes + 1))


def _filled(piece: Stamps, counts: Ints, pages: Ints, folios: Ints, step: int) -> Stamps:
    """So many pages of each piece, from the page and the folio that are given."""
    rows = np.repeat(np.arange(len(counts)), counts)
    nth = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    return Stamps(
        pages[rows] + nth,
        piece.letters[rows],
        piece.numbers[rows],
        folios[rows] + step * nth,
        piece.suffixes[rows],
    )
