"""A query as a tree. It holds what the person typed; `resolve` says what that means in a language.

Exclusion is not a node of its own: only `And` can exclude, and it always wants something too, so no
tree can ask for "every page without X".
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Word:
    """A bare term: one word and its forms (`search.stems`), or, `exact`, as it is spelled. A term
    of several words (`sous-sol`, `D1234/2`) asks for them in sequence, as they are spelled."""

    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in sequence, each as it is spelled (accents and case aside)."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so; after several words (`2017/0004*`) the last one begins so."""

    text: str


@dataclass(frozen=True, slots=True)
class Near:
    """Words in any order, the first and the last of them at most `distance` words apart, each as it
    is spelled. Neighbours are 1 apart."""

    text: str
    distance: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """One word with gaps: `*` stands for any letters or none, `?` for exactly one."""

    text: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words that become this one by at most `edits` (1 or 2) letters put in, left out, changed, or
    two neighbours exchanged."""

    text: str
    edits: int


@dataclass(frozen=True, slots=True)
class Where:
    """Pages of which something is known besides their words: `cote:D12`, `date:2024-03..2024-05`.

    `field` names a row of `search.fields.table`; `value` is what that row has read from the query,
    and can be hashed.
    """

    field: str
    value: Hashable


@dataclass(frozen=True, slots=True)
class And:
    """Pages that match all of `wanted` (at least one) and none of `unwanted`."""

    wanted: tuple["Node", ...]
    unwanted: tuple["Node", ...] = ()

    def __post_init__(self) -> None:
        if not self.wanted:
            raise ValueError("And needs something that is wanted")


@dataclass(frozen=True, slots=True)
class Or:
    """Pages that match at least one of the children."""

    children: tuple["Node", ...]

    def __post_init__(self) -> None:
        if not self.children:
            raise ValueError("Or needs children")


Node: TypeAlias = Word | Phrase | Prefix | Near | Pattern | Fuzzy | Where | And | Or
