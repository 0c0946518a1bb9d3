"""The values of fields, read from what a person typed.

Every reader raises ValueError for what it cannot take.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from search import numbers
from search.analysis import fold
from search.fields.values import LARGEST, Between, Cotes, Days, Span

DOTS = re.compile(r"\s*\.\.+\s*|\s*…\s*")
COTE = re.compile(
    r"([A-Z])\s?\.?\s?(?:([0-9]{1,9})(?:\s?(BIS|TER|QUATER))?(?:\s?/\s?([0-9]{1,9}))?(\*)?)?"
)
DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
FRENCH_DAY = re.compile(r"(?:(?:([0-9]{1,2})[./])?([0-9]{1,2})[./])?([0-9]{4})")
COMPARED = re.compile(r"(<=|>=|<|>|=)?([0-9]*[.,]?[0-9]+)(\s?%)?")

T = TypeVar("T")


def pages(value: str) -> Span:
    """`12`, `12..40`, `12-40`, `..40`, `40..`."""
    return Span(*_ends(re.sub(r"(?<=\d)\s*[-–]\s*(?=\d)", "..", value), _whole, 1, LARGEST))


def _whole(text: str) -> tuple[int, int]:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError(text)
    return int(text), int(text)


def volume(value: str) -> int | str:
    """The position of a volume, else a folded part of its name."""
    value = value.strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    return some_text(value)


def cote(value: str) -> Cotes:
    """`D12`, `D12/2`, `D12*` (D12, D120, D1234), `D`, `D100..D200`, `D100..`."""
    parts = DOTS.split(value.strip().upper())
    if len(parts) == 1:
        return _cote(parts[0])
    low, high = _two(parts)
    begin = _cote(low) if low else None
    end = (
        _cote(high if not high.isdigit() or begin is None else begin.letter + high)
        if high
        else None
    )
    letter = (begin or end or Cotes("")).letter
    for one in (begin, end):
        if one and (one.letter != letter or one.first != one.last or one.folio or one.suffix):
            raise ValueError(value)
    found = Cotes(letter, begin.first if begin else 0, end.last if end else LARGEST)
    if not letter or found.first > found.last:
        raise ValueError(value)
    return found


def _cote(text: str) -> Cotes:
    match = COTE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    letter, number, suffix, folio, star = match.groups()
    if number is None:
        return Cotes(letter)
    if star and (folio or suffix):
        raise ValueError(text)
    if star:
        return Cotes(letter, begins=str(int(number)))
    of_folio = int(folio) if folio else None
    return Cotes(letter, int(number), int(number), of_folio, suffix=(suffix or "").lower())


def days(value: str) -> Days:
    """`2024`, `2024-03`, `2024-03-14`, `14/03/2024`, and ranges of them with `..`."""
    return Days(*_ends(value, _day, date.min, date.max))


def _day(text: str) -> tuple[date, date]:
    """The first and the last day of a year, a month or a day."""
    if match := DAY.fullmatch(text):
        year, month, day = match.groups()
    elif match := FRENCH_DAY.fullmatch(text):
        day, month, year = match.groups()
    else:
        raise ValueError(text)
    if day:
        one = date(int(year), int(month), int(day))
        return one, one
    if month:
        first = date(int(year), int(month), 1)
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return date(int(year), 1, 1), date(int(year), 12, 31)


def phone(value: str) -> str:
    """The canonical form of a phone number."""
    found = numbers.canonical(value)
    if found is None or not found.startswith("#phone:"):
        raise ValueError(value)
    return found


def share(value: str) -> Between:
    """`<0.7`, `>=0,9`, `0.5..0.7`, `<70%`."""
    value = value.strip()
    if DOTS.search(value):
        low, high = _two(DOTS.split(value))
        least, most = (_share(end) if end else None for end in (low, high))
        if least is not None and most is not None and least > most:
            raise ValueError(value)
        return Between(least, most)
    match = COMPARED.fullmatch(value)
    if match is None:
        raise ValueError(value)
    sign, one = match[1] or "=", _share(match[2] + (match[3] or ""))
    if sign == "=":  # as it is shown: in per cent
        return Between(round(one - 0.005, 4), round(one + 0.005, 4))
    return Between(
        one if ">" in sign else None, one if "<" in sign else None, beyond="=" not in sign
    )


def _share(text: str) -> float:
    match = COMPARED.fullmatch(text)
    if match is None or match[1]:
        raise ValueError(text)
    found = float(match[2].replace(",", "."))
    if match[3]:
        found = round(found / 100, 6)
    if not 0 <= found <= 1:
        raise ValueError(text)
    return found


def some_text(value: str) -> str:
    """Words, folded; at least one letter or digit."""
    folded = " ".join(fold(value).split())
    if not any(map(str.isalnum, folded)):
        raise ValueError(value)
    return folded


def one_of(values: dict[str, str]) -> Callable[[str], str]:
    """A reader of one of these values, by any of its names (folded)."""

    def read(value: str) -> str:
        try:
            return values[fold(value).strip()]
        except KeyError:
            raise ValueError(value) from None

    return read


def _two(parts: list[str]) -> tuple[str, str]:
    if len(parts) != 2 or not any(parts):
        raise ValueError("..".join(parts))
    return parts[0], parts[1]


def _ends(value: str, read: Callable[[str], tuple[T, T]], least: T, most: T) -> tuple[T, T]:
    """A value, or a range of two with `..`, of which one may be left out."""
    parts = DOTS.split(value.strip())
    if len(parts) == 1:
        return read(parts[0])
    low, high = _two(parts)
    first = read(low)[0] if low else least
    last = read(high)[1] if high else most
    if first > last:  # type: ignore[operator]
        raise ValueError(value)
    return first, last
