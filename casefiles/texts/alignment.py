"""What became of the words of a text in another one, and the boxes that the new words get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from casefiles.reading.words import Box

# Words of one text times words of the other, where they differ: some 25 MB and a tenth of a
# second. What is larger counts as changed throughout.
LARGEST_COMPARED = 100_000_000
NOWHERE = Box(0, 0, 0, 0, None)  # of a word whose place nobody knows
NARROWEST = 0.004  # of the width of the page: no word fits into less
SAME_LINE = 0.5  # of the lower of two boxes that the other has to share


class Stretch(NamedTuple):
    """Words [start, end) of the old text that the words [new_start, new_end) stand for."""

    same: bool
    start: int
    end: int
    new_start: int
    new_end: int


def stretches(old: Sequence[str], new: Sequence[str]) -> list[Stretch]:
    """Two texts side by side, cut where they begin and cease to be the same; none is empty."""
    head = _common(old, new)
    tail = min(_common(old[::-1], new[::-1]), len(old) - head, len(new) - head)
    ends = len(old) - tail, len(new) - tail
    cut = [Stretch(True, 0, head, 0, head)]
    if (ends[0] - head) * (ends[1] - head) > LARGEST_COMPARED:
        cut.append(Stretch(False, head, ends[0], head, ends[1]))
    else:
        for part in Levenshtein.opcodes(old[head : ends[0]], new[head : ends[1]]):
            ends_of = part.src_start, part.src_end, part.dest_start, part.dest_end
            cut.append(Stretch(part.tag == "equal", *(end + head for end in ends_of)))
    cut.append(Stretch(True, ends[0], len(old), ends[1], len(new)))
    return _joined(cut)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words the two begin with alike."""
    for place, (word, beside) in enumerate(zip(one, other, strict=False)):
        if word != beside:
            return place
    return min(len(one), len(other))


def _joined(cut: list[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for piece in cut:
        if piece.start == piece.end and piece.new_start == piece.new_end:
            continue
        if joined and joined[-1].same is piece.same:
            last = joined.pop()
            piece = Stretch(piece.same, last.start, piece.end, last.new_start, piece.new_end)
        joined.append(piece)
    return joined


def boxes_for(new: Sequence[str], old: Sequence[str], boxes: Sequence[Box]) -> list[Box]:
    """One box for each word of `new`, from those of the words of `old`.

    A word that is still there keeps its box. Words that replace others share their place by
    length; words put in between get the gap, or the box of the word before them where there is
    none. Written by a person, they have no confidence.
    """
    known = [*boxes[: len(old)], *[NOWHERE] * (len(old) - len(boxes))]
    made: list[Box] = []
    for piece in stretches(old, new):
        words = new[piece.new_start : piece.new_end]
        if piece.same:
            made += known[piece.start : piece.end]
        elif piece.start < piece.end:
            replaced = slice(piece.start, piece.end)
            made += _in_place_of(old[replaced], known[replaced], words)
        else:
            before = known[piece.start - 1] if piece.start else None
            after = known[piece.start] if piece.start < len(known) else None
            made += _between(before, after, words)
    return made


def _in_place_of(old: Sequence[str], boxes: Sequence[Box], new: Sequence[str]) -> Iterator[Box]:
    if len(old) == len(new):
        for box in boxes:
            yield box._replace(confidence=None)
        return
    if not new:
        return
    scale = sum(map(len, old)) / sum(map(len, new))
    first, first_at = 0, 0.0  # the old word that is looked at, and the signs before it
    at = 0.0  # in signs of the old words
    for word in new:
        end = at + len(word) * scale
        while first < len(old) - 1 and first_at + len(old[first]) <= at:
            first_at += len(old[first])
            first += 1
        yield _covered(old, boxes, first, at - first_at, end - first_at)
        at = end


def _covered(old: Sequence[str], boxes: Sequence[Box], first: int, begin: float, end: float) -> Box:
    """The place of the signs [begin, end), counted from the word `first` on.

    Where they go on in the next line, the part of them that is longer.
    """
    parts: list[tuple[float, Box]] = []  # how many signs are where
    place = first
    while place < len(old) and (not parts or begin < end):
        length, box = len(old[place]), boxes[place]
        stop = min(end, length) / length
        start = min(begin / length, stop)
        part = box._replace(left=box.left + box.width * start, width=box.width * (stop - start))
        parts.append(((stop - start) * length, part))
        begin, end, place = max(begin - length, 0), end - length, place + 1
    longest = max(parts, key=lambda part: part[0])[1]
    return _around([part for _, part in parts if _in_one_line(part, longest)])


def _between(before: Box | None, after: Box | None, words: Sequence[str]) -> list[Box]:
    if before and after and _in_one_line(before, after):
        left = before.left + before.width
        gap = _around([before, after])._replace(left=left, width=after.left - left)
        if gap.width > NARROWEST:
            return _shared(gap, words)
    nearest = before or after or NOWHERE
    return [nearest._replace(confidence=None)] * len(words)


def _shared(box: Box, words: Sequence[str]) -> list[Box]:
    """A box divided among words by their lengths."""
    unit = box.width / sum(map(len, words))
    shared, left = [], box.left
    for word in words:
        shared.append(box._replace(left=left, width=len(word) * unit, confidence=None))
        left += len(word) * unit
    return shared


def _in_one_line(one: Box, other: Box) -> bool:
    shared = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return shared >= SAME_LINE * min(one.height, other.height)


def _around(boxes: Sequence[Box]) -> Box:
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right = max(box.left + box.width for box in boxes)
    bottom = max(box.top + box.height for box in boxes)
    return Box(left, top, right - left, bottom - top, None)
