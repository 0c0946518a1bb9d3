"""Strips: bands of a page's picture that a search shows beside the words found on them.

The address of a strip is signed, for one person and one band. So it opens nothing but what a search
of that person has shown them, and that search is in the audit trail; else whoever asked for band
after band would have read the page without a trace.
"""

from __future__ import annotations

from typing import NamedTuple, Self
from urllib.parse import urlencode

from django.core.signing import Signer
from django.http import QueryDict
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from casefiles.images import size_in_pixels
from casefiles.models import Page
from investigations.models import Person

PARTS = 10_000  # of the page's height, in which an address tells where a band begins and ends
LEAST = 20  # parts: a line of small print on a large plan
MOST = 3_400  # a third of the page; who wants more of it opens it
SIGNER = Signer(salt="casefiles.strips")


class Band(NamedTuple):
    """Where a strip begins and ends, in parts of the upright page's height."""

    top: int
    bottom: int

    @classmethod
    def around(cls, top: float, bottom: float) -> Self:
        """The band that holds what lies between two fractions of the height, as far as it may."""
        first = min(max(int(top * PARTS), 0), PARTS - LEAST)
        last = min(max(-int(-bottom * PARTS), first + LEAST), first + MOST, PARTS)
        return cls(first, last)

    @property
    def fractions(self) -> tuple[float, float]:
        return self.top / PARTS, self.bottom / PARTS

    def size_in_pixels(self, page: Page) -> tuple[int, int]:
        """Width and height of the strip's picture, known before it is cut."""
        width, height = size_in_pixels(page)
        return width, max(1, round((self.bottom - self.top) / PARTS * height))


def strip_address(person: Person, page: Page, band: Band) -> str:
    """The address at which this person, and nobody else, is given this strip."""
    asked = {"top": band.top, "bottom": band.bottom, "for": _signature(person, page, band)}
    path = reverse("casefiles:page-strip", args=[page.case_file_id, page.number])
    return f"{path}?{urlencode(asked)}"


def asked_band(person: Person, page: Page, asked: QueryDict) -> Band | None:
    """The band that an address asks for; None where no search showed it to this person."""
    sides = [asked.get(side, "") for side in ("top", "bottom")]
    if not all(side.isascii() and side.isdecimal() and len(side) <= 5 for side in sides):
        return None
    band = Band(int(sides[0]), int(sides[1]))
    signed = constant_time_compare(_signature(person, page, band), asked.get("for", ""))
    return band if signed else None


def _signature(person: Person, page: Page, band: Band) -> str:
    return SIGNER.signature(f"{person.pk}:{page.pk}:{band.top}:{band.bottom}")
