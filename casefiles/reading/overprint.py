"""What is printed under coloured ink is read without it (`casefiles.reading.colours`): what a stamp
was put over, and what a pen has crossed."""

from collections.abc import Iterator
from typing import Final

import tesserocr
from PIL import Image, ImageChops

from casefiles.reading import ink
from casefiles.reading.areas import Area, Size, grown
from casefiles.reading.merging import with_others
from casefiles.reading.ocr import Engines, Text, text_of
from casefiles.reading.overlooked import pieces, placed
from casefiles.reading.words import Word

REDUCTION: Final = 4
LIGHTER: Final = 30  # levels of grey by which a spot has to become, to have had coloured ink
LOWEST: Final = 6  # spots (1/50 inch) of a stamp: less is dirt, or a stroke
NARROWEST: Final = 8
MOST_STAMPS: Final = 4  # of a page, the largest ones
RIM: Final = 65  # levels of grey below the paper: what is left of the rims of a stamp has less
PRINT: Final = 0.01  # share of ink under a stamp from which there is print
LINE: Final = 40  # pixels above and below: a line that is half covered is read whole
BESIDE: Final = 500  # pixels: tesseract reads words better in their line
SURE: Final = 0.8  # confidence of a word in capitals that is kept as that of the stamp itself
LIKELY: Final = 0.5
SHORTEST: Final = 4  # letters


def with_covered(
    read: Text, image: Image.Image, uncoloured: Image.Image, languages: str, engines: Engines
) -> Text:
    """The reading of a grey page with what is under its coloured ink, which `uncoloured` lacks.

    Raises ReadingError(no_model).
    """
    darkest = ink.paper_of(uncoloured) - RIM
    rimless = [255 if level > darkest else level for level in range(256)]
    for stamp in _stamps(image, uncoloured):
        around = grown(stamp, BESIDE, LINE, image.size)
        piece = uncoloured.crop(around).point(rimless)
        text = engines.read(piece, languages, tesserocr.PSM.SINGLE_BLOCK)
        size = around[2] - around[0], around[3] - around[1]
        found = [placed(word, size, around[:2], image.size) for word in text.words]
        in_its_lines = [word for word in found if _is_beside(word, stamp, image.size)]
        read = _replaced(read, in_its_lines, stamp, image.size)
    return read


def _replaced(read: Text, found: list[Word], stamp: Area, page: Size) -> Text:
    """The reading with the words under a stamp in place of what was read there, if that is more;
    and with those beside it that were not read at all."""
    there = [word for word in read.words if _touches(word, stamp, page)]
    under = [word for word in found if _touches(word, stamp, page)]
    if text_of([[under]]).weight <= text_of([[there]]).weight:
        return read
    gone = set(map(id, there))
    left = [
        [rest for line in block if (rest := [word for word in line if id(word) not in gone])]
        for block in read.blocks
    ]
    said = {word.text for word in under}
    own = [word for word in there if _is_of_stamp(word) and word.text not in said]
    both = with_others(text_of([block for block in left if block]), found)
    return text_of([*both.blocks, [own]] if own else both.blocks)


def _stamps(image: Image.Image, uncoloured: Image.Image) -> Iterator[Area]:
    """Where coloured ink is over print, in pixels, the largest first."""
    change = ImageChops.subtract(uncoloured, image).reduce(REDUCTION)
    spots = ImageChops.invert(ink.darker_than(change, LIGHTER))
    found = []
    for left, top, right, bottom in pieces(spots):
        if bottom - top >= LOWEST and right - left >= NARROWEST:
            box = left * REDUCTION, top * REDUCTION, right * REDUCTION, bottom * REDUCTION
            found.append(((right - left) * (bottom - top), box))
    paper = ink.paper_of(uncoloured)
    for _, box in sorted(found, reverse=True)[:MOST_STAMPS]:
        dark = ink.darker_than(uncoloured.crop(box), paper - ink.CONTRAST)
        if dark.histogram()[255] > PRINT * dark.width * dark.height:
            yield box


def _touches(word: Word, stamp: Area, page: Size) -> bool:
    left, right = word.left * page[0], (word.left + word.width) * page[0]
    top, bottom = word.top * page[1], (word.top + word.height) * page[1]
    return left < stamp[2] and right > stamp[0] and top < stamp[3] and bottom > stamp[1]


def _is_beside(word: Word, stamp: Area, page: Size) -> bool:
    """Whether a word that is likely to be one is in a line that goes under a stamp."""
    middle = (word.top + word.height / 2) * page[1]
    under = stamp[1] < middle < stamp[3] or _touches(word, stamp, page)
    return under and (word.confidence or 0.0) >= LIKELY


def _is_of_stamp(word: Word) -> bool:
    capitals = len(word.text) >= SHORTEST and word.text.isalpha() and word.text.isupper()
    return capitals and (word.confidence or 0.0) >= SURE
