"""Phones, plates and accounts that OCR may have made of another."""

from typing import Final

from rapidfuzz.distance import Hamming

from search.query.asks import Ask, Form, Forms, Sequence
from search.tolerance.lookup import kind_of, lookup
from search.vocabulary import Vocabulary

# Sign, sign that it is read as, or the other way.
SEEN: Final = (
    *("38", "68", "56", "17", "08", "35", "95", "97", "23", "06", "89", "14", "27", "69", "49"),
    *("0O", "0Q", "0D", "OD", "OQ", "DQ", "8B", "5S", "2Z", "6G", "1I", "1L", "4A", "1T", "7T"),
    *("VY", "UV", "MN", "HN", "CG", "EF", "PR", "KX", "JI", "LI", "WV", "TF"),
)
SEEN_AS: Final = frozenset(SEEN) | frozenset(pair[::-1] for pair in SEEN)
# Signs that may be others. Of a phone none: numbers of one firm, or of one person after another,
# differ in a digit.
MISREAD: Final = {"#plate": 1, "#iban": 2}
GROUP: Final = 4  # signs of an account as it is printed
SHARED: Final = 2  # groups that the accounts of a branch have in common
ENOUGH: Final = 3  # groups that make an account certain


def other_numbers(number: str, vocabulary: Vocabulary) -> list[Ask]:
    """What may stand on a page instead of a number: one that looks like it and is on one page only;
    and of an account a part, where the rest cannot be read."""
    kind = kind_of(number)
    most = MISREAD.get(kind, 0)
    alike = tuple(
        sorted(
            other
            for other in lookup(vocabulary).numbers.get(kind, ())
            if 0 < Hamming.distance(number, other) <= most
            and vocabulary.pages(other) <= 1
            and all(a == b or a + b in SEEN_AS for a, b in zip(number, other, strict=False))
        )
    )
    found: list[Ask] = [Forms(alike)] if alike else []
    return found + (_parts_of_account(number, vocabulary) if kind == "#iban" else [])


def _parts_of_account(number: str, vocabulary: Vocabulary) -> list[Ask]:
    signs = number.partition(":")[2].lower()
    groups = [signs[at : at + GROUP] for at in range(0, len(signs), GROUP)][SHARED:]
    windows = [groups[at : at + ENOUGH] for at in range(len(groups) - ENOUGH + 1)]
    return [
        Sequence(tuple(map(Form, window)))
        for window in windows
        if all(group in vocabulary for group in window)
    ]
