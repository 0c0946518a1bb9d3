"""An ask widened by what OCR may have made of its words."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final, get_args

from search.analysis import Language
from search.query.asks import All, AnyOf, Ask, Close, Form, Forms, Part, Sequence, Stem
from search.second import SECOND
from search.stems import stem
from search.tolerance.breaks import broken
from search.tolerance.glued import glued
from search.tolerance.lookup import NUMBER
from search.tolerance.numbers import other_numbers
from search.tolerance.readings import readings
from search.vocabulary import Vocabulary

MOST_RELATIVES: Final = 4  # other forms of a word whose readings are looked for too
STRAY: Final = "bcdefghijklmnopqrstuvwxz"  # letters that are no words
MOST_WORDS: Final = 8  # of a phrase in which strays are looked for
SHORTEST_ROOT: Final = 4  # letters that forms of one word have in common


def widen(ask: Ask, vocabulary: Vocabulary) -> Ask | None:
    """The ask, each wanted word also as OCR may have read it; None where nothing is added.

    Only words of the vocabulary are added, and whatever answers the ask answers the wide one too.
    What is not wanted is left as it is: a doubtful reading must hide no page. Patterns and words
    that are only begun are left too.
    """
    match ask:
        case All(wanted, unwanted):
            wide = _each(wanted, vocabulary)
            return All(wide, unwanted) if wide else None
        case AnyOf(children):
            wide = _each(children, vocabulary)
            return AnyOf(wide) if wide else None
        case Form(form):
            added = _instead_of((form,), vocabulary)
            return AnyOf((ask, *added)) if added else None
        case Stem(stemmed, form):
            added = _instead_of((form, *_relatives(stemmed, form, vocabulary)), vocabulary)
            return AnyOf((ask, *added)) if added else None
        case Sequence(parts):
            return _sequence(parts, vocabulary)
        case Close(parts, distance):
            wide_parts = tuple(_part(part, vocabulary) for part in parts)
            return Close(wide_parts, distance) if wide_parts != parts else None
    return None


def _each(asks: tuple[Ask, ...], vocabulary: Vocabulary) -> tuple[Ask, ...]:
    """Each ask widened, where it can be; nothing at all where none can."""
    wide = [widen(ask, vocabulary) for ask in asks]
    if not any(wide):
        return ()
    return tuple(new or old for new, old in zip(wide, asks, strict=True))


def _instead_of(forms: tuple[str, ...], vocabulary: Vocabulary) -> list[Ask]:
    """What may stand on a page instead of a word, whose forms these are."""
    second = _second(forms, vocabulary)
    if forms[0].startswith(NUMBER):
        return [*other_numbers(forms[0], vocabulary), *map(Form, second)]
    words = dict.fromkeys(word for form in forms for word in readings(form, vocabulary))
    words |= dict.fromkeys((*glued(forms[0], vocabulary), *second))
    added: list[Ask] = [Forms(tuple(words))] if words else []
    return added + [Sequence(parts) for parts in broken(forms[0], vocabulary)]


def _relatives(stemmed: str, form: str, vocabulary: Vocabulary) -> list[str]:
    """Other forms of a word, those on most pages. An ask does not know its language; its stem
    tells."""
    language: Language | None = next(
        (known for known in get_args(Language) if stem(form, known) == stemmed), None
    )
    if language is None or len(stemmed) < SHORTEST_ROOT:
        return []
    root = stemmed[: max(SHORTEST_ROOT, len(stemmed) - 1)]
    again = (word.removeprefix(SECOND) for word in vocabulary.starting(SECOND + root))
    begun = {*vocabulary.starting(root), *again}
    found = [word for word in begun if word != form and stem(word, language) == stemmed]
    return sorted(found, key=lambda word: (-vocabulary.pages(word), word))[:MOST_RELATIVES]


def _second(forms: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    """The names of these forms as second readings, of those that there are."""
    return [name for form in forms if (name := SECOND + form) in vocabulary]


def _part(part: Part, vocabulary: Vocabulary) -> Part:
    if not isinstance(part, Form) or part.form.startswith(NUMBER):
        return part
    words = (*readings(part.form, vocabulary, in_phrase=True), *_second([part.form], vocabulary))
    return Forms((part.form, *words)) if words else part


def _sequence(parts: tuple[Part, ...], vocabulary: Vocabulary) -> Ask | None:
    """A phrase: each word as it may be read, and in one place at a time two words without a blank
    between, a word with one within, or a speck between two that was read as a letter."""
    wide = tuple(_part(part, vocabulary) for part in parts)
    others: list[Ask] = []
    for i, (left, right) in enumerate(pairwise(parts)):
        if isinstance(left, Form) and isinstance(right, Form):
            glued = Form(left.form + right.form)
            if glued.form in vocabulary:
                rest = (*wide[:i], glued, *wide[i + 2 :])
                others.append(Sequence(rest) if len(rest) > 1 else glued)
    strays = tuple(letter for letter in STRAY if letter in vocabulary)
    if strays and len(parts) <= MOST_WORDS:
        others += [Sequence((*wide[:i], Forms(strays), *wide[i:])) for i in range(1, len(parts))]
    for i, part in enumerate(parts):
        if isinstance(part, Form):
            others += [
                Sequence((*wide[:i], *pieces, *wide[i + 1 :]))
                for pieces in broken(part.form, vocabulary, in_phrase=True)
            ]
    if others:
        return AnyOf((Sequence(wide), *others))
    return Sequence(wide) if wide != parts else None
