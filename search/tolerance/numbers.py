"""Phones, plates and accounts that OCR may have made of another."""

from typing import Final

from rapidfuzz.distance import Hamming

from search.numbers import TORN
from search.query.asks import Ask, Form, Forms, Sequence
from search.tolerance.lookup import kind_of, lookup
from search.torn import fits
from search.vocabulary import Vocabulary

# Sign, sign that it is read as, or the other way.
SEEN: Final = (
    *("38", "68", "56", "17", "08", "35", "95", "97", "23", "06", "89", "14", "27", "69", "49"),
    *("0O", "0Q", "0D", "OD", "OQ", "DQ", "8B", "5S", "2Z", "6G", "1I", "1L", "4A", "1T", "7T"),
    *("VY", "UV", "MN", "HN", "CG", "EF", "PR", "KX", "JI", "LI", "WV", "TF"),
)
SEEN_AS: Final = frozenset(SEEN) | frozenset(pair[::-1] for pair in SEEN)
# Signs that may be others.
MISREAD: Final = {"#phone": 1, "#plate": 1, "#iban": 2}
# Of a phone, the last ones may not: there the numbers of one firm, or of one block, differ.
OWN: Final = 4
# Of the pages of a number, on how many another may be that is a misreading of it which repeats.
REPEATED: Final = 0.03
GROUP: Final = 4  # signs of an account as it is printed
SHARED: Final = 2  # groups that the accounts of a branch have in common
ENOUGH: Final = 3  # groups that make an account certain


def other_numbers(number: str, vocabulary: Vocabulary) -> list[Ask]:
    """What may stand on a page instead of a number: one that looks like it and is on few pages;
    what is left of it, and of no other; and of an account a part, where the rest cannot be read."""
    kind = kind_of(number)
    most = MISREAD.get(kind, 0)
    repeated = REPEATED * vocabulary.pages(number)
    alike = [
        other
        for other in lookup(vocabulary).numbers.get(kind, ())
        if 0 < Hamming.distance(number, other) <= most
        and _looks_like(number, other, kind)
        and (
            (pages := vocabulary.pages(other)) <= 1
            or (pages <= repeated and _is_seen_as(number, other))
        )
    ]
    found = tuple(sorted([*alike, *_torn(number, kind, vocabulary)]))
    parts = _parts_of_account(number, vocabulary) if kind == "#iban" else []
    return [Forms(found), *parts] if found else parts


def _looks_like(number: str, other: str, kind: str) -> bool:
    """Whether the signs that differ may have been read one for the other."""
    if kind == "#phone":
        return number[-OWN:] == other[-OWN:]
    if kind == "#plate" and all(a.isalpha() and b.isalpha() for a, b in _changed(number, other)):
        return True  # plates that follow each other differ in a digit
    return _is_seen_as(number, other)


def _is_seen_as(number: str, other: str) -> bool:
    """Whether all signs that differ are commonly read one for the other."""
    return all(a + b in SEEN_AS for a, b in _changed(number, other))


def _changed(number: str, other: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b in zip(number, other, strict=False) if a != b]


def _torn(number: str, kind: str, vocabulary: Vocabulary) -> list[str]:
    """What is left of this number somewhere, and cannot be left of another one that is known.

    Five signs of a plate are no other plate's, so that what is on one page only is taken for a bad
    reading of the same."""
    if kind not in TORN:
        return []
    before, signs = TORN[kind], number.partition(":")[2]
    known = lookup(vocabulary).numbers
    seldom = 1 if kind == "#plate" else 0
    others = [
        other.partition(":")[2]
        for other in known.get(kind, ())
        if other != number and vocabulary.pages(other) > seldom
    ]
    return [
        rest
        for rest in known.get(kind_of(before), ())
        if fits(left := rest.removeprefix(before), signs)
        and not any(fits(left, other) for other in others)
    ]


def _parts_of_account(number: str, vocabulary: Vocabulary) -> list[Ask]:
    signs = number.partition(":")[2].lower()
    groups = [signs[at : at + GROUP] for at in range(0, len(signs), GROUP)][SHARED:]
    windows = [groups[at : at + ENOUGH] for at in range(len(groups) - ENOUGH + 1)]
    return [
        Sequence(tuple(map(Form, window)))
        for window in windows
        if all(group in vocabulary for group in window)
    ]
