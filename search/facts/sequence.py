"""The cotes of pages whose stamp was not read, or not well, where neighbours leave no choice."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from search.facts.cotes import SUFFIXES, Cote

LONGEST_GUESS = 5  # pages from one that is known to the next


def in_sequence(read: Mapping[int, Cote]) -> dict[int, Cote]:
    """The cotes of pages, by page number, from those that were read: with the pages between them,
    and without what cannot be, as D762 between D76 and D76/3.

    A page before folio 3 is folio 2 of the same piece, one between two folios of a piece is of that
    piece, and one between the last that was read of D8 and the first of D9 is still of D8. A page
    that may as well be a piece of its own has none.
    """
    found = {page: cote for page, cote in read.items() if not _is_odd(page, read)}
    for first, last in pairwise(sorted(found)):
        if last - first > 1:
            found |= _between(first, found[first], last, found[last])
    return found


def possible(read: Mapping[int, Cote]) -> dict[int, Cote]:
    """The cotes that pages without one may bear: between D8 and D10 what is not D8 any more is D9.

    A guess, good enough to show the corner of the page to who looks for D9.
    """
    known = in_sequence(read)
    found: dict[int, Cote] = {}
    for first, last in pairwise(sorted(known)):
        before, after = known[first], known[last]
        skipped = before.letter == after.letter and after.number == before.number + 2
        if skipped and 1 < last - first <= LONGEST_GUESS:
            cote = Cote(before.letter, before.number + 1)
            found |= dict.fromkeys(range(first + 1, last), cote)
    return found


def _is_odd(page: int, read: Mapping[int, Cote]) -> bool:
    """Whether the pages on both sides are of one piece, and this one is said to be of another."""
    before, after = read.get(page - 1), read.get(page + 1)
    if before is None or after is None or _piece(before) != _piece(after):
        return False
    follow = (after.folio or 1) - (before.folio or 1) == 2
    return follow and _piece(read[page]) != _piece(before)


def _piece(cote: Cote) -> tuple[str, int, str]:
    return cote.letter, cote.number, cote.suffix


def _between(first: int, before: Cote, last: int, after: Cote) -> dict[int, Cote]:
    gap = last - first
    if before.letter != after.letter:
        return _counted_back(first, last, after)
    if _piece(before) == _piece(after):
        if before.folio is None and after.folio is None:
            return {first + step: after for step in range(1, gap)}
        if (after.folio or 1) - (before.folio or 1) == gap:
            return _counted_on(first, before, last)
        return {}
    back = _counted_back(first, last, after)
    start = min(back, default=last)
    begins = (back.get(start, after).folio or 1) == 1
    if begins and _follows(before, after):
        return back | _counted_on(first, before, start)
    return back


def _follows(before: Cote, after: Cote) -> bool:
    """Whether one piece comes right after the other: D9 or D8 bis after D8."""
    if after.number == before.number:
        return SUFFIXES.index(after.suffix) == SUFFIXES.index(before.suffix) + 1
    return after.number == before.number + 1 and not after.suffix


def _counted_back(first: int, last: int, after: Cote) -> dict[int, Cote]:
    """The folios before the one that was read, as far as there are pages for them."""
    pages = min((after.folio or 1) - 1, last - first - 1)
    return {
        last - step: after._replace(folio=(after.folio or 1) - step) for step in range(1, pages + 1)
    }


def _counted_on(first: int, before: Cote, end: int) -> dict[int, Cote]:
    """The folios after the one that was read, up to a page that is no more of the piece."""
    return {
        page: before._replace(folio=(before.folio or 1) + page - first)
        for page in range(first + 1, end)
    }
