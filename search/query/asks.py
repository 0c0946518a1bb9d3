"""What is asked of the tokens of a page: one form for every engine and for marks.

The tree of `search.query.tree` holds words as typed; the asks here hold folded forms and stems, as
`search.analysis` makes them, and numbers of pages. No engine knows of languages or of fields.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Form:
    """A word as it is spelled."""

    form: str


@dataclass(frozen=True, slots=True)
class Stem:
    """A word and whatever has its stem; `form` is the one that was asked for, which ranks first.

    Words that hardly tell pages from each other (`le`, `pour`) are looked for like others, but
    count little for the rank."""

    stem: str
    form: str
    telling: bool = True


@dataclass(frozen=True, slots=True)
class Start:
    """Any word that begins so."""

    start: str


@dataclass(frozen=True, slots=True)
class Forms:
    """Any of these words, each as it is spelled: what a pattern or a resemblance was found to mean
    in one index. Without any, what no page can answer."""

    forms: tuple[str, ...]


Part: TypeAlias = Form | Start | Forms


@dataclass(frozen=True, slots=True)
class Sequence:
    """Words at positions that follow each other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Close:
    """Words in any order, first and last at most `distance` positions apart; neighbours are 1
    apart. A word asked for twice has to be there twice."""

    parts: tuple[Part, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class Among:
    """The pages of these numbers, whatever is on them; adds nothing to a score, marks nothing."""

    numbers: frozenset[int]


@dataclass(frozen=True, slots=True)
class All:
    """All of `wanted` and none of `unwanted`."""

    wanted: tuple["Ask", ...]
    unwanted: tuple["Ask", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one; without children, what no page can answer."""

    children: tuple["Ask", ...]


Ask: TypeAlias = Form | Stem | Start | Forms | Sequence | Close | Among | All | AnyOf
