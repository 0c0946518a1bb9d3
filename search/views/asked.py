"""The address of a search: all that is asked is in it, so that Back and links work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from casefiles.models import CaseFile, Page
from search.answers import Order, Wanted
from search.saved import state

LAST_SCREEN = 500  # beyond ten thousand hits one asks a better question
MOST_FILTERS = 50

Filter = tuple[str, str]


@dataclass(frozen=True)
class Asked:
    """What an address asks for; `odd` are those of its filters that say nothing."""

    wanted: Wanted
    screen: int = 1
    odd: tuple[str, ...] = ()


def read(given: QueryDict, may_open: QuerySet[CaseFile]) -> Asked:
    """The search of an address, whatever is in it.

    A case file that may not be opened is passed over, whether it exists or not.
    """
    filters, odd = _filters(given.getlist("f"))
    order = given.get("order", "")
    wanted = Wanted(
        query=given.get("q", "").strip(),
        within=_within(given.getlist("casefile"), may_open),
        filters=tuple(filters),
        order=Order(order) if order in list(Order) else Order.RELEVANCE,
        tolerant=given.get("tolerant") != "0",
        folded=given.get("folded") != "0",
    )
    return Asked(wanted, _screen(given.get("page", "")), tuple(odd))


def address(wanted: Wanted, screen: int = 1, *, route: str = "search:home") -> str:
    """The address of a search, at one of its screens of hits."""
    return f"{reverse(route)}?{urlencode(parts(wanted, screen))}"


def opened(wanted: Wanted, screen: int, page: Page) -> str:
    """The address of a page in the reader, opened from one of the screens of a search."""
    return f"{page.get_absolute_url()}?{urlencode(parts(wanted, screen))}"


def parts(wanted: Wanted, screen: int = 1) -> list[tuple[str, str]]:
    """What the address of a search says, at one of its screens of hits."""
    asked = parse_qsl(state.written(wanted), keep_blank_values=True)
    return [*asked, ("page", str(screen))] if screen > 1 else asked


def narrowed(wanted: Wanted, chosen: Filter, *, alone: bool = False) -> Wanted:
    """The search with one filter more; with `alone` in place of all others of its field."""
    kept = [one for one in wanted.filters if not (alone and one[0] == chosen[0]) and one != chosen]
    return replace(wanted, filters=(*kept, chosen))


def widened(wanted: Wanted, taken: Filter) -> Wanted:
    """The search without one of its filters."""
    return replace(wanted, filters=tuple(one for one in wanted.filters if one != taken))


def within_toggled(wanted: Wanted, key: UUID | None) -> Wanted:
    """The search with one case file put in or taken out; in all of them where none is left."""
    chosen = list(wanted.within or ())
    if key in chosen:
        chosen.remove(key)
    elif key is not None:
        chosen.append(key)
    return replace(wanted, within=tuple(chosen) or None)


def key_of(text: str) -> UUID | None:
    """A key as it is written; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _within(keys: list[str], may_open: QuerySet[CaseFile]) -> tuple[UUID, ...] | None:
    """The case files chosen, of those one may open; None where none is: all are searched.

    If none of those asked for may be opened nothing is found, as in a case file without hits.
    """
    asked = [key for given in keys if (key := key_of(given)) is not None]
    if not asked:
        return None
    return tuple(may_open.filter(pk__in=asked).values_list("pk", flat=True))


def _filters(given: list[str]) -> tuple[list[Filter], list[str]]:
    """Filters that say something, each once, and those that do not."""
    found: dict[Filter, None] = {}
    odd: dict[str, None] = {}
    for text in given[:MOST_FILTERS]:
        try:
            found[state.filter_of(text)] = None
        except ValueError:
            odd[text[: state.LONGEST_FILTER]] = None
    return list(found), list(odd)


def _screen(given: str) -> int:
    return min(max(int(given[:6]), 1), LAST_SCREEN) if given.isdecimal() else 1
