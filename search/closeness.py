"""Words close to each other on a page: one meaning for every engine and for marks."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

Spot = tuple[int, str]  # position of a token and its form
Owners = Mapping[str, Sequence[int]]  # by form: which parts of the ask it answers
Kind: TypeAlias = frozenset[str]  # the forms that answer a part; parts may be of one kind


def close_windows(
    spots: Iterable[Spot], owners: Owners, parts: int, distance: int
) -> Iterator[tuple[int, int]]:
    """First and last position of the stretches, at most `distance` apart, that hold a spot of its
    own for each of so many parts: in order, those that overlap one by one."""
    in_order = sorted(set(spots))
    kinds = _kinds(owners, parts)
    sizes = Counter(kinds)
    # Where no form answers parts of two kinds, each kind needs as many spots as it has parts.
    exclusive = sum(map(len, sizes)) == len(set().union(*sizes))
    here = [0] * parts  # how many spots of the window answer each part
    missing = parts
    left = 0
    for right, (position, form) in enumerate(in_order):
        for part in owners[form]:
            here[part] += 1
            missing -= here[part] == sizes[kinds[part]]
        while in_order[left][0] < position - distance:
            for part in owners[in_order[left][1]]:
                missing += here[part] == sizes[kinds[part]]
                here[part] -= 1
            left += 1
        if missing:
            continue
        if exclusive or _each_its_own(in_order[left : right + 1], sizes):
            yield in_order[left][0], position


def count_apart(windows: Iterable[tuple[int, int]]) -> int:
    """How many of the windows there are that do not overlap."""
    count, end = 0, -1
    for first, last in windows:
        if first > end:
            count, end = count + 1, last
    return count


def _kinds(owners: Owners, parts: int) -> list[Kind]:
    """The kind of each part."""
    forms: list[set[str]] = [set() for _ in range(parts)]
    for form, answered in owners.items():
        for part in answered:
            forms[part].add(form)
    return list(map(frozenset, forms))


def _each_its_own(spots: list[Spot], sizes: Mapping[Kind, int]) -> bool:
    """Whether every part can have a spot that no other part has.

    Parts of one kind, and spots of one form, are taken together: a flow from kinds to forms, made
    larger until nothing more can give way.
    """
    spare = Counter(form for _, form in spots)
    given: Counter[tuple[Kind, str]] = Counter()

    def find(kind: Kind, wanted: int, tried: set[str]) -> int:
        """Give a kind so many more spots; how many could be found."""
        left = wanted
        for form in kind - tried:
            if not left:
                break
            tried.add(form)
            free = min(left, spare[form])
            spare[form] -= free
            for other in sizes:
                if free < left and given[other, form] and other != kind:
                    moved = find(other, min(left - free, given[other, form]), tried)
                    given[other, form] -= moved
                    free += moved
            given[kind, form] += free
            left -= free
        return wanted - left

    return all(find(kind, size, set()) == size for kind, size in sizes.items())
