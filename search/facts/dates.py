"""The days that a text names, in French and in English, in digits and in words.

`14 mars 2019`, `14/03/2019`, `14.03.2019`, `2019-03-14`, `1er mars 2019`, `quatorze mars deux mille
dix-neuf`, `L'an deux mille dix-neuf, le quatorze mars`, `March 14, 2019`. A year of two digits may
be any of two centuries, and is no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Final

from search.analysis import fold

MOST: Final = 200  # days told of one page
YEARS: Final = range(1900, 2101)

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv january jan", "fevrier fevr fev february feb", "mars march mar",
            "avril avr april apr", "mai may", "juin june jun", "juillet juil july jul",
            "aout august aug", "septembre sept september sep", "octobre oct october",
            "novembre nov november", "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
# All patterns are for small letters. This one begins with a sign that it needs, and looks behind it
# only then: so the rest of a text is passed over five times as fast.
MONTH: Final = re.compile(
    r"[adfjmnos](?<!\w.)(?:(?<=j)(?:anv(?:ier)?|anuary|an|uin|une|uil(?:let)?|uly|un|ul)"
    r"|(?<=f)(?:[ée]vr(?:ier)?|[ée]v|ebruary|eb)|(?<=m)(?:ars|arch|ar|ai|ay)"
    r"|(?<=a)(?:vr(?:il)?|pril|pr|o[uû]t|ugust|ug)|(?<=s)(?:ept(?:embre)?|eptember|ep)"
    r"|(?<=o)(?:ct(?:obre)?|ctober)|(?<=n)(?:ov(?:embre)?|ovember)"
    r"|(?<=d)(?:[ée]c(?:embre)?|ecember))\b\.?"
)
NUMBERS: Final = {
    "premier": 1, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6,
    "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13,
    "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "vingts": 20, "trente": 30,
    "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100, "cents": 100, "mil": 1000,
    "mille": 1000,
}  # fmt: skip
IN_WORDS: Final = (
    rf"(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
    rf"(?:[\s-]+(?:et[\s-]+)?(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))})\b)*"
)
# Beside the name of a month a scanner's letter is a digit.
DIGITS: Final = str.maketrans("ilo|", "1101")
ONE_OR_TWO: Final = r"[0-9ilo|]{1,2}"
FOUR: Final = r"[12il|][0-9ilo|]{3}"
DAY_BEFORE: Final = re.compile(
    rf"(?<![\w/.-])(?:(?P<first>[1il](?:er|°|ᵉʳ))|(?P<digits>{ONE_OR_TWO})(?:st|nd|rd|th)?"
    rf"|(?P<words>{IN_WORDS}))(?:\s+of)?\s+$"
)
YEAR_AFTER: Final = re.compile(rf",?\s+(?:(?P<digits>{FOUR})|(?P<words>{IN_WORDS}))(?!\w)")
# `march 14, 2019`
REST_AFTER: Final = re.compile(rf"\s+([0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+({FOUR})(?!\w)")
# `l'an deux mille dix-neuf, le `, right before the day.
YEAR_BEFORE: Final = re.compile(
    rf"\b(?:an|ann[ée]e)\s+(?:(?P<digits>{FOUR})|(?P<words>{IN_WORDS}))"
    r"\s*,?\s*(?:et\s+)?(?:le|du|au)\s+(?:\w+di\s+|dimanche\s+)?$"
)
# `14/03/2019` or `2019-03-14`: in one, as all of a text is passed over for it.
NUMERIC: Final = re.compile(
    r"([0-9](?<![\w/.-].))(?:([0-9]?)([/.-])([0-9]{1,2})\3([0-9]{4})(?![\w/-])"
    r"|([0-9]{3})-([0-9]{2})-([0-9]{2})(?![\w/-]|\.[0-9]))"
)
LONGEST_DAY: Final = 24  # characters
LONGEST_YEAR: Final = 60


def days_in(text: str) -> list[date]:
    """The days that a text names, each once, in order; at most MOST of them."""
    return sorted(set(islice(_days(text), MOST)))


def _days(text: str) -> Iterator[date]:
    # Both are a misread digit; small, one of them is two signs.
    small = text.replace("ı", "i").replace("İ", "i").lower()
    for first, second, between, *rest in NUMERIC.findall(small):
        month, year, last_of_year, iso_month, iso_day = rest
        if between:
            yield from _valid(year, month, first + second)
        else:
            yield from _valid(first + last_of_year, iso_month, iso_day)
    for match in MONTH.finditer(small):
        yield from _beside(small, match)


def _beside(text: str, month: re.Match[str]) -> Iterator[date]:
    """The day that is written around the name of a month."""
    number = MONTHS[fold(month[0]).rstrip(".")]
    after = text[month.end() : month.end() + LONGEST_YEAR]
    start = max(month.start() - LONGEST_DAY, 0)
    day = DAY_BEFORE.search(text[start : month.start()])
    if day is None:
        if rest := REST_AFTER.match(after):
            yield from _valid(rest[2].translate(DIGITS), number, rest[1])
        return
    year = YEAR_AFTER.match(after)
    if year is None:
        begin = start + day.start()
        year = YEAR_BEFORE.search(text[max(begin - LONGEST_YEAR, 0) : begin])
    if year is not None:
        yield from _valid(_value(year), number, 1 if day["first"] else _value(day))


def _value(match: re.Match[str]) -> int:
    if match["digits"]:
        return int(match["digits"].translate(DIGITS))
    return in_words(match["words"])


def in_words(words: str) -> int:
    """The number that French words say: `quatre-vingt-dix-neuf`, `deux mille dix-neuf`."""
    thousands = total = 0
    for word in re.split(r"[\s-]+", words.lower()):
        value = NUMBERS.get(word, 0)
        if value == 1000:
            thousands, total = max(total, 1) * 1000, 0
        elif value == 100:
            total = max(total, 1) * 100
        elif value == 20 and total % 100 == 4:
            total += 76  # four twenties
        else:
            total += value
    return thousands + total


def _valid(year: int | str, month: int | str, day: int | str) -> Iterator[date]:
    if int(year) not in YEARS:
        return
    try:
        yield date(int(year), int(month), int(day))
    except ValueError:
        return
