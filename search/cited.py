"""Cotes that a page cites, where OCR left no cote of them: `cote DS`, `pièces cotées C9et`, `Dé` at
the beginning of a row.

A cote is short, so that its signs alone tell little: two letters are a word. Here its place tells
what it is: behind a word that announces a cote, or in a list of cotes, whose order leaves few
numbers for a row. Only what is no plain cote is given; the plain ones are words like others.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import Final, NamedTuple

# What a sign of the number may have been, the likeliest first.
DIGITS: Final = {digit: digit for digit in "0123456789"} | {
    **dict.fromkeys("lIiİ!|[]LTt\\", "1"),
    **dict.fromkeys("Zz", "2"),
    **dict.fromkeys("Aa", "4230"),
    **dict.fromkeys("Ss", "5"),
    **dict.fromkeys("éÉ", "64"),
    **dict.fromkeys("Gb", "6"),
    **dict.fromkeys("B", "83"),
    **dict.fromkeys("gq", "9"),
    **dict.fromkeys("OoQ", "0"),
}
# What its letter may have been: behind a word that announces it, and in a list.
LETTERS: Final = dict(zip("ABCD€P1", "ABCDCDD", strict=True))
LETTERS_OF_LIST: Final = LETTERS | dict(zip("abcde(pb01OIl|", "ABCDCCDBDDDDDD", strict=True))
LONGEST: Final = 5  # digits
UNSURE: Final = frozenset("Aa")  # read for so many digits that beside others they tell none

SIGNS: Final = rf"[{re.escape(''.join(DIGITS))}]"
ANNOUNCED: Final = re.compile(
    r"(?P<by>[CcPpNn])(?<!\w.)(?:[oôöó]t[eéè]{1,2}s?|i[eéè]ces?|otes?)(?=[\W_A-D])"
    r"(?P<gap>[^\w\n€]{0,3}\n?[^\w€]{0,2})"
    rf"(?P<letter>[{''.join(LETTERS)}])(?P<number>{SIGNS}{{1,{LONGEST}}})"
    r"(?P<glued>(?<=[0-9])[a-z]{1,2})?(?![^\W_]|-[^\W\d])",
    re.DOTALL,
)
PLAIN: Final = re.compile(r"[A-Da-d][0-9]+")
# Signs of what has no digit at all, unless it is the word `cote` that announces it.
MOST_LETTERS: Final = 2

FIRST: Final = re.compile(r"^[^\w€\n]{0,6}([\w€(|]{2,})(?=[\W_])(.*)$", re.MULTILINE)
ROW: Final = re.compile(r"^.*[^\W\d_]{3}.*$", re.MULTILINE)
DATED: Final = re.compile(
    r"(?<!\b[LlDd][eu] )(?<![0-9])[0-9]{2,3}\s?/?\s?[0-9]{2}\s?/\s?[0-9]{4}[^\w\n]*$"
)
BEGINS: Final = re.compile(r"^[^\w€\n]{0,6}[A-Da-d][0-9]+[\W_]", re.MULTILINE)
FEWEST: Final = 4  # rows that begin with a cote make a list
MOST_BETWEEN: Final = 1  # other lines, as where the heading of the columns is repeated
MOST_GUESSED: Final = 20  # rows in a row whose cotes cannot be read
MOST_POSSIBLE: Final = 3  # cotes that one row may have


class Cited(NamedTuple):
    """A cote as it was most likely printed, `D5`, and its characters [start, end)."""

    cote: str
    start: int
    end: int


class _Row(NamedTuple):
    """A row of a list: its first word, its cote if that is plain, whether it ends in a date."""

    word: str
    start: int
    letter: str
    number: int
    dated: bool


def cotes(text: str) -> Iterator[Cited]:
    """The cotes that a page cites without one word of it being that cote; some may be doubtful."""
    for match in ANNOUNCED.finditer(text):
        written = match["letter"] + match["number"]
        if PLAIN.fullmatch(written) and not match["glued"]:
            continue
        number = _announced(written, by_name=match["by"] in "Cc")
        if number:
            yield Cited(LETTERS[match["letter"]] + number, match.start("letter"), match.end())
    yield from _listed(text)


def _announced(written: str, *, by_name: bool) -> str:
    """The number behind a letter; nothing where it is as well a word: `note DGSI`."""
    signs = written[1:]
    if written[0] == "1" and not (by_name and len(signs) > 1 and signs.isdigit()):
        return ""  # a number like others, unless it is long and said to be a cote
    digits = sum(map(str.isdigit, signs))
    if not digits and len(written) > MOST_LETTERS and not by_name:
        return ""
    if len(signs) > 1 and UNSURE.intersection(signs):
        return ""
    number = "".join(DIGITS[sign][0] for sign in signs)
    return number if number[0] != "0" else ""


def _listed(text: str) -> Iterator[Cited]:
    """The cotes of the rows of a list that are not plain, by what their neighbours leave."""
    if len(BEGINS.findall(text)) < FEWEST:
        return
    rows = _rows(text)
    known = [place for place, row in enumerate(rows) if row.number]
    if len(known) < FEWEST or not _ascend([rows[place] for place in known]):
        return
    for first, last in zip([-1, *known], [*known, len(rows)], strict=True):
        between = rows[first + 1 : last]
        if not between or len(between) > MOST_GUESSED:
            continue
        before = rows[first] if first >= 0 else None
        after = rows[last] if last < len(rows) else None
        for place, row in enumerate(between):
            for cote in _possible(row, place, len(between), before, after):
                yield Cited(cote, row.start, row.start + len(row.word))


def _rows(text: str) -> list[_Row]:
    """The rows of the list on a page: lines that begin with a cote, or end in a date as its other
    rows do, or begin with what may be a cote. Above the first plain cote and below the last one
    only those that hang together with it."""
    rows: list[_Row] = []
    whole = 0  # rows up to the last plain cote, and those right below it
    others = 0  # lines since the last row
    for line in ROW.finditer(text):
        row = _row(line)
        if row is None:
            others += 1
            rows = rows if whole else []
            continue
        rows.append(row)
        if row.number or (whole and whole == len(rows) - 1 and others <= MOST_BETWEEN):
            whole = len(rows)
        others = 0
    return rows[:whole]


def _row(line: re.Match[str]) -> _Row | None:
    """A line of a page as a row of a list; None for a line of anything else."""
    first = FIRST.match(line[0])
    if first is None:
        return None
    word, rest = first.groups()
    dated = DATED.search(line[0]) is not None
    plain = PLAIN.fullmatch(word) is not None and rest.strip() != ""
    if not plain and not dated and not _codes(word):
        return None
    start = line.start() + first.start(1)
    if not plain:
        return _Row(word, start, "", 0, dated)
    return _Row(word, start, word[0].upper(), int(word[1 : 1 + LONGEST]), dated)


def _ascend(rows: Sequence[_Row]) -> bool:
    """Whether nearly all rows come after the one above, as in a list and not in prose."""
    pairs = list(pairwise(rows))
    falls = sum((one.letter, one.number) > (two.letter, two.number) for one, two in pairs)
    return falls * FEWEST <= len(pairs)


def _codes(word: str) -> list[tuple[str, int]]:
    """The cotes that a first word of a row may be."""
    letter, signs = LETTERS_OF_LIST.get(word[0]), word[1:]
    if letter is None or len(signs) > LONGEST or any(sign not in DIGITS for sign in signs):
        return []
    if sum(map(str.isdigit, signs)) == 0 and len(signs) > MOST_LETTERS:
        return []
    return [(letter, int("".join(digits))) for digits in product(*(DIGITS[s] for s in signs))]


def _possible(
    row: _Row, place: int, rows: int, before: _Row | None, after: _Row | None
) -> list[str]:
    """The cotes that a row may have, the `place`-th of so many between two that are known."""
    least = (before.letter, before.number) if before else ("", 0)
    most = (after.letter, after.number) if after else ("ZZ", 0)
    read = [code for code in _codes(row.word) if least < code < most and code[1]]
    near = [code for code in read if code[0] in (least[0], most[0])]
    first, last = least[1] + place + 1, most[1] - rows + place
    if near:
        letter, number = min(near, key=lambda code: _away(code, least[0], first, last))
        return [f"{letter}{number}"]
    if not row.dated:
        return []
    if before and after and before.letter == after.letter:
        few = last - first < MOST_POSSIBLE
        return [f"{before.letter}{number}" for number in range(first, last + 1) if few]
    counted = [f"{after.letter}{last}"] if after and last > 0 else []
    return [*counted, f"{before.letter}{first}"] if before else counted


def _away(code: tuple[str, int], letter: str, first: int, last: int) -> int:
    """How far a cote is from what counting from the rows above, or back from those below, makes."""
    return abs(code[1] - (first if code[0] == letter else last))
