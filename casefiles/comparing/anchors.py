"""Where what was marked on a page is on another scan of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel, Levenshtein

from casefiles.comparing.likeness import folded
from casefiles.reading.words import Box
from casefiles.texts.alignment import LARGEST_COMPARED

FOUND = 0.5  # share of the words in a region that have to be found again
MISREAD = 0.6  # likeness from which two words at one place are the same word
STRETCHED = 2.0  # times the size a region may grow or shrink; beyond it the words were others


class Region(NamedTuple):
    """A rectangle, in fractions of the upright page."""

    left: float
    top: float
    width: float
    height: float


def same_words(earlier: Sequence[str], later: Sequence[str]) -> dict[int, int]:
    """For each word of the earlier page that is found on the later one, its place there.

    O(n * m / 64) for n and m words: rapidfuzz's Levenshtein distance over whole words. In texts
    that are too long for that none is found.
    """
    if len(earlier) * len(later) > LARGEST_COMPARED:
        return {}
    ours, theirs = [folded(word) for word in earlier], [folded(word) for word in later]
    found: dict[int, int] = {}
    for step in Levenshtein.opcodes(ours, theirs):
        before = range(step.src_start, step.src_end)
        after = range(step.dest_start, step.dest_end)
        if step.tag == "equal":
            found.update(zip(before, after, strict=True))
        elif step.tag == "replace":
            found.update(
                (one, other)
                for one, other in zip(before, after, strict=False)
                if Indel.normalized_similarity(ours[one], theirs[other]) >= MISREAD
            )
    return found


def carried(
    region: Region,
    earlier: Sequence[Box],
    later: Sequence[Box],
    words: dict[int, int],
) -> Region:
    """The region around the same words on the later page; where they are not there, as it was.

    `words` is of `same_words`; the n-th box is that of the n-th word.
    """
    inside = [place for place, box in enumerate(earlier) if _holds(region, box)]
    known = [place for place in inside if words.get(place, len(later)) < len(later)]
    if not known or len(known) < FOUND * len(inside):
        return region
    before = _around([earlier[place] for place in known])
    after = _around([later[words[place]] for place in known])
    across, down = after.width / before.width, after.height / before.height
    if not all(1 / STRETCHED <= times <= STRETCHED for times in (across, down)):
        return region
    left = after.left + (region.left - before.left) * across
    top = after.top + (region.top - before.top) * down
    return _on_the_page(left, top, region.width * across, region.height * down)


def _holds(region: Region, box: Box) -> bool:
    across, down = box.left + box.width / 2, box.top + box.height / 2
    return (
        region.left <= across <= region.left + region.width
        and region.top <= down <= region.top + region.height
    )


def _around(boxes: Sequence[Box]) -> Region:
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right = max(box.left + box.width for box in boxes)
    bottom = max(box.top + box.height for box in boxes)
    return Region(left, top, max(right - left, 1e-4), max(bottom - top, 1e-4))


def _on_the_page(left: float, top: float, width: float, height: float) -> Region:
    """The part of a rectangle that is on the page; it has a size, however small."""
    left, top = min(max(left, 0.0), 0.999), min(max(top, 0.0), 0.999)
    # A hair less than there is room for: the sum must not be over 1 in floating point.
    return Region(left, top, min(width, (1 - left) * 0.999999), min(height, (1 - top) * 0.999999))
