"""A search as the query string of the search page: what is kept of it, and read from there."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from search.answers import Order, Wanted
from search.fields import table
from search.query.errors import QueryError
from search.query.parse import parse

LONGEST = 16_000  # characters of a query string
MOST_PARTS = 400
LONGEST_FILTER = 200  # characters
NO_CASE_FILE = UUID(int=0)  # of no case file: a search within it finds nothing


class BadState(ValueError):
    """What was to be kept is no search that the search page could have asked for."""


def written(wanted: Wanted) -> str:
    """The query string of a search, the same for the same search.

    Within no case file at all is written as within one that does not exist.
    """
    asked = [("q", wanted.query)]
    if wanted.within is not None:
        asked += [("casefile", str(key)) for key in sorted(wanted.within or (NO_CASE_FILE,))]
    return urlencode(asked + manner(wanted))


def manner(wanted: Wanted) -> list[tuple[str, str]]:
    """What a search says besides its query and its case files: filters, order, manner."""
    asked = [("f", f"{field}:{value}") for field, value in sorted(wanted.filters)]
    if wanted.order != Order.RELEVANCE:
        asked.append(("order", wanted.order.value))
    if not wanted.tolerant:
        asked.append(("tolerant", "0"))
    return asked if wanted.folded else [*asked, ("folded", "0")]


def read(state: str) -> Wanted:
    """The search that a query string asks for; what is no part of a search is left out.

    Raises BadState for what the search page would not have sent.
    """
    if len(state) > LONGEST:
        raise BadState
    try:
        parts = parse_qsl(state, max_num_fields=MOST_PARTS)
        given: dict[str, list[str]] = {}
        for name, value in parts:
            given.setdefault(name, []).append(value)
        query = given.get("q", [""])[-1].strip()
        within = tuple(sorted({UUID(key) for key in given.get("casefile", ())}))
        filters = tuple(sorted({filter_of(text) for text in given.get("f", ())}))
        if query or not filters:  # filters alone are a question, too
            parse(query)
        order = Order(given.get("order", [Order.RELEVANCE.value])[-1])
    except (ValueError, QueryError) as error:
        raise BadState from error
    return Wanted(
        query=query,
        within=within or None,
        filters=filters,
        order=order,
        tolerant=given.get("tolerant", ["1"])[-1] != "0",
        folded=given.get("folded", ["1"])[-1] != "0",
    )


def filter_of(text: str) -> tuple[str, str]:
    """A filter as (field, value). Raises ValueError, of which QueryError is one, for one that says
    nothing."""
    field, colon, value = text.partition(":")
    if not colon or len(text) > LONGEST_FILTER or table.read(field, value) is None:
        raise ValueError(text)
    return field, value
