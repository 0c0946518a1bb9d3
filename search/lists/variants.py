"""The ways in which a name may be written on a page, and the query that asks for all of them.

    Martin Dupuis     as typed
    Dupuis Martin     in the other order
    M. Dupuis         with an initial, as others may be called too
    Dupuis M.

What is the surname is told by a comma (`Dupuis, Martin`), by capitals (`DUPUIS Martin`), by a
particle (`Anne de Kerven`), else by the order in which the whole list is said to be written.
A query is made of quoted words only: no sign of a name is ever read as an operator.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote_plus

from search.analysis import analyse
from search.query.lexer import QUOTES
from search.query.tree import Node, Or, Phrase

MOST_WORDS = 5  # of what is taken for a person's name
LONGEST_QUERY = 900  # characters, so that the search takes it with room to spare
LONGEST_ADDRESS = 3000  # the same as it stands in an address
MOST_ASKED = 90  # words of all variants together
PARTICLES: Final = frozenset(
    {"de", "du", "des", "d'", "le", "la", "van", "von", "der", "den", "ter", "di", "da", "dos"}
    | {"del", "ben", "el", "al"}
)
INITIAL = re.compile(r"[^\W\d_]\.?(?:-[^\W\d_]\.?)*")
NO_SIGNS = re.compile(rf"[{QUOTES}]")
# Soft hyphens and marks of direction leave nothing, other control characters a blank.
GONE: Final = {"Cf": "", "Cc": " ", "Cs": " ", "Co": " ", "Cn": " "}


@dataclass(frozen=True, slots=True)
class Ways:
    """In which ways a name is looked for, besides as it was typed."""

    other_order: bool = True
    initials: bool = True
    surname_first: bool = False  # of names that do not say it by themselves


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to write a name; `by_initial`: it may well be somebody else's."""

    text: str
    by_initial: bool = False

    @property
    def query(self) -> str:
        """What one types into the search box for it."""
        return f'"{self.text}"'


def tidy(name: str) -> str:
    """A name on one line, without what nobody sees."""
    return " ".join("".join(GONE.get(unicodedata.category(c), c) for c in name).split())


def plain(name: str) -> str:
    """The same without quotation marks: what stands between those of a query."""
    return " ".join(NO_SIGNS.sub(" ", tidy(name)).split())


def has_words(name: str) -> bool:
    """Whether there is anything in a name that can be looked for."""
    return bool(analyse(plain(name), "fr"))


def variants(name: str, ways: Ways) -> tuple[Variant, ...]:
    """The ways to write a name, as typed first; none where there is nothing to look for."""
    typed = plain(name)
    if not analyse(typed, "fr"):
        return ()
    found = [Variant(typed)]
    given, surname = _parts(typed, ways)
    if given and surname:
        found += _others(given, surname, ways)
    return _within_bounds(_distinct(found))


def tree(asked: tuple[Variant, ...]) -> Node:
    """What asks for pages with any of these variants."""
    phrases = tuple(Phrase(variant.text) for variant in asked)
    return phrases[0] if len(phrases) == 1 else Or(phrases)


def query(asked: tuple[Variant, ...]) -> str:
    """The same as one types it: `"Martin Dupuis" OR "Dupuis Martin"`."""
    return " OR ".join(variant.query for variant in asked)


def _others(given: list[str], surname: list[str], ways: Ways) -> list[Variant]:
    first, last = " ".join(given), " ".join(surname)
    found = []
    if ways.other_order:
        found += [Variant(f"{first} {last}"), Variant(f"{last} {first}")]
    if len(given) == 2 and "-" not in first and not _is_initial(first):
        # A hyphen is also found where there is none, or where the line ends at it.
        hyphened = "-".join(given)
        found.append(Variant(f"{hyphened} {last}"))
        if ways.other_order:
            found.append(Variant(f"{last} {hyphened}"))
    if ways.initials and not _is_initial(first) and len(last) > 1:
        short = _initials(first)
        if short:
            found.append(Variant(f"{short} {last}", by_initial=True))
            if ways.other_order:
                found.append(Variant(f"{last} {short}", by_initial=True))
    return found


def _parts(name: str, ways: Ways) -> tuple[list[str], list[str]]:
    """Given names and surname; both empty where it does not look like a person's name."""
    if any(sign.isdigit() or sign in "@()/&" for sign in name):
        return [], []
    before, comma, after = name.partition(",")
    words = name.replace(",", " ").split()
    if not 2 <= len(words) <= MOST_WORDS:
        return [], []
    if comma:
        return after.replace(",", " ").split(), before.split()
    capitals = [_is_capital(word) for word in words]
    if capitals[0] and not capitals[-1]:
        return _split(words, capitals.index(False), surname_first=True)
    if capitals[-1] and not capitals[0]:
        return _split(words, len(words) - capitals[::-1].index(False), surname_first=False)
    particles = [place for place, word in enumerate(words) if word in PARTICLES]
    if particles and particles[0] > 0:
        return _split(words, particles[0], surname_first=False)
    if particles:
        behind = next((place for place in range(len(words)) if place not in particles), 0)
        return _split(words, behind + 1, surname_first=True)
    return _split(words, 1 if ways.surname_first else len(words) - 1, ways.surname_first)


def _split(words: list[str], at: int, surname_first: bool) -> tuple[list[str], list[str]]:
    return (words[at:], words[:at]) if surname_first else (words[:at], words[at:])


def _is_capital(word: str) -> bool:
    """`DUPUIS`; not `M.`, nor `J.-P.`."""
    return word.isupper() and not _is_initial(word)


def _is_initial(text: str) -> bool:
    return all(INITIAL.fullmatch(word) for word in text.split())


def _initials(given: str) -> str:
    """`J.-P.` of `Jean-Pierre`, `J. M.` of `Jean Marie`."""
    found = []
    for word in given.split():
        letters = [part[0].upper() for part in re.split(r"[-‐‑–]", word) if part[:1].isalpha()]
        found.append("-".join(f"{letter}." for letter in letters))
    return " ".join(filter(None, found))


def _distinct(found: list[Variant]) -> list[Variant]:
    """Each way once: what asks for the same words in the same places is the same."""
    kept: dict[tuple[str, ...], Variant] = {}
    for variant in found:
        hyphens = tuple(str(place) for place, sign in enumerate(variant.text) if sign == "-")
        words = tuple(token.form for token in analyse(variant.text, "fr"))
        kept.setdefault((*words, "|", *hyphens), variant)
    return list(kept.values())


def _within_bounds(found: list[Variant]) -> tuple[Variant, ...]:
    """As many of them as one search can take."""
    kept: list[Variant] = []
    for variant in found:
        longer = (*kept, variant)
        words = sum(len(analyse(each.text, "fr")) for each in longer)
        written = query(longer)
        is_long = len(written) > LONGEST_QUERY or len(quote_plus(written)) > LONGEST_ADDRESS
        if kept and (is_long or words > MOST_ASKED):
            break
        kept.append(variant)
    return tuple(kept)
