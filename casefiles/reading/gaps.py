"""Ink in a line of prose that no letter accounts for: what was too faint there is read again.

Tesseract evens out the ink of a line as a whole, and where it fades there is paper: of `au grand
étonnement de` it reads `au grand « nement de`. Read by itself, with the words beside it, the same
ink is dark enough. A word that is much wider than its letters has such a gap within it.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise
from operator import attrgetter
from statistics import median

import tesserocr
from PIL import Image

from casefiles.reading import ink
from casefiles.reading.areas import Area, Size, grown
from casefiles.reading.ocr import Engines, Text, text_of
from casefiles.reading.overlooked import placed
from casefiles.reading.words import Line, Word

MOST = 12  # gaps of a page, those with the most ink: a tenth of a second
FEWEST_WORDS = 4  # of a line of prose
PROSE = 0.6  # share of its signs that are letters; a row of a table of calls has fewer
MOST_IN_LINE = 2  # a line with more is a row of a table
MEASURED, FEWEST_MEASURED = 3, 3  # signs of a word by which letters are measured; such words
NARROWEST, WIDEST = 2.5, 40  # letters: a blank is one, in a justified line two
TOO_WIDE = 1.7  # times its letters: a word in capitals has 1.5 among small ones
NEIGHBOURS = 2  # words on either side that tell how high a line is
FREE = 0.3  # of a line's height, above and below, into which other lines may reach
SMALLEST = 8  # pixels
LEAST_INK = 1.2  # letters, all columns with ink together: dust has less
INK_IN_COLUMN = 1.5  # averaged pixels: a rule below the line has one
REDUCTION = 2  # averages 2 x 2 pixels
AROUND = 10, 6  # pixels of paper beside what is read, above and below
# A reading that becomes the text: 49 words found and 1 lost on 453 pages. The others are kept as
# second readings, where 10 more are.
SURE = 0.85
MORE = 2  # letters than before
LONGEST = 80  # signs of a second reading


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of a line, the words from `begin` to before `end`, of which ink was not read.

    `left` and `right` are where, in fractions of the page's width; `inked` is how many letters
    wide the columns with ink are, all together.
    """

    line: Line
    begin: int
    end: int
    left: float
    right: float
    inked: float = 0.0

    @property
    def words(self) -> Line:
        """Those it is within, between or beside."""
        return self.line[self.begin : self.end]

    @property
    def height(self) -> tuple[float, float]:
        """Top and bottom of most words there: a line aslant is elsewhere further on."""
        near = self.line[max(self.begin - NEIGHBOURS, 0) : self.end + NEIGHBOURS]
        return median(word.top for word in near), median(word.top + word.height for word in near)

    def area(self, left: float, right: float, size: Size) -> Area:
        """That part of the line, in pixels of an image."""
        width, height = size
        top, bottom = self.height
        return int(left * width), int(top * height), int(right * width), int(bottom * height)


def with_gaps_filled(read: Text, image: Image.Image, languages: str, engines: Engines) -> Text:
    """The reading of an upright grey page of about 200 dpi with what was faint within its lines.

    Raises ReadingError(no_model).
    """
    gaps: dict[int, list[Gap]] = defaultdict(list)
    for gap in nlargest(MOST, _gaps(read, image), key=attrgetter("inked")):
        gaps[id(gap.line)].append(gap)
    if not gaps:
        return read

    def filled(line: list[Word]) -> list[Word]:
        words = list(line)
        for gap in sorted(gaps.get(id(line), ()), key=attrgetter("begin"), reverse=True):
            words[gap.begin : gap.end] = _read_again(gap, image, languages, engines)
        return words

    return text_of([[filled(line) for line in block] for block in read.blocks])


def _gaps(read: Text, image: Image.Image) -> Iterator[Gap]:
    """Every gap with ink in it; those that share a word are one."""
    words = read.words
    for block in read.blocks:
        left = min((word.left for line in block for word in line), default=0.0)
        right = max((word.left + word.width for line in block for word in line), default=1.0)
        for line in block:
            letter = _letter(line)
            if not letter:
                continue
            between = list(_between(line, letter))
            if len(between) > MOST_IN_LINE:
                continue
            blanks = [*between, *_beside(line, left, right, letter)]
            free = [blank for blank in blanks if _is_free(blank, words)]
            looked_at = [_looked_at(gap, letter, image) for gap in (*free, *_within(line, letter))]
            yield from _joined(gap for gap in looked_at if gap.inked >= LEAST_INK)


def _letter(line: Line) -> float:
    """How wide a letter of a line of prose is; 0.0 where the line is none."""
    signs = "".join(word.text for word in line)
    measured = [word.width / len(word.text) for word in line if len(word.text) >= MEASURED]
    if (
        len(line) < FEWEST_WORDS
        or len(measured) < FEWEST_MEASURED
        or _letters(signs) < PROSE * len(signs)
    ):
        return 0.0
    return median(measured)


def _between(line: Line, letter: float) -> Iterator[Gap]:
    """The blanks between two words that are wider than blanks are."""
    for place, (word, following) in enumerate(pairwise(line)):
        left, right = word.left + word.width, following.left
        if NARROWEST <= (right - left) / letter < WIDEST:
            yield Gap(line, place, place + 2, left, right)


def _beside(line: Line, left: float, right: float, letter: float) -> Iterator[Gap]:
    """What a line leaves free of the width of its block."""
    first, last = line[0], line[-1]
    if NARROWEST <= (first.left - left) / letter < WIDEST:
        yield Gap(line, 0, 1, left, first.left)
    end = last.left + last.width
    if NARROWEST <= (right - end) / letter < WIDEST:
        yield Gap(line, len(line) - 1, len(line), end, right)


def _within(line: Line, letter: float) -> Iterator[Gap]:
    """The words that are too wide for their letters."""
    for place, word in enumerate(line):
        expected = len(word.text) * letter
        if word.width > TOO_WIDE * expected and word.width - expected > NARROWEST * letter:
            yield Gap(line, place, place + 1, word.left, word.left + word.width)


def _is_free(gap: Gap, words: Line) -> bool:
    """Whether no word of another line is there."""
    top, bottom = gap.height
    slack = FREE * (bottom - top)
    return not any(
        word.left < gap.right
        and word.left + word.width > gap.left
        and word.top < bottom - slack
        and word.top + word.height > top + slack
        for word in words
    )


def _looked_at(gap: Gap, letter: float, image: Image.Image) -> Gap:
    """The gap with the ink that is in it."""
    area = gap.area(gap.left, gap.right, image.size)
    if area[2] - area[0] < SMALLEST or area[3] - area[1] < SMALLEST:
        return gap
    piece = image.crop(area).reduce(REDUCTION)
    marked = ink.darker_than(piece, ink.paper_of(piece) - ink.FAINT)
    columns = marked.resize((marked.width, 1), Image.Resampling.BOX).tobytes()
    least = 255 * INK_IN_COLUMN / marked.height
    inked = sum(column >= least for column in columns) * REDUCTION
    return dataclasses.replace(gap, inked=inked / (letter * image.width))


def _joined(gaps: Iterable[Gap]) -> Iterator[Gap]:
    """The gaps of a line from its begin, those with a word in common made one."""
    last: Gap | None = None
    for gap in sorted(gaps, key=attrgetter("begin", "end")):
        if last and gap.begin < last.end:
            last = dataclasses.replace(
                last,
                end=max(last.end, gap.end),
                left=min(last.left, gap.left),
                right=max(last.right, gap.right),
                inked=last.inked + gap.inked,
            )
            continue
        if last:
            yield last
        last = gap
    if last:
        yield last


def _read_again(gap: Gap, image: Image.Image, languages: str, engines: Engines) -> list[Word]:
    """What is to stand for the words of a gap: what is read now, or they with it beside them."""
    left = min(gap.left, gap.words[0].left)
    right = max(gap.right, gap.words[-1].left + gap.words[-1].width)
    area = grown(gap.area(left, right, image.size), *AROUND, image.size)
    found = engines.read(image.crop(area), languages, tesserocr.PSM.SINGLE_LINE)
    first, *others = gap.words
    before = " ".join(word.text for word in gap.words)
    after = " ".join(word.text for word in found.words)
    if found.confidence >= SURE and _letters(after) >= _letters(before) + MORE:
        size = area[2] - area[0], area[3] - area[1]
        begin, *rest = (placed(word, size, area[:2], image.size) for word in found.words)
        return [dataclasses.replace(begin, second=before if _letters(before) else ""), *rest]
    if _letters(after) >= MORE and after != before and len(after) <= LONGEST:
        first = dataclasses.replace(first, second=after)
    return [first, *others]


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))
