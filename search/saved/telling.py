"""A kept search as it is shown to a person: names only what they may open at this moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.urls import reverse

from casefiles.models import CaseFile
from investigations.access import visible
from investigations.models import Person
from search.answers import Wanted
from search.saved.state import BadState, read, written


@dataclass(frozen=True)
class Told:
    """A search in words: `case_files` are the names of those it is within, None for all. `url`
    leads to its hits; it is "" where the search can no longer be understood."""

    query: str
    url: str
    filters: tuple[tuple[str, str], ...] = ()
    case_files: tuple[str, ...] | None = None


def names_for(person: Person) -> dict[UUID, str]:
    """The names of the case files that a person may open."""
    return dict(visible(person, CaseFile).values_list("pk", "name"))


def told(state: str, names: Mapping[UUID, str]) -> Told:
    """A search for somebody who may open the case files of `names`.

    A case file that they may not open is left out like one that is gone. If no other is left the
    search is within none, and finds nothing.
    """
    try:
        wanted = read(state)
    except BadState:
        return Told(state[:100], "")
    within = None if wanted.within is None else [key for key in wanted.within if key in names]
    return Told(
        wanted.query,
        address(wanted, names),
        wanted.filters,
        None if within is None else tuple(names[key] for key in within),
    )


def address(wanted: Wanted, names: Iterable[UUID]) -> str:
    """The address of the hits, in which only these case files are named."""
    if wanted.within is not None:
        known = set(names)
        wanted = replace(wanted, within=tuple(key for key in wanted.within if key in known))
    return f"{reverse('search:home')}?{written(wanted)}"
