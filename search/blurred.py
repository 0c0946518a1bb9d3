"""Phones, plates and French accounts on a page as OCR leaves them: letters for digits, specks
between the groups, brackets for a J, the rule of a table read as a 1.

Only for the text of pages: what a person types is taken as it is (see `search.numbers`). Each of
these numbers has so many signs at fixed places that a few doubtful ones make no other of it.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

DIGITS: Final = str.maketrans("OoQDIl|!iZzSsbBGgéÉ", "0000111112255686966")
# In plates it would make one of EDITION.
DIGITS_OF_PHONE: Final = DIGITS | {ord("T"): "1", ord("L"): "1"}
# Signs that no plate has: I, O and U are not given out.
LETTERS: Final = str.maketrans("ŸÝÉÈ][)}{(0O123568I", "YYEEJLJJLCQQLZJSGBL")
MOST_DOUBTFUL: Final = 3  # signs of a phone that are no digits
ALLOTTED: Final = frozenset("ABCDEFGHJKLMNPQRSTVWXYZ")
ROMAN: Final = frozenset("VXLCDM")
WORDS: Final = frozenset(
    ["ce", "de", "ed", "el", "en", "es", "et", "ex", "la", "le", "ma", "me", "ne", "sa", "se"]
)

D = r"[0-9OoQDIl|!iZzSsbBGgéÉ]"
P = r"[0-9OoQDIlL|!iTZzSsbBGgéÉ]"
GAP = r"[\s.,:;'’‘`\"_°*/–-]{0,3}"
# Overlapping numbers are all looked at, as in `02 12 06 39 98 16 22`: hence the look ahead. What
# follows a colon is the end of a time of day.
# The first sign is looked for first, then what stands before it: that is several times as fast.
PHONE = re.compile(
    rf"[+014OoG](?<![0-9+].)(?<![0-9]:.)(?=((?:(?:(?<=\+)|(?<=0)0|(?<=4)(?=33[67][0-9]))33{GAP}"
    rf"(?:\(0\)\s?)?|(?<=1)([0Oo])|(?<=[0OoG]))"
    rf"([1-9GSBIléÉ](?:{GAP}{P}[ ]?{P}){{4}}))(?![0-9]))",
    re.DOTALL,
)
PAIRS = re.compile(rf"({GAP}){P}[ ]?{P}")
SPLIT_PAIR = re.compile(rf"(?<!{P}){P} {P}(?!{P})")
AFTER_COMMA = re.compile(r"[0-9][.,:]$")
L = r"(?:\]J|[A-Za-zŸÝÉÈ\]\[)}{(0123568])"
SPACE = r"[\s.,:;'’‘`_–-]{0,3}"
PLATE = re.compile(
    rf"(?<![^\W_])({L}{{2}}|[A-Z] [A-Z](?=-)){SPACE}"
    rf"({D}{{3}}|(?<=-)[0-9] ?[0-9] ?[0-9](?=-)|(?<= )[0-9] ?[0-9] ?[0-9](?= [A-Z]{{2}}))"
    rf"{SPACE}({L}{{2}}|{L} [\]}}])(?![^\W_])"
)
# A sign of it was seen twice, the second time as a letter; or dust behind it as a digit.
SEEN_TWICE = re.compile(
    r"([A-HJ-NP-TV-Z](?<![^\W_].)[A-HJ-NP-TV-Z])(\s?-\s?|\s?)(?=\S{0,3}[0-9])([0-9A-Z]{4})\2"
    r"([A-HJ-NP-TV-Z][A-HJ-NP-TV-Z\]])(?![^\W_])"
)
SEEN_ALSO: Final = {"A": "4", "S": "3", "B": "3"}  # beside what DIGITS has
DUST_BEHIND = re.compile(
    r"([A-HJ-NP-TV-Z](?<![^\W_].)[A-HJ-NP-TV-Z])-?([0-9]{3})-?"
    r"([A-HJ-NP-TV-Z]{2})[0-9](?![^\W_])"
)
ACCOUNT = re.compile(
    rf"(FR|MC)(?<![A-Za-z0-9]..)({D}{{2}})((?:[\s.,:;'’‘`\"-]{{0,3}}[A-Za-z0-9]){{23}})(?![A-Za-z0-9])"
)
FEWEST_DIGITS: Final = 18  # of an account that are certain
FEWEST_DIGITS_OF_ACCOUNT: Final = 9  # of its 11 signs that may be letters, for them to be misread


class Found(NamedTuple):
    """The signs of a number, without country and blanks, and its characters [start, end)."""

    signs: str
    start: int
    end: int


class _Phone(NamedTuple):
    doubts: int
    found: Found


def phones(text: str) -> Iterator[Found]:
    """The nine digits after the 0 of each phone. Two may overlap where both look as good."""
    candidates = [phone for match in PHONE.finditer(text) if (phone := _phone(match))]
    best: list[_Phone] = []
    for place, phone in enumerate(candidates):
        if best and best[-1].found.end > phone.found.start and best[-1].doubts != phone.doubts:
            if phone.doubts > best[-1].doubts:
                continue
            following = candidates[place + 1 : place + 2]
            if not following or not _side_by_side(best[-1], phone, following[0]):
                best.pop()
        best.append(phone)
    return (phone.found for phone in best)


def _side_by_side(first: _Phone, across: _Phone, second: _Phone) -> bool:
    """Whether one phone is made of the end of a doubtful one and the beginning of the next."""
    beside = first.found.end <= second.found.start < across.found.end
    return beside and second.doubts <= across.doubts


def _phone(match: re.Match[str]) -> _Phone | None:
    """What was matched, if it is no word and nothing else that is made of digits."""
    whole, rule, body = match[0] + match[1], match[2], match[3]
    start = match.start()
    before = match.string[max(start - 2, 0) : start]
    doubtful = sum(not s.isdigit() for s in body if s.translate(DIGITS_OF_PHONE).isdigit())
    gaps = PAIRS.findall(body, 1)
    if doubtful > MOST_DOUBTFUL or (rule and not all(gaps)):
        return None
    uneven = len(set(gaps)) > 1
    if uneven and (whole[0] != "+" and _is_of_sums(before, gaps)):
        return None
    if SPLIT_PAIR.search(body) and set(gaps) != {" "}:
        return None
    glued = match.string[match.end(1) : match.end(1) + 1].isalnum()
    if glued and (doubtful or whole[0] in "Oo"):
        return None  # a word, not a number
    # Only what else is a phone as it is printed may begin so.
    as_printed = doubtful <= whole[1].isalpha() and not uneven and all(gaps)
    if not as_printed and (whole[0] == "G" or (whole[0] in "Oo" and whole[1].isalpha())):
        return None
    signs = "".join(filter(str.isdigit, body.translate(DIGITS_OF_PHONE)))
    if signs[0] == "0":
        return None
    start += len(rule or "")
    return _Phone(doubtful + uneven, Found(signs, start, match.end(1)))


def _is_of_sums(before: str, gaps: list[str]) -> bool:
    """Whether digits stand as in dates, times and sums of money, one after the other."""
    signs = [gap.strip() for gap in gaps]
    return (
        "/" in "".join(signs)
        or sum(sign in (",", ":", ";") for sign in signs) > 1
        or ("\n" in "".join(gaps) and any(signs))
        or bool(AFTER_COMMA.search(before))
    )


def plates(text: str) -> Iterator[Found]:
    """The seven signs of each plate."""
    for match in PLATE.finditer(text):
        left, right = match[1], match[3]
        digits = match[2].replace(" ", "")
        letters = (left + right).replace("]J", "J").replace(" ", "")
        capitals = sum(letter in ALLOTTED for letter in letters)
        if capitals < 3 and not (_half_small(left, right, digits) or _round(left, right, digits)):
            continue
        if not _certain(digits, letters):
            continue
        letters = letters.translate(LETTERS).upper()
        if ALLOTTED.issuperset(letters):
            yield Found(letters[:2] + digits.translate(DIGITS) + letters[2:], *match.span())
    for match in SEEN_TWICE.finditer(text):
        if digits := _once(match[3]):
            yield Found(match[1] + digits + match[4].translate(LETTERS), *match.span())
    for match in DUST_BEHIND.finditer(text):
        yield Found("".join(match.groups()), *match.span())


def _half_small(left: str, right: str, digits: str) -> bool:
    """Whether one pair of letters was taken for small ones, and is no word: `wx 198 QZ`."""
    small, large = (left, right) if left.islower() else (right, left)
    return (
        digits.isdigit()
        and small.islower()
        and small not in WORDS
        and ALLOTTED.issuperset(large + small.upper())
    )


def _round(left: str, right: str, digits: str) -> bool:
    """Whether each pair of letters has an O, which no plate has: `JO 719 YO` is `JQ-719-YQ`."""
    return digits.isdigit() and all(
        pair.count("O") == 1 and pair.replace("O", "") in ALLOTTED for pair in (left, right)
    )


def _once(signs: str) -> str:
    """The three digits of four signs, one of them a letter that looks like what is beside it."""
    for at, sign in enumerate(signs):
        beside = signs[max(at - 1, 0) : at] + signs[at + 1 : at + 2]
        digits = (signs[:at] + signs[at + 1 :]).translate(DIGITS)
        like = sign.translate(DIGITS) + SEEN_ALSO.get(sign, "")
        if sign.isalpha() and digits.isdigit() and set(like) & set(beside.translate(DIGITS)):
            return digits
    return ""


def _certain(digits: str, letters: str) -> bool:
    """Whether these are the digits of a plate: one of them is, or all are ones. A word has none,
    nor has it three of the strokes that stand for ones; a Roman number may."""
    if any(map(str.isdigit, digits)):
        return True
    return set(digits.translate(DIGITS)) == {"1"} and not ROMAN.issuperset(letters)


def accounts(text: str) -> Iterator[Found]:
    """The 27 signs of each French account."""
    for match in ACCOUNT.finditer(text):
        signs = "".join(filter(str.isalnum, match[3]))
        if sum(map(str.isdigit, signs)) < FEWEST_DIGITS:
            continue
        bank, account, key = signs[:10], signs[10:21], signs[21:]
        if sum(map(str.isdigit, account)) >= FEWEST_DIGITS_OF_ACCOUNT:
            account = account.translate(DIGITS)
        numbers = [part.translate(DIGITS) for part in (match[2], bank, key)]
        if all(map(str.isdigit, numbers)):
            check, bank, key = numbers
            yield Found(match[1] + check + bank + account.upper() + key, *match.span())
