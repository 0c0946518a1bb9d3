"""How a list of names is shown: in what order, which of its names, with links into the search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from investigations.http import Request
from search.answers import Wanted
from search.lists.export import remark_told
from search.lists.table import Counts, Row, Sort
from search.views.asked import address

LONGEST_LINK = 3800  # characters; web servers take little more


@dataclass(frozen=True)
class Asked:
    """How the names are shown."""

    sort: Sort
    only_found: bool

    def address(self, **changed: str) -> str:
        """The same screen with another order or another choice of names."""
        kept = {"sort": self.sort.value} if self.sort is not Sort.TYPED else {}
        kept |= {"show": "found"} if self.only_found else {}
        kept |= changed
        return f"?{urlencode({name: value for name, value in kept.items() if value})}"

    @property
    def all_url(self) -> str:
        return self.address(show="")

    @property
    def found_url(self) -> str:
        return self.address(show="found")


def read(request: Request) -> Asked:
    """What an address asks for, whatever is in it."""
    sort = request.GET.get("sort", "")
    known = Sort(sort) if sort in list(Sort) else Sort.TYPED
    return Asked(known, request.GET.get("show") == "found")


def sorts(asked: Asked) -> list[dict[str, Any]]:
    """The orders there are, each with its address."""
    labels = {
        Sort.TYPED: _("as in the list"),
        Sort.NAME: _("by name"),
        Sort.PAGES: _("most pages first"),
    }
    return [
        {"label": label, "url": asked.address(sort=sort.value), "is_shown": sort is asked.sort}
        for sort, label in labels.items()
    ]


def told(row: Row, counts: Counts) -> dict[str, Any]:
    """A name with the addresses of the searches that find what was counted."""
    tolerant = counts.name_list.tolerant
    everywhere = None if counts.name_list.everywhere else tuple(counts.keys)

    def link(query: str, within: tuple[UUID, ...] | None) -> str:
        url = address(Wanted(query=query, within=within, tolerant=tolerant))
        return url if len(url) <= LONGEST_LINK else ""

    return {
        "entry": row.entry,
        "remark": remark_told(row.entry.remark),
        "pages": row.pages,
        "is_known": row.is_known,
        "by_initial": row.by_initial,
        "resembling": row.resembling,
        "url": link(row.query, everywhere) if row.pages else "",
        "cells": [
            {
                "cell": cell,
                "url": link(cell.query, (cell.case_file.pk,)) if cell.pages else "",
            }
            for cell in row.cells
        ],
        "tried": [
            {
                "tried": tried,
                "url": link(tried.variant.query, everywhere) if tried.pages else "",
            }
            for tried in row.tried
        ],
    }
