"""A sketch of the text of a page, small and of one size: two pages are alike as far as theirs are.

One permutation hashing (P. Li, A. Owen and C.-H. Zhang, NIPS 2012) of the runs of folded signs
that deliveries are compared by: the share of equal places of two sketches is near the share of
runs that the pages have in common. Which pairs are worth a closer look is found by bands of a
sketch that are equal: P. Indyk and R. Motwani, "Approximate nearest neighbors", STOC 1998.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from casefiles.comparing.likeness import folded, runs

PLACES: Final = 64  # of a sketch; two signs of a number each
BYTES: Final = 2 * PLACES
SHORTEST: Final = 200  # folded signs: on less, there is too little to tell two pages apart by
BAND: Final = 2  # places that have to be equal for a pair to be looked at
SMALL: Final = 8  # pages of one band that are all compared with each other
MOST: Final = 8  # pairs of a page that are looked at, the most alike ones
NEIGHBOURS: Final = 3  # of a page among more than that, those nearest by the rest of the sketch
AT_ONCE: Final = 50_000  # pairs that are compared at a time
ALIKE: Final = 0.25  # share of places from which two pages are worth a closer look

Sketches = NDArray[np.uint16]  # (pages, PLACES)
Pairs = NDArray[np.int64]  # (pairs, 2)
Keys = NDArray[np.uint64]

_SHIFT: Final = np.uint64(64 - (PLACES - 1).bit_length())
_NONE: Final = np.iinfo(np.uint64).max


def sketch(text: str) -> bytes:
    """The sketch of a text, BYTES long; b"" where there is too little to tell it by. About
    0.06 ms for a full page."""
    signs = folded(text)
    if len(signs) < SHORTEST:
        return b""
    hashes = _mixed(runs(signs).view(np.uint64))
    least = np.full(PLACES, _NONE, np.uint64)
    np.minimum.at(least, (hashes >> _SHIFT).astype(np.intp), hashes)
    # The upper bits say which place it is; those below them are as good as drawn by lot.
    return ((least >> np.uint64(8)) & np.uint64(0xFFFF)).astype("<u2").tobytes()


def stacked(sketches: list[bytes]) -> Sketches:
    """Sketches one below the other."""
    return np.frombuffer(b"".join(sketches), "<u2").reshape(-1, PLACES)


def candidates(sketches: Sketches, fresh: NDArray[np.bool_]) -> Pairs:
    """Pairs (one, other) of rows, one < other, that may be copies, at least one of them fresh.

    Ascending, each once. For n pages O(n log n) time a band, and memory for one band: 9 s and
    80 MB besides the sketches for 300,000.
    """
    found: list[NDArray[np.int64]] = []
    size = np.int64(len(sketches))
    if len(sketches) < 2 or not fresh.any():
        return np.empty((0, 2), np.int64)
    for first in range(0, PLACES, BAND):
        # The band and then what follows it: who is most alike stands side by side.
        turned = np.roll(sketches, -first, axis=1)[:, :4].astype(np.uint64)
        keys: Keys = (
            (turned[:, 0] << np.uint64(48))
            | (turned[:, 1] << np.uint64(32))
            | (turned[:, 2] << np.uint64(16))
            | turned[:, 3]
        )
        order = np.argsort(keys, kind="stable")
        bands = keys[order] >> np.uint64(32)
        starts = np.flatnonzero(np.concatenate([[True], bands[1:] != bands[:-1]]))
        members = np.append(starts[1:], len(bands)) - starts
        sizes = np.repeat(members, members)
        of_band: list[NDArray[np.int64]] = []
        for step in range(1, SMALL):
            near = bands[step:] == bands[:-step]
            if step > NEIGHBOURS:
                near &= sizes[step:] <= SMALL
            one, other = order[:-step][near], order[step:][near]
            wanted = fresh[one] | fresh[other]
            one, other = one[wanted], other[wanted]
            of_band.append(np.minimum(one, other) * size + np.maximum(one, other))
        found.append(_alike(np.unique(np.concatenate(of_band)), sketches))
    codes = np.unique(np.concatenate(found))
    pairs: Pairs = np.stack([codes // size, codes % size], axis=1)
    return pairs[_best(pairs, sketches)]


def _best(pairs: Pairs, sketches: Sketches) -> NDArray[np.int64]:
    """Which pairs, ascending, are among the MOST best of one of their pages: of a form that was
    filled in a thousand times, not all of a million pairs are to be read."""
    equal = np.concatenate(
        [_shares(some, sketches) for some in np.array_split(pairs, len(pairs) // AT_ONCE + 1)]
    )
    pages = pairs.T.ravel()
    order = np.lexsort((-np.tile(equal, 2), pages))
    starts = np.flatnonzero(np.diff(pages[order], prepend=-1))
    ranks = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return np.unique(order[ranks < MOST] % max(len(pairs), 1))


def _shares(pairs: Pairs, sketches: Sketches) -> NDArray[np.float64]:
    """The share of equal places of each pair."""
    return (sketches[pairs[:, 0]] == sketches[pairs[:, 1]]).mean(axis=1)


def _alike(codes: NDArray[np.int64], sketches: Sketches) -> NDArray[np.int64]:
    """Of pairs, each as one number, those that are worth a closer look."""
    size = len(sketches)
    kept = [
        some[_shares(np.stack([some // size, some % size], axis=1), sketches) >= ALIKE]
        for some in np.array_split(codes, max(len(codes) // AT_ONCE, 1))
    ]
    return np.concatenate(kept)


def _mixed(codes: Keys) -> Keys:
    """Numbers as if drawn by lot, the same for the same: the finalizer of SplitMix64."""
    codes = (codes ^ (codes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    codes = (codes ^ (codes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return codes ^ (codes >> np.uint64(31))
