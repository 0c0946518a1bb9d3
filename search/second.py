"""Words as they were read the second time, where the first reading is doubtful.

The page is read once more with these in place of the first: so a word that a line end broke, or a
phone of which one group was misread, is whole again. What that gives stands beside the other tokens
at the place of the word it was read for, under a name that only a tolerant search asks for.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Final, NamedTuple

from search.analysis import Language, Token, analyse, by_position

SECOND: Final = "#second:"  # begins the forms; as those of numbers, they are no words
PIECE: Final = re.compile(r"\S+")

Second = Mapping[int, str]  # by the place of a word in `text.split()`
NO_SECOND: Final[Second] = MappingProxyType({})


def analyse_both(text: str, second: Second, language: Language) -> list[Token]:
    """The tokens of `search.analysis.analyse`, and those of second readings, by position."""
    tokens = analyse(text, language)
    if not second:
        return tokens
    return sorted([*tokens, *_read_again(text, second, tokens, language)], key=by_position)


class _Put(NamedTuple):
    """A second reading: its characters in the other text, those of the first in the text."""

    start: int
    end: int
    first_start: int
    first_end: int


def _read_again(
    text: str, second: Second, tokens: list[Token], language: Language
) -> Iterator[Token]:
    """The tokens of the text with second readings in it that have to do with one of them, and are
    not what was read at first."""
    other, put = _with_second(text, second)
    starts = [token.spans[0][0] for token in tokens]
    first = {(token.form, token.position) for token in tokens}
    for token in analyse(other, language):
        if any(_touches(put, start, end) for start, end in token.spans):
            spans = tuple(_in_first(put, start, end) for start, end in token.spans)
            at = bisect_left(starts, spans[0][0])
            position = tokens[min(at, len(tokens) - 1)].position if tokens else 0
            if (token.form, position) not in first:
                yield Token(SECOND + token.form, SECOND + token.stem, position, spans)


def _with_second(text: str, second: Second) -> tuple[str, list[_Put]]:
    parts: list[str] = []
    put: list[_Put] = []
    at = written = 0
    for place, piece in enumerate(PIECE.finditer(text)):
        if place in second:
            kept, reading = text[at : piece.start()], second[place]
            start = written + len(kept)
            parts += [kept, reading]
            at, written = piece.end(), start + len(reading)
            put.append(_Put(start, written, *piece.span()))
    return "".join([*parts, text[at:]]), put


def _touches(put: list[_Put], start: int, end: int) -> bool:
    """Whether characters of the other text are of a second reading, in part."""
    after = bisect_left(put, end, key=attrgetter("start"))
    return after > 0 and put[after - 1].end > start


def _in_first(put: list[_Put], start: int, end: int) -> tuple[int, int]:
    """The characters of the text that these of the other one stand for."""
    return _place(put, start, is_end=False), _place(put, end - 1, is_end=True) + 1


def _place(put: list[_Put], place: int, *, is_end: bool) -> int:
    before = bisect_right(put, place, key=attrgetter("start"))
    if not before:
        return place
    last = put[before - 1]
    if place < last.end:
        return last.first_end - 1 if is_end else last.first_start
    return last.first_end + place - last.end
