"""The likeness of any two pages of the two deliveries, and which pairs are worth a look."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy
from numpy.typing import NDArray

from casefiles.comparing.chains import Weighed
from casefiles.comparing.fingerprint import (
    GRID,
    Grey,
    has_ink,
    is_fingerprint,
    quarter_turns,
    vectors,
)
from casefiles.comparing.likeness import Corpus, folded, shingles, spelled_alike, words
from casefiles.comparing.sheets import Sheet

ENOUGH_TEXT = 60  # folded signs with which a page is known by its text
LONG_TEXT = 400  # from which a picture can speak for a text that was badly read
CERTAIN = 0.85  # likeness of texts that needs no picture
SUPPORTING = 0.7  # likeness of pictures from which they speak for texts
SURELY_SUPPORTING = 0.85  # from which they do for words in another order
NEUTRAL, SAY = 0.3, 0.2  # likeness of pictures that says nothing, and how much others say
RARE = 3  # pages of one delivery that may share a shingle for it to lead from page to page
WORTH = 0.3  # of the votes of a page's best candidate that another one needs
UNLIKE, ALIKE = 0.6, 0.95  # correlations of pictures of two sheets, and of one sheet
NEIGHBOURS = 4  # candidates a page of pictures
AT_ONCE = 512  # rows of the product of all pictures with all pictures

Places = NDArray[numpy.int64]


class Scores:
    """Likenesses, each computed when first asked for and kept."""

    def __init__(self, earlier: Sequence[Sheet], later: Sequence[Sheet]) -> None:
        self.first = len(earlier)
        self.sheets = [*earlier, *later]
        self.folded = [folded(sheet.text) for sheet in self.sheets]
        self.corpus = Corpus([shingles(text) for text in self.folded])
        self.vectors = vectors([sheet.fingerprint for sheet in self.sheets])
        self.is_blank = [self._blank(place) for place in range(len(self.sheets))]
        self.has_text = [
            len(text) >= ENOUGH_TEXT and not sheet.hardly_readable
            for text, sheet in zip(self.folded, self.sheets, strict=True)
        ]
        self._is_drawn = [bool(row.any()) for row in self.vectors]
        self._known: dict[tuple[int, int], float] = {}

    def mass(self, earlier: int) -> float:
        """How much a pair with this page says: a full page 1, one without words little."""
        return 0.1 + 0.9 * min(1.0, len(self.folded[earlier]) / 400)

    def of(self, earlier: int, later: int) -> float:
        """The likeness of two pages, 0 to 1; at most 1 ms."""
        pair = (earlier, self.first + later)
        if pair not in self._known:
            self._known[pair] = self._likeness(*pair)
        return self._known[pair]

    def both_blank(self, earlier: int, later: int) -> bool:
        return self.is_blank[earlier] and self.is_blank[self.first + later]

    def one_blank(self, earlier: int, later: int) -> bool:
        return self.is_blank[earlier] != self.is_blank[self.first + later]

    def both_have_text(self, earlier: int, later: int) -> bool:
        return self.has_text[earlier] and self.has_text[self.first + later]

    def both_hardly_readable(self, earlier: int, later: int) -> bool:
        pair = self.sheets[earlier], self.sheets[self.first + later]
        return all(sheet.hardly_readable for sheet in pair)

    def candidates(self) -> list[Weighed]:
        """Pairs (earlier, later, likeness) that share rare runs of signs, or look alike.

        Blank pages are in none. For n pages on each side O(n) rare shingles and one product of
        all pictures without text with all pictures, 512 rows at a time.
        """
        pairs = {*self._by_text(), *self._by_picture()}
        return [(earlier, later, self.of(earlier, later)) for earlier, later in sorted(pairs)]

    def _blank(self, place: int) -> bool:
        data = self.sheets[place].fingerprint
        inked = data is not None and is_fingerprint(data) and has_ink(data)
        return not inked and len(self.folded[place]) < 3

    def _likeness(self, one: int, other: int) -> float:
        if self.is_blank[one] or self.is_blank[other]:
            return float(self.is_blank[one] and self.is_blank[other])
        shared, of_lesser = self.corpus.likeness(one, other)
        by_text = (shared + spelled_alike(self.folded[one], self.folded[other])) / 2
        if self.has_text[one] and self.has_text[other]:
            if by_text >= CERTAIN or not self._is_long(one) or not self._is_long(other):
                return by_text
            if not (self._is_drawn[one] and self._is_drawn[other]):
                return by_text
            by_picture = self._pictures_alike(one, other)
            # A page of which half has been lost by the reader and one of which half is another
            # have like texts; their pictures tell them apart. Tables above all are lost so.
            told = by_text + SAY * (by_picture - NEUTRAL)
            if by_picture >= SUPPORTING:
                told = max(told, (of_lesser + by_picture) / 2)
            if by_picture >= SURELY_SUPPORTING:
                # The file gives a table by rows, OCR by columns: other runs, the same words.
                told = max(told, (self.words.likeness(one, other)[0] + by_picture) / 2)
            return max(told, 0.0)
        by_picture = self._pictures_alike(one, other)
        # What was read of a picture or a handwriting may be noise; where it is the same, it says
        # something, and where it is not, nothing.
        return max(by_picture, 0.6 * by_picture + 0.4 * by_text)

    def _is_long(self, place: int) -> bool:
        return len(self.folded[place]) >= LONG_TEXT

    def _pictures_alike(self, one: int, other: int) -> float:
        """How alike two pictures are, one of them moved by a cell each way and turned."""
        fixed = self.vectors[one]
        turned = numpy.stack(quarter_turns(self.vectors[other : other + 1]))[:, 0]
        grids = turned.reshape(-1, GRID, GRID)
        steps = [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1)]
        best = max(
            float((numpy.roll(grids, step, (1, 2)).reshape(len(grids), -1) @ fixed).max())
            for step in steps
        )
        return min(max((best - UNLIKE) / (ALIKE - UNLIKE), 0.0), 1.0)

    def _by_text(self) -> set[tuple[int, int]]:
        if not self.corpus.known:
            return set()
        ours = _first_pages(self.corpus.places[: self.first], self.corpus.known)
        theirs = _first_pages(self.corpus.places[self.first :], self.corpus.known)
        shared = (ours[:, 0] >= 0) & (theirs[:, 0] >= 0) & (ours[:, RARE] < 0)
        shared &= theirs[:, RARE] < 0
        votes = [
            _codes(ours[shared, one], theirs[shared, other])
            for one in range(RARE)
            for other in range(RARE)
        ]
        codes, counts = numpy.unique(numpy.concatenate(votes), return_counts=True)
        earlier, later = codes >> 32, codes & 0xFFFFFFFF
        keep = counts > 1
        for side in (earlier, later):
            best = numpy.zeros(len(self.sheets), numpy.int64)
            numpy.maximum.at(best, side, counts)
            keep &= counts >= WORTH * best[side]
        return set(zip(earlier[keep].tolist(), later[keep].tolist(), strict=True))

    def _by_picture(self) -> set[tuple[int, int]]:
        """For each page without text the pages that look most like it."""
        found = set()
        turned = quarter_turns(self._of_later)
        pictures = [
            place
            for place in range(self.first)
            if not (self.has_text[place] or self.is_blank[place])
        ]
        for begin in range(0, len(pictures), AT_ONCE):
            rows = pictures[begin : begin + AT_ONCE]
            alike = numpy.max([self.vectors[rows] @ other.T for other in turned], axis=0)
            count = min(NEIGHBOURS, alike.shape[1])
            if not count:
                break
            nearest = numpy.argpartition(-alike, count - 1, axis=1)[:, :count]
            for row, others in zip(rows, nearest, strict=True):
                found |= {(row, int(other)) for other in others}
        return {pair for pair in found if not self.is_blank[self.first + pair[1]]}

    @cached_property
    def words(self) -> Corpus:
        """The words of all pages, whatever their order."""
        return Corpus([words(sheet.text) for sheet in self.sheets])

    @cached_property
    def _of_later(self) -> Grey:
        return self.vectors[self.first :]


def _first_pages(pages: Sequence[Places], known: int) -> Places:
    """For each of the known shingles the first RARE + 1 pages that have it, -1 for none."""
    found = numpy.full((known, RARE + 1), -1, numpy.int64)
    seen = numpy.zeros(known, numpy.int64)
    for number, places in enumerate(pages):
        some = places[seen[places] <= RARE]
        found[some, seen[some]] = number
        seen[some] += 1
    return found


def _codes(earlier: Places, later: Places) -> Places:
    """Pairs as single numbers, those with nobody on one side left out."""
    both = (earlier >= 0) & (later >= 0)
    return (earlier[both] << 32) | later[both]
