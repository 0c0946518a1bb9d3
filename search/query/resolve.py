"""What a query asks of the tokens of a page, in one language: one for every engine and for marks.

The tree of `search.query.tree` holds words as typed; the asks here hold folded forms and stems, and
no more nesting than the query had.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

from search import numbers
from search.analysis import HYPHENS, INVISIBLE_HYPHENS, Language, analyse
from search.query.tree import And, Node, Or, Prefix, Word

HYPHEN = re.compile(rf"[{HYPHENS}]\s?")


@dataclass(frozen=True, slots=True)
class Form:
    """A word as it is spelled."""

    form: str


@dataclass(frozen=True, slots=True)
class Stem:
    """A word in any grammatical form; `form` is the one that was asked for, which ranks first."""

    stem: str
    form: str


@dataclass(frozen=True, slots=True)
class Start:
    """Any word that begins so."""

    start: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """Words at positions that follow each other."""

    parts: tuple[Form | Start, ...]


@dataclass(frozen=True, slots=True)
class All:
    """All of `wanted` and none of `unwanted`."""

    wanted: tuple["Ask", ...]
    unwanted: tuple["Ask", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one; without children, what no page can answer."""

    children: tuple["Ask", ...]


Ask: TypeAlias = Form | Stem | Start | Sequence | All | AnyOf


def resolve(node: Node, language: Language) -> Ask:
    """What a query means in a language."""
    if isinstance(node, And):
        return All(_distinct(node.wanted, language), _distinct(node.unwanted, language))
    if isinstance(node, Or):
        return AnyOf(_distinct(node.children, language))
    text = _on_one_line(node.text)
    if isinstance(node, Prefix):
        return _in_sequence(text, language, open_end=True)
    if isinstance(node, Word) and not node.exact:
        tokens = analyse(text, language)
        if len(tokens) == 1:
            return Stem(tokens[0].stem, tokens[0].form)
    if canonical := numbers.canonical(text):
        return Form(canonical)
    return _in_sequence(text, language)


def _distinct(nodes: tuple[Node, ...], language: Language) -> tuple[Ask, ...]:
    return tuple(dict.fromkeys(resolve(node, language) for node in nodes))


def _on_one_line(text: str) -> str:
    """A query, or a quotation that was pasted into one, without line ends and soft hyphens."""
    return " ".join(text.translate(dict.fromkeys(map(ord, INVISIBLE_HYPHENS))).split())


def _in_sequence(text: str, language: Language, *, open_end: bool = False) -> Ask:
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
    parts: list[Form | Start] = [Form(form) for form in forms]
    if open_end and parts:
        parts[-1] = Start(forms[-1])
    if len(parts) == 1:
        return parts[0]
    return Sequence(tuple(parts)) if parts else AnyOf(())
