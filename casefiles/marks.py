"""What a search says about an opened page; the floor above fills it in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

BETWEEN_PARAGRAPHS = re.compile(r"\n{2,}")

Part = tuple[str, bool]  # characters, and whether they are marked


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


def in_paragraphs(text: str, spans: list[tuple[int, int]]) -> list[list[Part]]:
    """The paragraphs of a text, which blank lines part, each cut where marks begin and end.

    `spans` are ascending and do not overlap; one that goes on in the next paragraph is marked
    in both.
    """
    paragraphs = []
    start = 0
    for gap in [*BETWEEN_PARAGRAPHS.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if end > start:
            paragraphs.append(_parts(text, spans, start, end))
        start = gap.end() if gap else end
    return paragraphs


def _parts(text: str, spans: list[tuple[int, int]], start: int, end: int) -> list[Part]:
    """The characters from `start` to `end`, cut at the spans."""
    parts: list[Part] = []
    at = start
    for span_start, span_end in spans:
        first, last = max(span_start, start), min(span_end, end)
        if first >= last:
            continue
        if first > at:
            parts.append((text[at:first], False))
        parts.append((text[first:last], True))
        at = last
    if at < end:
        parts.append((text[at:end], False))
    return parts
