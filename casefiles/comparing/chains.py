"""The heaviest chain: of many possible pairs of pages, those that keep the order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Pair = tuple[int, int]
Weighed = tuple[int, int, float]


def heaviest_chain(pairs: Iterable[Weighed]) -> list[Pair]:
    """The pairs (earlier, later) that ascend on both sides and weigh most together.

    O(n log n) for n pairs, with a tree of prefix maxima: P. Fenwick, Software: Practice and
    Experience 24 (1994); heaviest increasing subsequence, G. Jacobson and K.-P. Vo, CPM 1992.
    """
    # One earlier page meets its later ones from the last to the first, so that no two of them
    # can follow each other.
    waiting = sorted(pairs, key=lambda pair: (pair[0], -pair[1]))
    size = max((later for _, later, _ in waiting), default=-1) + 2
    tree: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    before: list[int] = []
    for place, (_, later, weight) in enumerate(waiting):
        best, link = (0.0, -1)
        at = later
        while at > 0:
            if tree[at][0] > best:
                best, link = tree[at]
            at &= at - 1
        before.append(link)
        reached = (best + weight, place)
        at = later + 1
        while at <= size:
            if reached[0] > tree[at][0]:
                tree[at] = reached
            at += at & -at
    place = max(tree, key=lambda entry: entry[0])[1]
    chain: list[Pair] = []
    while place >= 0:
        chain.append(waiting[place][:2])
        place = before[place]
    return chain[::-1]


def gaps(chain: Sequence[Pair], earlier: int, later: int) -> Iterable[tuple[range, range]]:
    """What lies between the pairs of a chain, in deliveries of so many pages; empty ones not."""
    last = (-1, -1)
    for pair in [*chain, (earlier, later)]:
        between = range(last[0] + 1, pair[0]), range(last[1] + 1, pair[1])
        if between[0] and between[1]:
            yield between
        last = pair
