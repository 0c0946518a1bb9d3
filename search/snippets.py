"""The stretch of a text that shows what is marked in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import itemgetter

from search.marking import Span
from search.pieces import piece_end, piece_start

ELLIPSIS = "…"
WORD = re.compile(r"\S+")
BLANKS = re.compile(r"\s+")

Pieces = list[tuple[str, bool]]  # characters, and whether they are marked


def snippet(text: str, spans: list[Span], width: int = 240) -> Pieces:
    """The stretch of a text, at most `width` characters, that holds most of the marked spans.

    Given as (characters, marked) pieces in order, cut between words, blanks and line ends as single
    spaces, with an ellipsis where the text goes on. Without spans: the beginning of the text.
    """
    start, end = _stretch(text, spans, width)
    if start == end:
        return []
    pieces: Pieces = []
    at = start
    for mark_start, mark_end in spans:
        mark_start, mark_end = max(mark_start, start), min(mark_end, end)
        if mark_start < mark_end:
            pieces += [(text[at:mark_start], False), (text[mark_start:mark_end], True)]
            at = mark_end
    pieces.append((text[at:end], False))
    if text[:start].strip():
        pieces.insert(0, (ELLIPSIS + " ", False))
    if text[end:].strip():
        pieces.append((" " + ELLIPSIS, False))
    return _collapsed(pieces)


def _stretch(text: str, spans: list[Span], width: int) -> Span:
    """Start and end of what is shown; only words near what is marked are looked at."""
    begin = len(text) - len(text.lstrip())
    first, last = _densest(spans, width) if spans else (begin, begin)
    near = piece_start(text, max(first - width, 0)), piece_end(text, min(last + width, len(text)))
    words = [word.span() for word in WORD.finditer(text, *near)]
    if not words:
        return 0, 0
    inside = bisect_right(words, first, key=itemgetter(1))
    beyond = bisect_left(words, last, key=itemgetter(0))
    start, end = _filled(words, inside, beyond, width)
    if end - start > width and (start, end) in words:  # one endless word
        start = max(start, first)
        end = min(end, start + width)
    return start, end


def _densest(spans: list[Span], width: int) -> Span:
    """Start and end of the first run of spans within a width that has most of them; one at
    least."""
    most = left = 0
    found = spans[0]
    for right, (_, end) in enumerate(spans):
        while left < right and end - spans[left][0] > width:
            left += 1
        if right - left + 1 > most:
            most, found = right - left + 1, (spans[left][0], end)
    return found


def _filled(words: list[Span], first: int, beyond: int, width: int) -> Span:
    """Start and end of the words from `first` to the one before `beyond`, as far as they fit with
    one blank between, and of as many on both sides as fit, too."""
    sizes = [end - start + 1 for start, end in words]  # each with a blank
    room = width + 1 - sizes[first]
    last = first
    while last + 1 < beyond and sizes[last + 1] <= room:
        last += 1
        room -= sizes[last]
    taken = 0  # characters on the left, less those on the right
    while True:
        before = first > 0 and sizes[first - 1] <= room
        after = last + 1 < len(words) and sizes[last + 1] <= room
        if before and (taken <= 0 or not after):
            first -= 1
            room -= sizes[first]
            taken += sizes[first]
        elif after:
            last += 1
            room -= sizes[last]
            taken -= sizes[last]
        else:
            return words[first][0], words[last][1]


def _collapsed(pieces: Iterable[tuple[str, bool]]) -> Pieces:
    """Pieces with single spaces only, none of them twice across a border; no piece is empty."""
    collapsed: Pieces = []
    for text, marked in pieces:
        text = BLANKS.sub(" ", text)
        if collapsed and collapsed[-1][0].endswith(" "):
            text = text.removeprefix(" ")
        if not text:
            continue
        if collapsed and collapsed[-1][1] is marked:
            collapsed[-1] = collapsed[-1][0] + text, marked
        else:
            collapsed.append((text, marked))
    return collapsed
