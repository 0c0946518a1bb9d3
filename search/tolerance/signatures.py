"""Which words of many may be like another: a filter that looks at all of them at once.

Each word has a signature, one bit a pair of neighbouring letters (its first and last letter with
nothing beside them are pairs too), and counts of its letters. An edit changes few of these, so
words of which more differ need no closer look.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

BITS: Final = 64
# Pairs that one edit ends or begins: a letter changed stands in two, two exchanged in three.
CHANGED: Final = 4
EXCHANGED: Final = 6
CLASSES: Final = 7  # of letters; strokes that are frequent fall into different ones
MOST_COUNTED: Final = 60
SPREAD: Final = 0x9E3779B1  # scatters neighbouring codes (Knuth's multiplicative hash)

Distance = Callable[..., int]  # of rapidfuzz


class Signatures:
    """Words, none of them empty, ready to be compared. Never changes; safe to share by threads."""

    def __init__(self, words: Sequence[str], distance: Distance) -> None:
        """`distance` is Levenshtein's, or that of optimal string alignment (OSA)."""
        self._words = words
        self._distance = distance
        self._pairs_an_edit = EXCHANGED if distance is OSA.distance else CHANGED
        self._lengths = np.fromiter(map(len, words), dtype=np.int32, count=len(words))
        self._bits = _bits("".join(words), self._lengths)
        self._counts = _counts("".join(words), self._lengths)

    def within(self, word: str, edits: int) -> dict[int, int]:
        """Place among the words → edits between them and this one, of all within `edits` of it."""
        if not word or not len(self._words):
            return {}
        bits, counts = _of_one(word)
        alike = np.abs(self._lengths - len(word)) <= edits
        alike &= np.bitwise_count(self._bits ^ bits) <= self._pairs_an_edit * edits
        alike_places = np.flatnonzero(alike)
        differences = np.abs(self._counts[alike_places] - counts).sum(axis=1)
        places = alike_places[differences <= 2 * edits].tolist()
        near = process.extract(
            word,
            [self._words[place] for place in places],
            scorer=self._distance,
            processor=None,
            score_cutoff=edits,
            limit=None,
        )
        return {places[at]: int(edits_of_it) for _, edits_of_it, at in near}


@lru_cache(maxsize=256)
def _of_one(word: str) -> tuple[np.uint64, NDArray[np.int8]]:
    """The signature of a word and the counts of its letters. It is asked of each case file."""
    length = np.array([len(word)], dtype=np.int32)
    (bits,) = _bits(word, length)
    return bits, _counts(word, length)


def _bits(letters: str, lengths: NDArray[np.int32]) -> NDArray[np.uint64]:
    """The signatures of words written one after the other."""
    if not letters:
        return np.zeros(len(lengths), dtype=np.uint64)
    codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    ends = np.cumsum(lengths)
    starts = np.concatenate(([0], ends[:-1]))
    before = np.roll(codes, 1)
    before[starts] = 0
    pairs = _one_bit(before, codes)
    signatures: NDArray[np.uint64] = np.bitwise_or.reduceat(pairs, starts)
    return signatures | _one_bit(codes[ends - 1], np.zeros(len(lengths), dtype=np.uint32))


def _counts(letters: str, lengths: NDArray[np.int32]) -> NDArray[np.int8]:
    """How often each word has letters of each class, of which an edit changes two at most."""
    if not letters:
        return np.zeros((len(lengths), CLASSES), dtype=np.int8)
    codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    words = np.repeat(np.arange(len(lengths)), lengths)
    counts = np.bincount(words * CLASSES + codes % CLASSES, minlength=len(lengths) * CLASSES)
    return counts.clip(max=MOST_COUNTED).astype(np.int8).reshape(-1, CLASSES)


def _one_bit(left: NDArray[np.uint32], right: NDArray[np.uint32]) -> NDArray[np.uint64]:
    mixed = ((left * np.uint32(31) + right) * np.uint32(SPREAD)) >> np.uint32(26)
    return np.left_shift(np.uint64(1), mixed.astype(np.uint64))
