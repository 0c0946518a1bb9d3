"""French phone numbers, number plates and IBANs in one canonical form, however they were typed.

`+33 6 39 98 16 22`, `06.39.98.16.22` and `0639981622` are one number. Its canonical form starts
with `#`, which no word does, so that it shares the index of words without meeting any.

Sources: ARCEP numbering plan (ten digits, the first 0 or +33); plates since 2009 (two letters,
three digits, two letters, no I, O, U); ISO 13616 for IBAN lengths and check digits.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from search import blurred, cited, torn

PHONE = re.compile(
    r"(?<![0-9+])(?![0-9]{2}/[0-9]{2}/[0-9]{2,4}\b)(?:(?:\+|00)33[\s.-]{0,2}(?:\(0\)\s?)?|0)"
    r"([1-9](?:[\s./-]{0,2}[0-9]{2}){4})(?![0-9])"
)
LETTERS = "A-HJ-NP-TV-Z"
PLATE = re.compile(
    rf"(?<!\w)([{LETTERS}]{{2}})(?:\s?-)?\s?([0-9]{{3}})(?:\s?-)?\s?([{LETTERS}]{{2}})(?!\w)"
)
# Small letters with blanks between would take `le 308 gr` for a plate.
SMALL_PLATE = re.compile(
    r"([a-hj-np-tv-z](?<!\w.)[a-hj-np-tv-z])-?([0-9]{3})-?([a-hj-np-tv-z]{2})(?!\w)"
)
IBAN_LENGTHS: Final = {
    "FR": 27, "MC": 27, "BE": 16, "LU": 20, "CH": 21, "DE": 22, "ES": 24, "IT": 27, "GB": 22,
    "NL": 18, "PT": 25, "IE": 22, "AT": 20, "PL": 28, "RO": 24, "CY": 28, "MT": 31, "LT": 20,
    "LV": 21, "EE": 20, "AD": 24, "LI": 21, "SM": 27, "TN": 24, "AE": 23, "TR": 26, "GR": 27,
}  # fmt: skip
IBAN_START = re.compile(r"([A-Za-z](?<![A-Za-z0-9].)[A-Za-z])[0-9]{2}(?=\s?[A-Za-z0-9])")
IBAN_REST: Final = {
    country: re.compile(rf"(?:\s?[A-Za-z0-9]){{{length - 4}}}(?![A-Za-z0-9])")
    for country, length in IBAN_LENGTHS.items()
}
# A French account holds so many digits at fixed places that no prose looks like one, and a misprint
# of its check digits must not hide it; elsewhere the check digits tell an IBAN from prose.
FRENCH_ACCOUNT = re.compile(r"(?:FR|MC)[0-9]{12}[A-Z0-9]{11}[0-9]{2}")


# Doubtful ones, for those who ask with tolerance.
COTE: Final = "#cote:"
TORN: Final = {"#phone": "#torn-phone:", "#plate": "#torn-plate:"}


class Number(NamedTuple):
    """A number found in a text: its canonical form and its characters [start, end)."""

    canonical: str
    start: int
    end: int


def find(text: str) -> Iterator[Number]:
    """The phones, plates and IBANs of a page, also where OCR blurred them, and what it left of
    phones, plates and cotes that it did not read."""
    phones = list(blurred.phones(text))
    for signs, start, end in phones:
        yield Number("#phone:0" + signs, start, end)
    plates = {match.start(): _plate(match) for match in SMALL_PLATE.finditer(text)}
    plates |= {at: Number("#plate:" + signs, at, end) for signs, at, end in blurred.plates(text)}
    yield from plates.values()
    accounts = {at: Number("#iban:" + signs, at, end) for signs, at, end in blurred.accounts(text)}
    accounts |= {m.start(): found for m in IBAN_START.finditer(text) if (found := _iban(m))}
    yield from accounts.values()
    sure = [(at, end) for _, at, end in (*plates.values(), *accounts.values())]
    for signs, start, end in torn.phones(text, [(at, end) for _, at, end in phones]):
        yield Number(TORN["#phone"] + signs, start, end)
    # Where letters are small, a pair of them may as well be a word.
    for signs, start, end in torn.plates(text, [at for at in sure if text[slice(*at)].isupper()]):
        yield Number(TORN["#plate"] + signs, start, end)
    for cote, start, end in cited.cotes(text):
        yield Number(COTE + cote.lower(), start, end)


def number_at(text: str, start: int) -> Number | None:
    """The phone, plate or IBAN that begins at a place of a text."""
    if match := PHONE.match(text, start):
        return _phone(match)
    if match := PLATE.match(text, start) or SMALL_PLATE.match(text, start):
        return _plate(match)
    match = IBAN_START.match(text, start)
    return _iban(match) if match else None


def canonical(text: str) -> str | None:
    """The canonical form of a text that is wholly one phone, plate or IBAN, else None."""
    text = text.strip()
    number = number_at(text, 0)
    return number.canonical if number and number.end == len(text) else None


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text)).upper()


def _phone(match: re.Match[str]) -> Number:
    return Number("#phone:0" + _bare(match[1]), *match.span())


def _plate(match: re.Match[str]) -> Number:
    return Number("#plate:" + "".join(match.groups()).upper(), *match.span())


def _iban(start: re.Match[str]) -> Number | None:
    """The IBAN that two letters and two digits begin, or None (ISO 7064 MOD 97-10)."""
    rest = IBAN_REST.get(start[1].upper())
    end = rest.match(start.string, start.end()) if rest else None
    if end is None:
        return None
    account = _bare(start[0] + end[0])
    if not FRENCH_ACCOUNT.fullmatch(account):
        moved = account[4:] + account[:4]
        if int("".join(str(int(c, 36)) for c in moved)) % 97 != 1:
            return None
    return Number("#iban:" + account, start.start(), end.end())
