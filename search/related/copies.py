"""The copies among the pages of case files, in groups: a page with all that are the same as it.

Read from the database once for each state of a case file's pairs, and kept in the process.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Set
from functools import cached_property
from typing import Final
from uuid import UUID

from search.models import CopyPair, FactsVersion

MOST_KEPT = 2000  # case files

Group = tuple[int, ...]  # page numbers, ascending


class Copies:
    """The copies among the pages of one case file, by page number."""

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        self.groups = _groups(pairs)

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The pages that have a copy."""
        return frozenset(self.groups)

    def among(self, numbers: Set[int]) -> list[Group]:
        """The groups of these pages that are copies of one another."""
        here = self.numbers & numbers
        groups = {tuple(n for n in self.groups[number] if n in here) for number in here}
        return [group for group in groups if len(group) > 1]

    def of(self, number: int) -> Group:
        """The pages that are the same as a page, without itself."""
        return tuple(other for other in self.groups.get(number, ()) if other != number)


_kept: OrderedDict[UUID, tuple[int, Copies]] = OrderedDict()
_lock = threading.Lock()


def copies_of(case_file_ids: Iterable[UUID]) -> dict[UUID, Copies]:
    """The copies in case files, without those in which there are none. The caller has asked the
    door about them."""
    # The versions are read before the pairs: what is written in between only makes them too new.
    some = FactsVersion.objects.filter(pk__in=list(case_file_ids), copies__gt=0)
    versions: dict[UUID, int] = dict(some.values_list("pk", "copies"))
    with _lock:
        kept = {key: _kept[key] for key in versions if key in _kept}
    found = {key: copies for key, (version, copies) in kept.items() if version == versions[key]}
    missing = versions.keys() - found.keys()
    if missing:
        made = _load(missing)
        with _lock:
            for key, copies in made.items():
                _kept[key] = versions[key], copies
                _kept.move_to_end(key)
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
        found |= made
    return {key: copies for key, copies in found.items() if copies.groups}


def _load(keys: Iterable[UUID]) -> dict[UUID, Copies]:
    pairs: defaultdict[UUID, list[tuple[int, int]]] = defaultdict(list)
    rows = CopyPair.objects.filter(case_file__in=list(keys)).order_by()
    for key, one, other in rows.values_list("case_file", "one__number", "other__number"):
        pairs[key].append((one, other))
    return {key: Copies(pairs[key]) for key in keys}


def _groups(pairs: Iterable[tuple[int, int]]) -> Mapping[int, Group]:
    """Each number with those of its group: a page, and all that are a pair with it.

    Pairs are not followed further. A bad scan may be like a page and like its corrected version,
    which are not like each other.
    """
    beside: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        beside[one].add(other)
        beside[other].add(one)
    made: dict[int, Group] = {}
    for middle in sorted(beside, key=lambda number: (-len(beside[number]), number)):
        if middle not in made:
            group = tuple(sorted({middle} | (beside[middle] - made.keys())))
            if len(group) > 1:
                made.update(dict.fromkeys(group, group))
    return made


NONE: Final = Copies(())
