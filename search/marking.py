"""Which characters and words of a page answer a query, whatever the engine that found the page."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import dropwhile, takewhile
from operator import itemgetter

from search.analysis import Language, Token, analyse
from search.closeness import close_windows
from search.query.asks import (
    All,
    Among,
    AnyOf,
    Ask,
    Close,
    Form,
    Forms,
    Part,
    Sequence,
    Start,
    Stem,
)

Span = tuple[int, int]  # characters [start, end) of a text

ELLIPSIS = "…"


def marked_spans(text: str, ask: Ask, language: Language) -> list[Span]:
    """The characters that answer a query: sorted, without overlap.

    A word that is broken at a line end gives two spans, a phrase one from its first to its last
    character; of words near each other each is marked, where they are near enough. What the query
    excludes is never marked.
    """
    tokens = analyse(text, language, with_numbers=_asks_for_numbers(ask))
    return _merged(_spans(_Page(tokens), ask))


def _asks_for_numbers(ask: Ask) -> bool:
    """Whether a phone, a plate or an IBAN is asked for: to find those costs a third of the time."""
    match ask:
        case All(children, _) | AnyOf(children):
            return any(map(_asks_for_numbers, children))
        case Sequence(parts) | Close(parts, _):
            return any(map(_asks_for_numbers, parts))
        case Form(form) | Stem(_, form) | Start(form):
            return form.startswith("#")
        case Forms(forms):
            return any(form.startswith("#") for form in forms)
        case Among(_):
            return False


class _Page:
    """The tokens of a page by form, by stem and by position."""

    def __init__(self, tokens: list[Token]) -> None:
        self.forms: defaultdict[str, list[Token]] = defaultdict(list)
        self.stems: defaultdict[str, list[Token]] = defaultdict(list)
        for token in tokens:
            self.forms[token.form].append(token)
            self.stems[token.stem].append(token)

    def matching(self, ask: Part | Stem) -> list[Token]:
        match ask:
            case Form(form):
                return self.forms.get(form, [])
            case Stem(stem, _):
                return self.stems.get(stem, [])
            case Start(start):
                return [t for f, found in self.forms.items() if f.startswith(start) for t in found]
            case Forms(forms):
                return [token for form in forms for token in self.forms.get(form, [])]

    def close(self, parts: tuple[Part, ...], distance: int) -> list[Token]:
        """The tokens of each group of these that are so near each other."""
        owners: defaultdict[str, list[int]] = defaultdict(list)
        tokens: set[Token] = set()
        for index, part in enumerate(parts):
            found = self.matching(part)
            tokens.update(found)
            for form in {token.form for token in found}:
                owners[form].append(index)
        spots = [(token.position, token.form) for token in tokens]
        windows = list(close_windows(spots, owners, len(parts), distance))
        return [t for t in tokens if any(a <= t.position <= b for a, b in windows)]

    def runs(self, parts: Iterable[Part]) -> list[tuple[Token, Token]]:
        """First and last token of each place where these follow each other."""
        running: dict[int, tuple[Token, Token]] | None = None  # by position of the last token
        for part in parts:
            found = {token.position: token for token in self.matching(part)}
            if running is None:
                running = {position: (token, token) for position, token in found.items()}
            else:
                running = {
                    position: (running[position - 1][0], token)
                    for position, token in found.items()
                    if position - 1 in running
                }
        return list((running or {}).values())


def _spans(page: _Page, ask: Ask) -> Iterator[Span]:
    match ask:
        case All(wanted, _):
            for child in wanted:
                yield from _spans(page, child)
        case AnyOf(children):
            for child in children:
                yield from _spans(page, child)
        case Sequence(parts):
            for first, last in page.runs(parts):
                yield first.spans[0][0], last.spans[-1][1]
        case Close(parts, distance):
            for token in page.close(parts, distance):
                yield from token.spans
        case Among(_):
            return
        case _:
            for token in page.matching(ask):
                yield from token.spans


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans sorted, those that overlap as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def snippet(text: str, spans: list[Span], width: int = 240) -> list[tuple[str, bool]]:
    """The stretch of a text, at most `width` characters, that holds most of the marked words.

    Given as (characters, marked) pieces in order, cut between words, blanks and line ends as single
    spaces, with an ellipsis where the text goes on. Without spans: the beginning of the text.
    """
    words = _words(text)
    if not words:
        return []
    first, last = _densest(words, set(_touched(words, spans)), width)
    start, end = words[first][0], words[last][1]
    if first == last and end - start > width:  # one endless word
        start = max(start, min((a for a, b in spans if b > start), default=start))
        end = min(end, start + width)
    pieces: list[tuple[str, bool]] = []
    at = start
    for mark_start, mark_end in spans:
        mark_start, mark_end = max(mark_start, start), min(mark_end, end)
        if mark_start < mark_end:
            pieces += [(text[at:mark_start], False), (text[mark_start:mark_end], True)]
            at = mark_end
    pieces.append((text[at:end], False))
    if start > words[0][0]:
        pieces.insert(0, (ELLIPSIS + " ", False))
    if end < words[-1][1]:
        pieces.append((" " + ELLIPSIS, False))
    return _collapsed(pieces)


def _densest(words: list[Span], marked: set[int], width: int) -> tuple[int, int]:
    """First and last word of the window that holds most marked ones, which sit in its middle."""
    windows: list[tuple[int, int, int]] = []  # marked words, first, last
    last, length, count = -1, -1, 0  # of the words first..last, one blank between
    for first, (start, end) in enumerate(words):
        if last < first:
            last, length, count = first, end - start, first in marked
        while last + 1 < len(words):
            longer = length + 1 + words[last + 1][1] - words[last + 1][0]
            if longer > width:
                break
            last, length = last + 1, longer
            count += last in marked
        windows.append((count, first, last))
        if last == len(words) - 1:
            break  # windows that start later only hold less
        length -= end - start + 1
        count -= first in marked
    most = max(windows)[0]
    best = list(takewhile(lambda w: w[0] == most, dropwhile(lambda w: w[0] < most, windows)))
    _, first, last = best[len(best) // 2] if most else best[0]
    return first, last


def _collapsed(pieces: Iterable[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Pieces with single spaces only, none of them twice across a border; no piece is empty."""
    collapsed: list[tuple[str, bool]] = []
    for text, marked in pieces:
        text = re.sub(r"\s+", " ", text)
        if collapsed and collapsed[-1][0].endswith(" "):
            text = text.removeprefix(" ")
        if not text:
            continue
        if collapsed and collapsed[-1][1] is marked:
            collapsed[-1] = collapsed[-1][0] + text, marked
        else:
            collapsed.append((text, marked))
    return collapsed


def word_indexes(text: str, spans: list[Span]) -> list[int]:
    """Which of the words of `text.split()` the spans touch: the boxes to mark on the page image."""
    return _touched(_words(text), spans)


def _words(text: str) -> list[Span]:
    return [word.span() for word in re.finditer(r"\S+", text)]


def _touched(words: list[Span], spans: list[Span]) -> list[int]:
    """The places of the words that spans touch, in order; both sorted, neither overlaps."""
    touched: list[int] = []
    for start, end in spans:
        at = bisect_right(words, start, key=itemgetter(1))
        while at < len(words) and words[at][0] < end:
            if not touched or touched[-1] < at:
                touched.append(at)
            at += 1
    return touched
