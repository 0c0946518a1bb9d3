"""Two readings of one page made one, word by word, by their places and how sure each was."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable

from casefiles.reading.ocr import Text, text_of
from casefiles.reading.words import Word

SAME_INK = 0.3  # share of the smaller of two boxes under both from which they are one piece of ink
SAME_WORD = 0.5  # share of the larger one
LEAST_SURE = 0.5  # confidence below which a word that the other reading had not is none
FURTHEST = 0.2  # of the page's width: the widest gap between neighbours of a line
SAME_LINE = 0.6  # of a word's height: how far apart the middles of neighbours may be
STRIPES = 50  # of a page: about as many as it has lines
BARS = frozenset("|¦_[]{}—=.,'’‘:;-")  # what is left of a rule, or dirt

Lines = list[list[Word]]


def merged(first: Text, second: Text) -> Text:
    """The better of two readings, with what the other was surer of, and with what only it saw."""
    better, other = (first, second) if first.weight >= second.weight else (second, first)
    return with_others(better, other.words)


def with_others(read: Text, words: Iterable[Word]) -> Text:
    """A reading with words that were read otherwise.

    A word is replaced by a surer one in its place. A new one joins the line of its neighbours,
    else it begins a line below the one above.
    """
    there = _Stripes(read.words)
    surer: dict[int, Word] = {}
    new: list[Word] = []
    for word in words:
        rivals = there.rivals(word)
        if not rivals and _is_likely(word):
            new.append(word)
        elif len(rivals) == 1 and _sure(rivals[0]) < _sure(word) and _is_same(word, rivals[0]):
            surer[id(rivals[0])] = dataclasses.replace(
                rivals[0], text=word.text, confidence=word.confidence
            )
    blocks = [[[surer.get(id(w), w) for w in line] for line in block] for block in read.blocks]
    for word in sorted(new, key=lambda word: word.left):
        _place(blocks, word)
    return text_of(blocks)


class _Stripes:
    """Words by the stripes of the page they touch, so that few have to be compared."""

    def __init__(self, words: list[Word]) -> None:
        self._words: dict[int, list[Word]] = defaultdict(list)
        for word in words:
            for stripe in self._touched(word):
                self._words[stripe].append(word)

    def rivals(self, word: Word) -> list[Word]:
        """The words that have much of a word's ink."""
        near = {id(other): other for n in self._touched(word) for other in self._words[n]}
        smaller = word.width * word.height
        return [
            other
            for other in near.values()
            if _common(word, other) > SAME_INK * min(smaller, other.width * other.height)
        ]

    def _touched(self, word: Word) -> range:
        return range(int(word.top * STRIPES), int((word.top + word.height) * STRIPES) + 1)


def _is_likely(word: Word) -> bool:
    return _sure(word) >= LEAST_SURE and not BARS.issuperset(word.text)


def _sure(word: Word) -> float:
    return 1.0 if word.confidence is None else word.confidence


def _is_same(one: Word, other: Word) -> bool:
    larger = max(one.width * one.height, other.width * other.height)
    return _common(one, other) > SAME_WORD * larger


def _common(one: Word, other: Word) -> float:
    """The area under both boxes."""
    down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    return max(across, 0.0) * max(down, 0.0)


def _place(blocks: list[Lines], word: Word) -> None:
    """Puts a word in the line beside it, or in one of its own."""
    gap, line = min(
        ((_gap(word, line), line) for block in blocks for line in block),
        key=lambda found: found[0],
        default=(1.0, []),
    )
    if gap < FURTHEST:
        line.append(word)
        line.sort(key=lambda other: other.left)
        return
    number, index = _line_above(blocks, word)
    if number == len(blocks):
        blocks.append([])
    blocks[number].insert(index, [word])


def _gap(word: Word, line: list[Word]) -> float:
    """How far a word is beside its nearest neighbour in a line; 1.0 where it is not in line."""
    nearest = min(line, key=lambda other: _apart(word, other), default=None)
    if nearest is None:
        return 1.0
    rise = abs(word.top + word.height / 2 - nearest.top - nearest.height / 2)
    in_line = rise < SAME_LINE * min(word.height, nearest.height)
    return _apart(word, nearest) if in_line else 1.0


def _apart(one: Word, other: Word) -> float:
    return max(other.left - one.left - one.width, one.left - other.left - other.width, 0.0)


def _line_above(blocks: list[Lines], word: Word) -> tuple[int, int]:
    """The block, and the place in it, below the nearest line above in the same column."""
    found, least = (0, 0) if blocks else (len(blocks), 0), 1.0
    for number, block in enumerate(blocks):
        for index, line in enumerate(block):
            if not line or not _is_in_column(word, line):
                continue
            fall = word.top + word.height / 2 - max(other.top + other.height / 2 for other in line)
            if 0 < fall < least:
                found, least = (number, index + 1), fall
    return found


def _is_in_column(word: Word, line: list[Word]) -> bool:
    left = min(other.left for other in line)
    right = max(other.left + other.width for other in line)
    return word.left < right and left < word.left + word.width
