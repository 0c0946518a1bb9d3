"""Pages scanned sideways or upside down.

A page is read as it is shown first, and an upright page is read no more than that. Measured on
scans of nine kinds in four directions: read the wrong way up, a page comes out with a confidence
of 0.16 to 0.32; the right way up with 0.73 or more, handwriting apart (0.30). Tesseract by itself
reads lines that run down the page (turned 90 degrees clockwise), often as well as upright ones;
their words are taller than wide.
"""

import dataclasses

from PIL import Image

from casefiles.reading.bands import flattened
from casefiles.reading.ocr import Engines, Text
from casefiles.reading.raster import turn
from casefiles.reading.words import Word

DOUBTFUL = 0.5  # confidence under which a page may be the wrong way up
WELL_READ = 0.85  # confidence from which lines that run down the page need no second reading
CLEARLY_BETTER = 1.25  # times the signs weighted by confidence
DETECTION_SCALE = 0.75  # of the 200 dpi raster: the `osd` model is as sure at 150 dpi, and faster
TALL = 1.2  # height of a word, in widths, from which its line runs up or down
MOSTLY_TALL = 0.6
ENOUGH_WORDS = 5
SHORTEST = 3  # letters: a shorter word may be taller than wide in any direction


def read_upright(image: Image.Image, languages: str, engines: Engines) -> tuple[Text, int]:
    """The best reading of a grey page and the clockwise turn (0, 90, 180, 270) it needed."""
    first = engines.read(image, languages)
    sideways = runs_sideways(first, *image.size)
    if first.confidence >= DOUBTFUL and not sideways:
        return first, 0
    if first.confidence >= WELL_READ:
        upright = turn(image, 270)
        legible = flattened(upright)
        return turn_back(first) if legible is upright else engines.read(legible, languages), 270
    rotation = _likely_turn(image, first, sideways, engines)
    if rotation:
        second = engines.read(flattened(turn(image, rotation)), languages)
        if second.weight > CLEARLY_BETTER * first.weight:
            return second, rotation
        if rotation == 270 and sideways and second.weight > first.weight:
            return second, rotation
    if sideways and first.confidence >= DOUBTFUL:
        return turn_back(first), 270
    return first, 0


def runs_sideways(text: Text, width: int, height: int) -> bool:
    """Whether most words of an image of that size are taller than wide."""
    words = [word for word in text.words if len(word.text) >= SHORTEST]
    tall = sum(word.height * height > TALL * word.width * width for word in words)
    return len(words) >= ENOUGH_WORDS and tall > MOSTLY_TALL * len(words)


def turn_back(text: Text) -> Text:
    """The reading of lines that run down the page, placed on the page turned upright."""
    return dataclasses.replace(
        text, blocks=[[list(map(_turned_back, line)) for line in block] for block in text.blocks]
    )


def _turned_back(word: Word) -> Word:
    # Turned by 270 degrees clockwise, what was down is to the right and what was right is up.
    left, top = word.top, 1 - word.left - word.width
    return Word(word.text, left, top, word.height, word.width, word.confidence)


def _likely_turn(image: Image.Image, first: Text, sideways: bool, engines: Engines) -> int:
    if sideways:  # the lines show the axis, the confidence which end is up
        return 270 if first.confidence >= DOUBTFUL else 90
    width, height = (max(int(side * DETECTION_SCALE), 1) for side in image.size)
    found = engines.upright_turn(image.resize((width, height), Image.Resampling.BOX))
    return 180 if found is None and first.signs else found[0] if found else 0
