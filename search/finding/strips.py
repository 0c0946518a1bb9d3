"""The band of a page's picture that shows a hit: the lines around most of the words found."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from operator import attrgetter
from statistics import median

from casefiles.reading.words import Box
from search.answers import Strip

HIGHEST = 1 / 6  # of the page's height
MARGIN = 0.9  # of a line, above and below: the lines beside are seen in part
SMALLEST = 0.03  # of the page's height: a line with its margins

_top = attrgetter("top")


def strip_of(boxes: Iterable[Box]) -> Strip | None:
    """The strip around the densest of these boxes of words found, with their whole lines.

    None where none of them has an extent.
    """
    found = sorted(filter(_is_drawn, boxes), key=_top)
    if not found:
        return None
    margin = MARGIN * median(box.height for box in found)
    shown = _densest(found, max(HIGHEST - 2 * margin, 0.0))
    top = max(min(box.top for box in shown) - margin, 0.0)
    bottom = min(max(_bottom(box) for box in shown) + margin, 1.0)
    if bottom - top > HIGHEST:  # one tall word, or tall letters
        middle = (top + bottom) / 2
        top = min(max(middle - HIGHEST / 2, 0.0), 1.0 - HIGHEST)
        bottom = top + HIGHEST
    elif bottom - top < SMALLEST:
        middle = (top + bottom) / 2
        top = min(max(middle - SMALLEST / 2, 0.0), 1.0 - SMALLEST)
        bottom = top + SMALLEST
    marks = [_inside(box, top, bottom) for box in found if _is_seen(box, top, bottom)]
    return Strip(top, bottom, marks)


def _densest(found: list[Box], height: float) -> list[Box]:
    """Of boxes from top to bottom, the run that fits into a height and has most of them; one at
    least."""
    best: list[Box] = []
    for first, box in enumerate(found):
        end = box.top + height
        behind = bisect_right(found, end, lo=first, key=_top)
        if behind - first <= len(best):
            continue
        run = [one for one in found[first:behind] if _bottom(one) <= end]
        if len(run) > len(best):
            best = run
    return best or found[:1]


def _inside(box: Box, top: float, bottom: float) -> Box:
    """A box of the page in fractions of the strip, what is beyond its edges cut off."""
    height = bottom - top
    above, below = max(box.top, top), min(_bottom(box), bottom)
    return box._replace(top=(above - top) / height, height=(below - above) / height)


def _is_seen(box: Box, top: float, bottom: float) -> bool:
    """Whether at least half of its height is in the strip."""
    return min(_bottom(box), bottom) - max(box.top, top) >= box.height / 2


def _is_drawn(box: Box) -> bool:
    return box.width > 0 and box.height > 0


def _bottom(box: Box) -> float:
    return box.top + box.height
