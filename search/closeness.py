"""Words close to each other on a page: one meaning for every engine and for marks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

Spot = tuple[int, str]  # position of a token and its form
Owners = Mapping[str, Sequence[int]]  # by form: which parts of the ask it answers


def close_windows(
    spots: Iterable[Spot], owners: Owners, parts: int, distance: int
) -> Iterator[tuple[int, int]]:
    """First and last position of the stretches, at most `distance` apart, that hold a spot of its
    own for each of so many parts: in order, those that overlap one by one."""
    in_order = sorted(set(spots))
    exclusive = all(len(of_form) == 1 for of_form in owners.values())
    here = [0] * parts  # how many spots of the window answer each part
    missing = parts
    left = 0
    for right, (position, form) in enumerate(in_order):
        for part in owners[form]:
            missing -= not here[part]
            here[part] += 1
        while in_order[left][0] < position - distance:
            for part in owners[in_order[left][1]]:
                here[part] -= 1
                missing += not here[part]
            left += 1
        if missing:
            continue
        if exclusive or _each_its_own(in_order[left : right + 1], owners, parts):
            yield in_order[left][0], position


def count_apart(windows: Iterable[tuple[int, int]]) -> int:
    """How many of the windows there are that do not overlap."""
    count, end = 0, -1
    for first, last in windows:
        if first > end:
            count, end = count + 1, last
    return count


def _each_its_own(spots: list[Spot], owners: Owners, parts: int) -> bool:
    """Whether every part can have a spot that no other part has."""
    held: dict[int, int] = {}  # spot, by its index, to the part that has it

    def finds_one(part: int, tried: set[int]) -> bool:
        for index, (_, form) in enumerate(spots):
            if part not in owners[form] or index in tried:
                continue
            tried.add(index)
            if index not in held or finds_one(held[index], tried):
                held[index] = part
                return True
        return False

    return all(finds_one(part, set()) for part in range(parts))
