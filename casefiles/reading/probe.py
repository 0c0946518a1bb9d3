"""A look at two strips of a scan, to see whether the text that came with it says what is there.

OCR of the whole page costs a second; of one strip in ten, a tenth of it.
"""

import itertools
from dataclasses import dataclass

from PIL import Image, ImageDraw

from casefiles.reading import ink
from casefiles.reading.likeness import agreement
from casefiles.reading.ocr import Engines
from casefiles.reading.words import Word

ROWS = 100  # places at which a strip may begin
HEIGHTS = (10, 15, 20, 30, 40)  # of a strip, in rows: the first that holds enough of the layer
AROUND = 0.005  # share of the page around a word that its ink may reach
EDGE = 0.004  # share of the page within which the words of a strip may be cut
SURE = 0.6  # confidence of OCR from which a word read proves something
INK_BESIDE = 150  # reduced spots of ink, some words, from which a strip is looked at for them
ENOUGH = 60  # signs compared from which a strip says something
PLENTY = 2 * ENOUGH  # signs of the layer in a strip: some will be cut, some not surely read


@dataclass(frozen=True, slots=True)
class Probe:
    """Share (0..1) of what was read in the strips that the layer says too, and signs compared."""

    agreement: float
    signs: int


def probe(image: Image.Image, words: list[Word], languages: str, engines: Engines) -> Probe:
    """Reads where the layer has most words, and where there is most ink beside them.

    `image` is the page upright as the layer says, grey, of about 200 dpi. The lower of the two
    agreements counts: a layer has to be right, and to be whole.
    """
    begin, rows = _fullest(words)
    begins = [begin]
    beside = _most_ink_beside(image, words, rows)
    if beside is not None and abs(beside - begin) > rows / 2:
        begins.append(beside)
    worst, signs = 1.0, 0
    for begin in begins:
        strip = begin / ROWS, (begin + rows) / ROWS
        agreed, compared = _compare(image, strip, words, languages, engines)
        signs += compared
        if compared >= ENOUGH / 2:
            worst = min(worst, agreed)
    return Probe(worst, signs)


def _fullest(words: list[Word]) -> tuple[int, int]:
    """The row where the strip begins that holds most signs of the words, and its rows."""
    signs = [0] * ROWS
    for word in words:
        signs[min(int((word.top + word.height / 2) * ROWS), ROWS - 1)] += len(word.text)
    for height in HEIGHTS:
        begin = _best(signs, height)
        if sum(signs[begin : begin + height]) >= PLENTY:
            break
    return begin, height


def _most_ink_beside(image: Image.Image, words: list[Word], height: int) -> int | None:
    """Where the strip with most ink outside the words begins; None where there is little."""
    marked = ink.spots(image)
    draw = ImageDraw.Draw(marked)
    for word in words:
        left, right = word.left - AROUND, word.left + word.width + AROUND
        top, bottom = word.top - AROUND, word.top + word.height + AROUND
        sides = left * marked.width, top * marked.height, right * marked.width
        draw.rectangle((*sides, bottom * marked.height), fill=0)
    edges = [round(row * marked.height / ROWS) for row in range(ROWS + 1)]
    rows = [
        marked.crop((0, high, marked.width, low)).histogram()[255] if high < low else 0
        for high, low in itertools.pairwise(edges)
    ]
    begin = _best(rows, height)
    return begin if sum(rows[begin : begin + height]) >= INK_BESIDE else None


def _best(rows: list[int], height: int) -> int:
    return max(range(ROWS - height + 1), key=lambda row: sum(rows[row : row + height]))


def _compare(
    image: Image.Image,
    strip: tuple[float, float],
    words: list[Word],
    languages: str,
    engines: Engines,
) -> tuple[float, int]:
    """The agreement in a strip, given by its top and bottom, and signs compared."""
    high, low = int(strip[0] * image.height), int(strip[1] * image.height)
    if low <= high:
        return 1.0, 0
    cut = image.crop((0, high, image.width, low))
    share = cut.height / image.height
    begin = high / image.height

    within = begin + EDGE, begin + share - EDGE
    read = []
    for word in engines.read(cut, languages).words:
        top, height = begin + word.top * share, word.height * share
        # A word that the strip's edge cuts is there, and what was read of it proves nothing.
        whole = within[0] < top and top + height < within[1]
        sure = word.confidence if whole else 0.0
        read.append(Word(word.text, word.left, top, word.width, height, sure))
    return agreement(words, read, SURE, within=within)
