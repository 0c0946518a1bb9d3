"""Phones and plates of which OCR lost a sign or two: what is left, a dot for each lost sign.

What is left may be of several numbers: whoever looks one up has to see that only one fits
(`search.tolerance.numbers`).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from search.pieces import Taken

LOST: Final = "."
BEGUN: Final = re.compile(r"[+0](?<![\w+.].)(?:(?<=\+)33[ .]?|(?<=0))(?=[1-9][ .,])", re.DOTALL)
PAIR: Final = r"[ .,]{1,2}[0-9]{2}"
# A mobile without the 0 before it, or with the code of the country and without its first digit.
BARE: Final = re.compile(
    r"([67](?<![\w+].)(?<![0-9][ .].)([ .])[0-9]{2}(?:\2[0-9]{2}){3})(?!\2?[0-9])", re.DOTALL
)
HEADLESS: Final = re.compile(r"\+33[ .]?([0-9]{2}(?:[ .]?[0-9]{2}){3})(?![ .]?[1-9]|\w)")
# With another digit for its 0: five pairs in a row, of which the first begins no phone.
HEAD_MISREAD: Final = re.compile(
    r"[2-9](?<![\w+].)(?<![0-9][ .].)([67](?:[ .-][0-9]{2}){4})(?![ .,-]?[0-9]|\w)", re.DOTALL
)
# One of its pairs is one digit, or dust.
ONE_LOST: Final = [
    re.compile(
        rf"([1-9]{PAIR * place})[ .,]{{1,2}}([0-9]|[^\w\s.,]{{1,2}})({PAIR * (3 - place)})(?!\w)"
    )
    for place in range(4)
]
PLATE: Final = re.compile(
    r"([A-HJ-NP-TV-Z](?<![^\W_].)[A-HJ-NP-TV-Z])(\s?-\s?|\s?)([0-9]{3})(?![0-9])"
    r"(?:\2([A-HJ-NP-TV-Z])(?![A-Z]))?(?=[\W_]|[A-Za-z])",
    re.DOTALL,
)
# Its first two letters seen as one: `W-672-GY` for `VY-672-GY`.
PLATE_WITH_ONE: Final = re.compile(
    r"W(?<![^\W_].)\s?-\s?([0-9]{3})\s?-\s?([A-HJ-NP-TV-Z]{2})(?![^\W_])", re.DOTALL
)
SIGNS_OF_PLATE: Final = 7


class Torn(NamedTuple):
    """The signs that are left of a number, and its characters [start, end)."""

    signs: str
    start: int
    end: int


def phones(text: str, whole: Iterable[tuple[int, int]]) -> Iterator[Torn]:
    """The ten digits of each phone that is not wholly there; `whole`: where those are that are."""
    taken = Taken(whole)
    for match in BARE.finditer(text):
        if _is_free(match, taken):
            yield Torn("0" + _digits(match[1]), match.start(), match.end())
    for match in HEADLESS.finditer(text):
        if _is_free(match, taken):
            yield Torn("0" + LOST + _digits(match[1]), match.start(), match.end())
    for match in HEAD_MISREAD.finditer(text):
        if _is_free(match, taken):
            yield Torn(LOST + _digits(match[1]), match.start(), match.end())
    for begun in BEGUN.finditer(text):
        for pattern in ONE_LOST:
            torn = pattern.match(text, begun.end())
            if torn and _is_free(torn, taken):
                before, left, after = torn.groups()
                for pair in (left + LOST, LOST + left) if left.isdigit() else (LOST * 2,):
                    signs = f"0{_digits(before)}{pair}{_digits(after)}"
                    yield Torn(signs, begun.start(), torn.end())


def plates(text: str, whole: Iterable[tuple[int, int]]) -> Iterator[Torn]:
    """The signs of each plate that is not wholly there, its five first ones at least, or its five
    last."""
    taken = Taken(whole)
    for match in PLATE.finditer(text):
        if _is_free(match, taken):
            signs = match[1] + match[3] + (match[4] or "")
            yield Torn(signs.ljust(SIGNS_OF_PLATE, LOST), match.start(), match.end())
    for match in PLATE_WITH_ONE.finditer(text):
        if _is_free(match, taken):
            yield Torn((match[1] + match[2]).rjust(SIGNS_OF_PLATE, LOST), *match.span())


def fits(torn: str, whole: str) -> bool:
    """Whether these signs are left of that number."""
    return len(torn) == len(whole) and all(a in (b, LOST) for a, b in zip(torn, whole, strict=True))


def _is_free(match: re.Match[str], taken: Taken) -> bool:
    return not taken.touches(*match.span())


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
