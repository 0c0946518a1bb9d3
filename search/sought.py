"""The words of a text that an ask names, found without analysing all of the text.

Most of what is on a page is not asked for. Between its blanks stand pieces that are met on page
after page; what words a piece is made of is remembered, as `search.analysis` remembers the stem of
a word. Only pieces with a word that is asked for are looked up in the text, and only those that do
not stand by themselves (parts of a broken word, what is elided) are analysed there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby
from typing import Final, NamedTuple, get_args

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
from search.pieces import piece_at
from search.query.asks import All, AnyOf, Ask, Close, Form, Forms, Sequence, Start, Stem
from search.second import NO_SECOND, SECOND, Second, analyse_both

STEM: Final = "~"  # before a stem among the names of a piece; no form begins so
REMEMBERED: Final = 1 << 16  # pieces a language
FEWER: Final = 1 << 14  # of them, those that were asked for, with their words
LONGEST: Final = 60  # characters of a piece that is remembered
FEW: Final = 20  # pieces of a text that are looked for one by one

Span = tuple[int, int]  # start and end of a piece in a text


class WordIn(NamedTuple):
    """A word in a piece, and which characters of the piece it is."""

    form: str
    stem: str
    start: int
    end: int


class _Pieces(dict[str, tuple[str, ...]]):
    """The names of pieces: each word's form, then its stem. All are forgotten at once when full.

    Safe to share by threads: two that write the same write the same."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, piece: str) -> tuple[str, ...]:
        words = _words_in(piece, self.language)
        names = tuple(name for word in words for name in (word.form, STEM + word.stem))
        if len(piece) <= LONGEST:
            if len(self) >= REMEMBERED:
                self.clear()
            self[piece] = names
        return names


_PIECES: Final = {language: _Pieces(language) for language in get_args(Language)}


def _words_in(piece: str, language: Language) -> tuple[WordIn, ...]:
    """The words of a piece that stands by itself."""
    tokens = in_a_row(_kept(piece, 0, len(piece), language), language)
    return tuple(WordIn(token.form, token.stem, *token.spans[0]) for token in tokens)


_remembered_words_in: Final = lru_cache(maxsize=FEWER)(_words_in)


@dataclass(frozen=True)
class Sought:
    """What an ask names. `names` as those of pieces; with `in_order` places matter, too."""

    language: Language
    names: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    in_order: bool = False
    whole_numbers: bool = False
    second_readings: bool = False

    def tokens(self, text: str, second: Second = NO_SECOND) -> list[Token]:
        """Those tokens of `analyse_both` that the ask names, in the same order.

        Their positions are those of `analyse` only where the ask is of words in order.
        """
        if self.second_readings and second:
            tokens: Iterable[Token] = analyse_both(text, second, self.language)
        elif self.whole_numbers and self.in_order:
            tokens = analyse(text, self.language)
        else:
            tokens = self._numbers(text) + self._words(text)
        return [token for token in tokens if self._is_named(token)]

    def _is_named(self, token: Token) -> bool:
        names = (token.form, STEM + token.stem)
        return not self.names.isdisjoint(names) or bool(self.starts and self._begins(names))

    def _numbers(self, text: str) -> list[Token]:
        if not self.whole_numbers:
            return []
        return [Token(form, form, 0, ((start, end),)) for form, start, end in numbers.find(text)]

    def _words(self, text: str) -> list[Token]:
        """The tokens of every piece that has one that is sought, and of broken words."""
        breaks = breaks_in(text)
        whole, torn = self._pieces(text, breaks)
        tokens: list[Token] = []
        position = at = 0  # what is counted, and the end of it
        for is_torn, pieces in groupby(sorted(whole | torn), torn.__contains__):
            kept: list[re.Match[str]] = []
            before: dict[int, int] = {}
            for start, end in pieces:
                position += self._count(text[at:start])
                at = end
                if is_torn:
                    words = _kept(text, start, end, self.language)
                    before |= dict.fromkeys([word.start() for word in words], position)
                    kept += words
                else:
                    words_in = _remembered_words_in if end - start <= LONGEST else _words_in
                    here = words_in(text[start:end], self.language)
                    for word_at, word in enumerate(here, position):
                        span = start + word.start, start + word.end
                        tokens.append(Token(word.form, word.stem, word_at, (span,)))
                    position += len(here)
            taken = 0  # positions
            for run in runs(kept, breaks):
                run_at = before[run[0].start()] + taken
                parts = in_a_row(run, self.language, run_at)
                if len(run) > 1:
                    tokens += joined(run, self.language, run_at)
                tokens += parts
                taken += bool(parts)
            position += taken
        tokens.sort(key=by_position)
        return tokens

    def _count(self, text: str) -> int:
        """How many words a stretch between pieces has, where it matters."""
        if not self.in_order:
            return 0
        return sum(map(len, map(_PIECES[self.language].__getitem__, text.split()))) // 2

    def _pieces(self, text: str, breaks: dict[int, int]) -> tuple[set[Span], set[Span]]:
        """Start and end of the pieces to be looked at: those that have a sought word and stand by
        themselves; those with a part of a broken word, or an end that depends on what follows."""
        known, others = _PIECES[self.language], self.names.isdisjoint
        pieces = set(text.split())
        found = {piece for piece in pieces if not others(known[piece])}
        if self.starts:
            found.update(piece for piece in pieces if self._begins(known[piece]))
        open_ended = {
            piece for piece in (pieces if self.in_order else found) if piece[-1] in APOSTROPHES
        }
        torn = set(_occurrences(text, open_ended))
        looked_at = 0
        for left, right in breaks.items():
            for place in (left - 1, right):
                if place >= looked_at:
                    piece = piece_at(text, place)
                    torn.add(piece)
                    looked_at = piece[1]
        return set(_occurrences(text, found - open_ended)) - torn, torn

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
    named = [name.lstrip(STEM) for name in (*names, *starts)]
    second = any(name.startswith(SECOND) for name in named)
    of_numbers = any(name.startswith("#") and not name.startswith(SECOND) for name in named)
    return Sought(language, frozenset(names), tuple(starts), in_order, of_numbers, second)


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
        if (not start or text[start - 1].isspace()) and text[end : end + 1].strip() == "":
            yield start, end
        start = text.find(piece, end)
