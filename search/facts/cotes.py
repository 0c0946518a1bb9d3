"""The cote of a page: the stamp at its top right, `D1234` or `D1234/2`, as a scanner reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from casefiles.reading.words import Box

# Fractions of the page: where the middle of a stamp is.
LEFTMOST: Final = 0.6
LOWEST: Final = 0.16
LOWEST_OTHER: Final = 0.08  # of a letter that no stamp usually has: a room, a size of paper
PIECES: Final = 4  # words that a stamp is read as: `D 1234 / 2`
LARGEST: Final = 99_999

USUAL: Final = "ABCD"  # form, personality, detention, substance
# What digits are taken for, between digits and after the letter of a cote.
DIGITS: Final = str.maketrans("IlİiO|!oQSZ", "11110110052")
DIGIT: Final = r"[0-9IlO|!oQSZ]"
STAMP: Final = re.compile(
    rf"([{USUAL}])[.,:°\s-]{{0,2}}({DIGIT}{{1,6}})(?:\s?(bis|ter|quater))?"
    rf"(?:\s?/\s?({DIGIT}{{1,4}}))?"
)
# As OCR has small stamps: with a small letter, and in one piece, as `a 12` is prose.
SMALL_STAMP: Final = re.compile(rf"([abcd€])([0-9]{DIGIT}{{0,5}})(bis|ter)?(?:/({DIGIT}{{1,4}}))?")
OTHER_STAMP: Final = re.compile(
    r"([A-Z])\s?([0-9]{1,6})(?:\s?(bis|ter|quater))?(?:\s?/\s?([0-9]{1,4}))?"
)
SUFFIXES: Final = ("", "bis", "ter", "quater")  # of pieces that were put in between
EDGES: Final = " .,:;'’‘\"“”*_-–—~=[](){}|/\\!"  # the frame of a stamp, and dust
# How the first word of any of them begins, without the frame; the frame may be a word, too.
BEGINNING: Final = re.compile(rf"[A-Z][.,:°-]{{0,2}}(?:{DIGIT}|$)|[abcd€][0-9]|$")
# Whether it is worth to look where the words are.
HINT: Final = re.compile(rf"(?<![^\W_])[A-Za-d€][.,:°\s-]{{0,2}}{DIGIT}")


def numbers_beginning(digits: str) -> list[tuple[int, int]]:
    """The ranges, both ends included, of the numbers of at most nine digits that begin so: 12, 120
    to 129, 1200 to 1299, and so on."""
    first = int(digits)
    powers = (10**more for more in range(10 - len(digits)))
    return [(first * power, (first + 1) * power - 1) for power in powers]


class Cote(NamedTuple):
    """A letter, a number, the folio of the page in its piece where the stamp tells it, and what
    tells a piece that was put in later (`D8 bis`) from the one before it."""

    letter: str
    number: int
    folio: int | None = None
    suffix: str = ""


def may_have_cote(text: str) -> bool:
    """Whether there can be a stamp among the words: cheap, and wrong on the safe side."""
    return HINT.search(text) is not None


def may_begin(word: str) -> bool:
    """Whether a stamp can begin with a word."""
    return BEGINNING.match(word.lstrip(EDGES)) is not None


def cote_of(text: str, boxes: Sequence[Box]) -> Cote | None:
    """The cote that is stamped at the top right of a page; the n-th box is that of the n-th word.

    A stamp of a usual letter comes before any other; of several, the highest is taken.
    """
    words = text.split()
    places = [
        place for place, box in enumerate(boxes[: len(words)]) if _is_top_right(box) and box.height
    ]
    places.sort(key=lambda place: boxes[place].top)
    found = [cote for place in places if (cote := _stamp_at(place, words, boxes))]
    return next((cote for cote in found if cote.letter in USUAL), found[0] if found else None)


def _stamp_at(place: int, words: Sequence[str], boxes: Sequence[Box]) -> Cote | None:
    """The stamp that begins at a word, read from as many words as make one."""
    if not may_begin(words[place]):
        return None
    longest = None
    for written in _pieces(place, words, boxes):
        longest = _cote(written.strip(EDGES)) or longest
    if longest and longest.letter not in USUAL and _middle(boxes[place]) > LOWEST_OTHER:
        return None
    return longest


def _pieces(place: int, words: Sequence[str], boxes: Sequence[Box]) -> Iterator[str]:
    """A word, then with its next one on the line, and so on."""
    written = words[place]
    yield written
    for last in range(place, min(place + PIECES, len(words), len(boxes)) - 1):
        box, following = boxes[last], boxes[last + 1]
        level = abs(_middle(box) - _middle(following)) < max(box.height, following.height) / 2
        gap = following.left - box.left - box.width
        if not level or not -box.height < gap < 3 * box.height:
            return
        written = f"{written} {words[last + 1]}"
        yield written


def _cote(written: str) -> Cote | None:
    match = STAMP.fullmatch(written)
    if match is not None and not any(map(str.isdigit, written)):
        match = None  # `DIS`: a word
    match = match or SMALL_STAMP.fullmatch(written) or OTHER_STAMP.fullmatch(written)
    if match is None:
        return None
    number = int(match[2].translate(DIGITS))
    folio = int(match[4].translate(DIGITS)) if match[4] else None
    letter = match[1].replace("€", "C").upper()
    return Cote(letter, number, folio, match[3] or "") if 0 < number <= LARGEST else None


def _is_top_right(box: Box) -> bool:
    return box.left + box.width / 2 >= LEFTMOST and _middle(box) <= LOWEST


def _middle(box: Box) -> float:
    return box.top + box.height / 2
