"""Which characters and words of a page answer a query, whatever the engine that found the page."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from search.analysis import Language, Token
from search.closeness import close_windows
from search.pieces import is_inside
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
from search.second import NO_SECOND, Second
from search.sought import sought

Span = tuple[int, int]  # characters [start, end) of a text


def marked_spans(text: str, ask: Ask, language: Language, second: Second = NO_SECOND) -> list[Span]:
    """The characters that answer a query: sorted, without overlap.

    A word that is broken at a line end gives two spans, a phrase one from its first to its last
    character; of words near each other each is marked, where they are near enough. What the query
    excludes is never marked. `second` are second readings of the page, for an ask that names them.
    """
    return Marker(ask, language).spans(text, second)


class Marker:
    """Marks what one query asks for, page after page."""

    def __init__(self, ask: Ask, language: Language) -> None:
        self.ask = ask
        self.sought = sought(ask, language)

    def spans(self, text: str, second: Second = NO_SECOND) -> list[Span]:
        """What `marked_spans` says of a text."""
        return _merged(_spans(_Page(self.sought.tokens(text, second)), self.ask))


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


def word_indexes(text: str, spans: list[Span]) -> list[int]:
    """Which of the words of `text.split()` the spans touch: the boxes to mark on the page image."""
    touched: list[int] = []
    at = begun = 0  # a place in the text, and how many words begin before it
    for start, end in spans:
        begun += _begun(text, at, start)
        first = begun - is_inside(text, start)
        begun += _begun(text, start, end)
        at = end
        touched += range(max(first, touched[-1] + 1) if touched else first, begun)
    return touched


def _begun(text: str, start: int, end: int) -> int:
    """How many words begin in a stretch of a text."""
    return len(text[start:end].split()) - is_inside(text, start) if start < end else 0
