"""On how many pages of a case file a name is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from casefiles.models import CaseFile
from search.analysis import analysis_language
from search.engine import engine
from search.engines.base import IndexUnavailable
from search.lists.variants import Variant, tree
from search.query.asks import Ask
from search.query.resolve import resolve
from search.tolerance import widen


class Pages(NamedTuple):
    """Numbers of pages: as it is spelled, and of others that it resembles."""

    spelled: set[int]
    resembling: set[int]


@dataclass(frozen=True, slots=True)
class Count:
    """Pages with a name; see `search.models.NameCount`."""

    pages: int
    by_initial: int
    resembling: int
    variants: dict[str, int]


NOTHING = Count(0, 0, 0, {})


def pages_of(case_file: CaseFile, asked: tuple[Variant, ...], *, tolerant: bool) -> Count:
    """How many pages of a case file have a name, in any of its variants and by each of them.

    The caller has asked the door about the case file. Raises IndexUnavailable where it cannot
    be searched just now.
    """
    name = str(case_file.pk)
    if not engine().exists(name):
        if case_file.pages.filter(text_version__gt=0).exists():
            raise IndexUnavailable(name)
        return NOTHING  # nothing has been read yet
    language = analysis_language(case_file.languages)
    vocabulary = engine().vocabulary(name)
    asks = [resolve(tree((variant,)), language, vocabulary=vocabulary) for variant in asked]
    found = [_pages(name, ask, widen(ask, vocabulary) if tolerant else None) for ask in asks]
    spelled = set().union(*(pages.spelled for pages in found))
    everything = spelled.union(*(pages.resembling for pages in found))
    certain: set[int] = set()
    for variant, pages in zip(asked, found, strict=True):
        if not variant.by_initial:
            certain |= pages.spelled | pages.resembling
    return Count(
        pages=len(everything),
        by_initial=len(everything - certain),
        resembling=len(everything - spelled),
        variants={
            variant.text: number
            for variant, pages in zip(asked, found, strict=True)
            if (number := len(pages.spelled | pages.resembling))
        },
    )


def _pages(name: str, ask: Ask, wide: Ask | None) -> Pages:
    spelled = engine().matching(name, ask)
    return Pages(spelled, engine().matching(name, wide) - spelled if wide else set())
