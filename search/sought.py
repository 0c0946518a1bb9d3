"""The words of a text that an ask names, found without analysing all of the text.

Most of what is on a page is not asked for. Between its blanks stand pieces that are met on page
after page; what words a piece is made of is remembered, as `search.analysis` remembers the stem of
a word. Only pieces with a word that is asked for are looked up in the text and analysed there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Final, get_args

from search import numbers
from search.analysis import (
    APOSTROPHES,
    WORDS,
    Language,
    Token,
    analyse,
    breaks_in,
    by_position,
    in_a_row,
    joined,
    runs,
)
from search.pieces import is_inside, piece_at
from search.query.asks import All, AnyOf, Ask, Close, Form, Forms, Sequence, Start, Stem

STEM: Final = "~"  # before a stem among the names of a piece; no form begins so
REMEMBERED: Final = 1 << 16  # pieces a language
LONGEST: Final = 60  # characters of a piece that is remembered
FEW: Final = 20  # pieces of a text that are looked for one by one

Span = tuple[int, int]  # start and end of a piece in a text


class _Pieces(dict[str, tuple[str, ...]]):
    """The names of pieces: each word's form, then its stem. All are forgotten at once when full.

    Safe to share by threads: two that write the same write the same."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, piece: str) -> tuple[str, ...]:
        words = in_a_row(_kept(piece, 0, len(piece), self.language), self.language)
        names = tuple(name for word in words for name in (word.form, STEM + word.stem))
        if len(piece) <= LONGEST:
            if len(self) >= REMEMBERED:
                self.clear()
            self[piece] = names
        return names


_PIECES: Final = {language: _Pieces(language) for language in get_args(Language)}


@dataclass(frozen=True)
class Sought:
    """What an ask names. `names` as those of pieces; with `in_order` places matter, too."""

    language: Language
    names: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    in_order: bool = False
    whole_numbers: bool = False

    def tokens(self, text: str) -> list[Token]:
        """Those tokens of `analyse` that the ask names, in the same order.

        Their positions are those of `analyse` only where the ask is of words in order.
        """
        if self.whole_numbers and self.in_order:
            tokens: Iterable[Token] = analyse(text, self.language)
        else:
            tokens = self._numbers(text) + self._words(text)
        named = ((token, (token.form, STEM + token.stem)) for token in tokens)
        return [
            token
            for token, names in named
            if not self.names.isdisjoint(names) or (self.starts and self._begins(names))
        ]

    def _numbers(self, text: str) -> list[Token]:
        if not self.whole_numbers:
            return []
        return [Token(form, form, 0, ((start, end),)) for form, start, end in numbers.find(text)]

    def _words(self, text: str) -> list[Token]:
        """The tokens of every piece that has one that is sought, and of broken words."""
        breaks = breaks_in(text)
        pieces = self._pieces(text, breaks)
        kept = [_kept(text, *piece, self.language) for piece in pieces]
        words = list(chain.from_iterable(kept))
        if not breaks and not self.in_order:
            return in_a_row(words, self.language)
        skipped = self._skipped(text, pieces) if self.in_order else repeat(0)
        before = {word.start(): n for n, some in zip(skipped, kept, strict=False) for word in some}
        tokens: list[Token] = []
        taken = 0  # positions
        for run in runs(words, breaks):
            position = before[run[0].start()] + taken
            parts = in_a_row(run, self.language, position)
            if len(run) > 1:
                tokens += joined(run, self.language, position)
            tokens += parts
            taken += bool(parts)
        tokens.sort(key=by_position)
        return tokens

    def _skipped(self, text: str, pieces: list[Span]) -> Iterator[int]:
        """For each of these pieces, how many words before it are in none of them."""
        names = _PIECES[self.language].__getitem__
        at = skipped = 0
        for start, end in pieces:
            skipped += sum(map(len, map(names, text[at:start].split()))) // 2
            yield skipped
            at = end

    def _pieces(self, text: str, breaks: dict[int, int]) -> list[Span]:
        """Start and end of the pieces to be looked at, in order: those that have a sought word,
        a part of a broken one, or an end that depends on what follows."""
        known, others = _PIECES[self.language], self.names.isdisjoint
        pieces = set(text.split())
        found = {piece for piece in pieces if not others(known[piece])}
        if self.starts:
            found.update(piece for piece in pieces if self._begins(known[piece]))
        if self.in_order:
            found.update(piece for piece in pieces if piece[-1] in APOSTROPHES)
        places = set(_occurrences(text, found))
        looked_at = 0
        for left, right in breaks.items():
            for place in (left - 1, right):
                if place >= looked_at:
                    piece = piece_at(text, place)
                    places.add(piece)
                    looked_at = piece[1]
        return sorted(places)

    def _begins(self, names: tuple[str, ...]) -> bool:
        return any(name.startswith(self.starts) for name in names)


def sought(ask: Ask, language: Language) -> Sought:
    """What an ask names of a text; nothing of what it excludes."""
    names: set[str] = set()
    starts: list[str] = []
    in_order = False
    for part in _parts(ask):
        match part:
            case Form(form):
                names.add(form)
            case Stem(stem, _):
                names.add(STEM + stem)
            case Forms(forms):
                names.update(forms)
            case Start(start):
                starts.append(start)
            case Sequence(_) | Close(_, _):
                in_order = True
    of_numbers = any(name.lstrip(STEM).startswith("#") for name in (*names, *starts))
    return Sought(language, frozenset(names), tuple(starts), in_order, of_numbers)


def _parts(ask: Ask) -> Iterator[Ask]:
    """An ask and all that it is made of, without what it excludes."""
    yield ask
    match ask:
        case All(children, _) | AnyOf(children) | Sequence(children) | Close(children, _):
            for child in children:
                yield from _parts(child)


def _kept(text: str, start: int, end: int, language: Language) -> list[re.Match[str]]:
    """The words of a piece of a text, without elided articles: what is elided before a word of the
    next piece is told by that one's first letter."""
    found = WORDS[language].finditer(text, start, end + 2)
    return [word for word in found if word.lastindex is None and word.start() < end]


def _occurrences(text: str, pieces: set[str]) -> Iterator[Span]:
    """Start and end wherever one of these pieces stands between blanks. Few are looked for one by
    one, without a look at the rest of the text."""
    if len(pieces) > FEW:
        return (m.span() for m in re.finditer(r"\S+", text) if m[0] in pieces)
    return chain.from_iterable(_places(text, piece) for piece in pieces)


def _places(text: str, piece: str) -> Iterator[Span]:
    start = text.find(piece)
    while start >= 0:
        end = start + len(piece)
        if not is_inside(text, start) and not is_inside(text, end):
            yield start, end
        start = text.find(piece, end)
