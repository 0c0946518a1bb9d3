"""What a query asks of the tokens of a page, in one language: one for every engine and for marks.

An ask has no more nesting than the query had. Patterns and likenesses become the words that they
stand for in one index, fields what is known of its pages: what a query asks differs by case file.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from search import numbers
from search.analysis import HYPHENS, INVISIBLE_HYPHENS, Language, analyse
from search.query.asks import All, AnyOf, Ask, Close, Form, Forms, Part, Sequence, Start, Stem
from search.query.gaps import has_gap, pieces
from search.query.grammar import is_telling
from search.query.tree import And, Fuzzy, Near, Node, Or, Pattern, Prefix, Where, Word
from search.tolerance import within_edits
from search.vocabulary import EMPTY, Vocabulary

HYPHEN = re.compile(rf"[{HYPHENS}]\s?")


def nowhere(where: Where) -> Ask:
    """For queries without fields: knows none."""
    raise LookupError(where.field)


def resolve(
    node: Node,
    language: Language,
    *,
    vocabulary: Vocabulary = EMPTY,
    where: Callable[[Where], Ask] = nowhere,
) -> Ask:
    """What a query means in a language, among the words of one index.

    `where` says what a field asks. Raises LookupError for a field that it does not know.
    """
    return _Resolver(language, vocabulary, where).ask(node)


@dataclass(frozen=True, slots=True)
class _Resolver:
    language: Language
    vocabulary: Vocabulary
    where: Callable[[Where], Ask]

    def ask(self, node: Node) -> Ask:
        match node:
            case And():
                return All(self.distinct(node.wanted), self.distinct(node.unwanted))
            case Or():
                return AnyOf(self.distinct(node.children))
            case Where():
                return self.where(node)
        text = _on_one_line(node.text)
        match node:
            case Prefix():
                return _readings(text, self.language, open_end=True)
            case Near():
                return self.near(text, node.distance)
            case Pattern():
                return self.pattern(text)
            case Fuzzy():
                return self.fuzzy(text, node.edits)
            case Word(exact=False):
                tokens = analyse(text, self.language)
                if len(tokens) == 1:
                    form = tokens[0].form
                    return Stem(tokens[0].stem, form, is_telling(form, self.language))
        if canonical := numbers.canonical(text):
            return Form(canonical)
        return _readings(text, self.language)

    def distinct(self, nodes: tuple[Node, ...]) -> tuple[Ask, ...]:
        return tuple(dict.fromkeys(self.ask(node) for node in nodes))

    def near(self, text: str, distance: int) -> Ask:
        forms = _forms(text, self.language)
        if len(forms) < 2:
            return _in_sequence([*map(Form, forms)])
        # A word more in one language than in another (`l'abri`) needs its room.
        return Close(tuple(map(Form, forms)), max(distance, len(forms) - 1))

    def pattern(self, text: str) -> Ask:
        return _in_sequence([self.piece(piece) for piece in pieces(text, self.language)])

    def piece(self, piece: str) -> Part:
        if not has_gap(piece):
            return Form(piece)
        start = piece.removesuffix("*")
        if not has_gap(start):
            return Start(start)
        return Forms(tuple(self.vocabulary.matching(piece)))

    def fuzzy(self, text: str, edits: int) -> Ask:
        *before, last = _forms(text, self.language) or [""]
        likes = within_edits(last, edits, self.vocabulary)
        alike = Forms(tuple(dict.fromkeys([last, *likes])))
        return _in_sequence([*map(Form, before), alike])


def _on_one_line(text: str) -> str:
    """A query, or a quotation that was pasted into one, without line ends and soft hyphens."""
    return " ".join(text.translate(dict.fromkeys(map(ord, INVISIBLE_HYPHENS))).split())


@lru_cache(maxsize=256)
def _forms(text: str, language: Language) -> tuple[str, ...]:
    """The words of a text. It is asked for each case file anew, as what they are like differs."""
    return tuple(t.form for t in analyse(text, language) if not t.form.startswith("#"))


def _readings(text: str, language: Language, *, open_end: bool = False) -> Ask:
    """The words of a text one after the other; with an open end, the last one is only begun.

    Where the page broke a compound at its own hyphen (`rendez-` / `vous avec`) the word after it
    follows the joined form only, so each hyphen of the query may also be read as if it were none.
    """
    tokens = [token for token in analyse(text, language) if not token.form.startswith("#")]
    forms = [token.form for token in tokens]
    readings = [_sequence(forms, open_end)]
    readings += [
        _sequence([*forms[:i], forms[i] + forms[i + 1], *forms[i + 2 :]], open_end)
        for i in range(len(tokens) - 1)
        if HYPHEN.fullmatch(text, tokens[i].spans[0][1], tokens[i + 1].spans[0][0])
    ]
    return readings[0] if len(readings) == 1 else AnyOf(tuple(readings))


def _sequence(forms: list[str], open_end: bool) -> Ask:
    parts: list[Part] = [Form(form) for form in forms]
    if open_end and parts:
        parts[-1] = Start(forms[-1])
    return _in_sequence(parts)


def _in_sequence(parts: list[Part]) -> Ask:
    if len(parts) == 1:
        return parts[0]
    return Sequence(tuple(parts)) if parts else AnyOf(())
