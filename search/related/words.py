"""The words of a text in a row, as they are compared with those of a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from search.analysis import Language, Token, analyse
from search.marking import Span


@dataclass(frozen=True)
class Words:
    """The words of a text in a row: folded, each with its characters in the text. `unbroken` are
    the places of those that are one word with the next, which a line end parts from them."""

    text: str
    forms: tuple[str, ...]
    spans: tuple[Span, ...]
    unbroken: frozenset[int] = frozenset()

    def said(self, first: int, beyond: int) -> str:
        """Words as they are written, with single blanks."""
        if first >= beyond:
            return ""
        return " ".join(self.text[self.spans[first][0] : self.spans[beyond - 1][1]].split())


def words_of(text: str, language: Language) -> Words:
    """The words of a page, those parted at a line end in two."""
    whole, broken = _parted(text, language)
    starts = {token.spans[0][0]: place for place, token in enumerate(whole)}
    unbroken = frozenset(starts[token.spans[0][0]] for token in broken if len(token.spans) == 2)
    return _words(text, whole, unbroken)


def sentence_of(text: str, language: Language) -> Words:
    """The words of a sentence that is asked for, those parted at a line end in one."""
    whole, broken = _parted(text, language)
    inside = {span for token in broken for span in token.spans}
    kept = [token for token in whole if token.spans[0] not in inside] + broken
    return _words(text, sorted(kept, key=lambda token: token.spans))


def _parted(text: str, language: Language) -> tuple[list[Token], list[Token]]:
    """The words of a text in one piece, in order, and those that line ends broke, joined."""
    tokens = analyse(text, language, with_numbers=False)
    whole = sorted((t for t in tokens if len(t.spans) == 1), key=lambda token: token.spans)
    return whole, [token for token in tokens if len(token.spans) > 1]


def _words(text: str, tokens: Iterable[Token], unbroken: frozenset[int] = frozenset()) -> Words:
    tokens = list(tokens)
    return Words(
        text,
        tuple(token.form for token in tokens),
        tuple((token.spans[0][0], token.spans[-1][1]) for token in tokens),
        unbroken,
    )
