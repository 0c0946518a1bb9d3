"""What a search is asked, and what it answers: the words between finding and showing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from casefiles.models import CaseFile, Page
from casefiles.reading.words import Box
from search.query.repairs import Repair


class Order(StrEnum):
    """In what order hits are shown."""

    RELEVANCE = "relevance"
    POSITION = "position"  # case file by case file, in the order of their pages
    DATE = "date"  # the earliest date on the page first; pages without one last


@dataclass(frozen=True)
class Wanted:
    """A search as a person asks it.

    `within` are case files, None for all that may be opened. `filters` are chosen facets, as
    (field, value) of `search.fields.table`: two values of one field are alternatives, two fields
    narrow each other. Without `tolerant` words are found only as they are spelled. With `folded`
    copies of one page are one hit.
    """

    query: str
    within: tuple[UUID, ...] | None = None
    filters: tuple[tuple[str, str], ...] = ()
    order: Order = Order.RELEVANCE
    tolerant: bool = True
    folded: bool = True


@dataclass(frozen=True)
class Strip:
    """The band of a page's picture that shows a hit: fractions of the upright page's height.

    `marks` are the boxes of the words found in it, in fractions of the strip.
    """

    top: float
    bottom: float
    marks: list[Box]


@dataclass(frozen=True)
class PageHit:
    """A page that matches: `snippet` is (text, whether it is marked) in reading order.

    `resembling`, where nothing matches as it is spelled, are the words of the page that were taken
    for those of the query: probably misread by the scanner. `marks` counts all marked words.
    `copies` are the pages folded behind it: the same page again, which match as well.
    """

    page: Page
    score: float
    snippet: list[tuple[str, bool]]
    strip: Strip | None = None
    resembling: tuple[str, ...] = ()
    marks: int = 0
    copies: tuple[Page, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a search found among the case files that a person may open."""

    total: int  # pages, exactly
    hits: list[PageHit]
    counts: dict[UUID, int]  # matching pages by case file, those with none left out
    rebuilding: list[CaseFile] = field(default_factory=list)  # cannot be searched just now
    resembling: int = 0  # of the total, the pages that match by resemblance only
    repairs: tuple[Repair, ...] = ()  # what had to be repaired in the query
    folded: int = 0  # of the total, the pages that are shown behind a copy of theirs


@dataclass(frozen=True)
class Choice:
    """One value of a facet: `value` as it is written in a filter."""

    value: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True)
class Facet:
    """Of the pages that match, how many have each value of a field; the most frequent first,
    except where values have an order (months, letters). What is selected is always there."""

    field: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True)
class Bar:
    """A bar of a histogram: how many pages match between two ends (both included)."""

    first: str
    last: str
    label: str
    count: int


@dataclass(frozen=True)
class Overview:
    """What is asked for after the hits are there: facets, and where hits are in the dossier.

    `along` has bars of pages, only where one case file is searched; `dates` has bars of months
    or years.
    """

    facets: list[Facet]
    along: list[Bar]
    dates: list[Bar]


@dataclass(frozen=True)
class Tried:
    """A word of a query that found nothing: the stem that was looked for, on how many of the pages
    that were searched it is, and the nearest words that are there."""

    word: str
    stem: str
    pages: int
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True)
class Without:
    """What narrows a search, and how many pages would match without it. `value` as it is written
    in a filter; `field` is "casefile", and `value` empty, for the case files chosen."""

    field: str
    value: str
    count: int


@dataclass(frozen=True)
class Explanation:
    """Why a search found nothing."""

    tried: list[Tried]
    narrowing: list[Without]
    unsearchable: int  # pages of those searched that are not searchable yet
    pages: int  # all of them
