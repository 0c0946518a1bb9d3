"""What a search says about an opened page; the floor above fills it in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

BETWEEN_PARAGRAPHS = re.compile(r"\n{2,}")

Spans = Sequence[tuple[int, int]]  # characters [start, end) of a text: ascending, no overlap


class Part(NamedTuple):
    """Characters of a text, whether a query found them, and whether they were read with doubt."""

    text: str
    marked: bool
    unsure: bool


@dataclass(frozen=True)
class Found:
    """The words of a page that match a query, and the place of the page among the hits."""

    spans: list[tuple[int, int]] = field(default_factory=list)  # characters of the page's text
    words: list[int] = field(default_factory=list)  # places in the page's words, from 0
    total: int = 0  # pages of the case file that match
    position: int | None = None  # of this page among them, from 1; None where it does not match
    previous: int | None = None  # page numbers
    next: int | None = None
    error: str | None = None  # why the query could not be understood
    kept: Sequence[tuple[str, str]] = ()  # of the address: what links to other pages repeat
    list_url: str = ""  # the list of hits that the page was opened from


def in_paragraphs(text: str, marked: Spans, unsure: Spans = ()) -> list[list[Part]]:
    """The paragraphs of a text, which blank lines part, each cut where spans begin and end.

    A span that goes on in the next paragraph goes on there.
    """
    edges = sorted({edge for span in (*marked, *unsure) for edge in span})
    paragraphs = []
    start = 0
    for gap in [*BETWEEN_PARAGRAPHS.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if end > start:
            between = edges[bisect_right(edges, start) : bisect_left(edges, end)]
            paragraphs.append(
                [
                    Part(text[one:next_one], _holds(marked, one), _holds(unsure, one))
                    for one, next_one in pairwise([start, *between, end])
                ]
            )
        start = gap.end() if gap else end
    return paragraphs


def _holds(spans: Spans, at: int) -> bool:
    """Whether a character is in one of the spans."""
    place = bisect_right(spans, at, key=itemgetter(0)) - 1
    return place >= 0 and at < spans[place][1]
