"""A second reading of each word that was doubtfully read: alone, and no higher than its neighbours.

Dust above or below a word is taken for part of it and spoils it; cut off, four of ten words that
are missed on bad pages are read. Which of two readings is right is seldom sure. The better one is
the text only where it is; the other is kept beside it, for who searches with tolerance.
"""

import dataclasses
from collections.abc import Iterator
from heapq import nsmallest
from operator import itemgetter
from statistics import median

import tesserocr
from PIL import Image

from casefiles.reading.areas import Area, Size, grown
from casefiles.reading.ocr import Engines, Text, text_of
from casefiles.reading.words import Word

DOUBTFUL = 0.7  # confidence under which a word is read again
FEWEST_SIGNS = 2  # letters and figures of the first reading
MOST = 60  # words of a page, the most doubtful: a third of a second
NEIGHBOURS = 2  # words on either side that tell how high a word is; more would tell of a tilt
SLACK = 0.35  # of their height, that an accent or a tail may stand out
AROUND = 10, 6  # pixels of paper beside a word, above and below
# Pixels of that paper taken off again where tesseract finds no line at all, as between the rules of
# a table.
CLOSER = -6, -3
NARROWEST, LOWEST, HIGHEST = 12, 8, 120  # pixels: no dust, no picture
LONGEST = 80  # signs of a reading: more is no word
# A reading that takes the place of the first: 37 were better and 1 worse on 110 pages; with figures
# in it, where the rule of a table is a 1, as many are worse as better.
SURE, SURER = 0.9, 0.2
FEWEST_LETTERS = 3

Doubt = tuple[float, Area, Word]  # with the confidence of the word


def with_second_readings(read: Text, image: Image.Image, languages: str, engines: Engines) -> Text:
    """The reading of an upright grey page of about 200 dpi, its doubtful words read once more.

    Raises ReadingError(no_model).
    """
    again: dict[Word, Word] = {}
    for _, area, word in nsmallest(MOST, _doubtful(read, image.size), key=itemgetter(0)):
        line = engines.read(image.crop(area), languages, tesserocr.PSM.SINGLE_LINE)
        if not line.words:
            closer = image.crop(grown(area, *CLOSER, image.size))
            line = engines.read(closer, languages, tesserocr.PSM.SINGLE_BLOCK)
        second = " ".join(found.text for found in line.words)
        if second != word.text and len(second) <= LONGEST and any(map(str.isalnum, second)):
            again[word] = _of_two(word, second, line.confidence)
    if not again:
        return read
    return text_of(
        [[[again.get(word, word) for word in line] for line in block] for block in read.blocks]
    )


def _doubtful(read: Text, size: Size) -> Iterator[Doubt]:
    """Every word for which a second look is worth its time, and where to look."""
    for block in read.blocks:
        for line in block:
            for place, word in enumerate(line):
                if not _is_doubtful(word):
                    continue
                beside = line[max(place - NEIGHBOURS, 0) : place + NEIGHBOURS + 1]
                area = _area(word, beside, size)
                left, top, right, bottom = area
                if right - left >= NARROWEST and LOWEST <= bottom - top <= HIGHEST:
                    yield word.confidence or 0.0, grown(area, *AROUND, size), word


def _is_doubtful(word: Word) -> bool:
    """Whether a word may be another one. Where hardly a sign was seen, it is dirt."""
    is_unsure = word.confidence is not None and word.confidence < DOUBTFUL and not word.second
    return is_unsure and sum(map(str.isalnum, word.text)) >= FEWEST_SIGNS


def _area(word: Word, beside: list[Word], size: Size) -> Area:
    """Where a word is, without what stands out far above or below the words beside it."""
    width, height = size
    line_top = median(one.top for one in beside)
    line_bottom = median(one.top + one.height for one in beside)
    slack = SLACK * (line_bottom - line_top)
    top, bottom = word.top, word.top + word.height
    cut_top, cut_bottom = max(top, line_top - slack), min(bottom, line_bottom + slack)
    if 2 * (cut_bottom - cut_top) >= line_bottom - line_top:  # else it is not in their line
        top, bottom = cut_top, cut_bottom
    left, right = word.left, word.left + word.width
    return int(left * width), int(top * height), int(right * width), int(bottom * height)


def _of_two(word: Word, second: str, confidence: float) -> Word:
    """The word with the better reading as its text, the other one as the second."""
    if confidence >= max(SURE, (word.confidence or 0.0) + SURER) and _is_word(word.text, second):
        return dataclasses.replace(word, text=second, confidence=confidence, second=word.text)
    return dataclasses.replace(word, second=second)


def _is_word(first: str, second: str) -> bool:
    """Whether a reading is one word of letters, and no figure is lost by it."""
    letters = sum(map(str.isalpha, second))
    return (
        letters >= FEWEST_LETTERS
        and not any(sign.isdigit() for sign in first + second)
        and not any(sign.isspace() or sign in "|[]{}" for sign in second)
    )
