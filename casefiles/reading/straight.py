"""Pages scanned aslant: how far, and where words are once the page is straight.

Tesseract follows lines aslant by itself; the rules of a table aslant it does not, and half of the
cells go with them. So a page is set straight for a second look only, which costs some sharpness.
"""

import dataclasses
import itertools
import math

from PIL import Image

from casefiles.reading import ink
from casefiles.reading.ocr import Text
from casefiles.reading.words import Word

STEEPEST = 4.0  # degrees
COARSE, FINE = 0.5, 0.125  # degrees between two tries
MARGIN = 10  # a tenth of the width, a twentieth of the height: what turns in and out of sight


def tilt(image: Image.Image) -> float:
    """Degrees anticlockwise by which a grey page of about 200 dpi has to be turned."""
    spots = ink.spots(image)
    steps = int(STEEPEST / COARSE)
    near = _best(spots, [COARSE * step for step in range(-steps, steps + 1)])
    steps = int(COARSE / FINE)
    return _best(spots, [near + FINE * step for step in range(-steps, steps + 1)])


def _best(spots: Image.Image, angles: list[float]) -> float:
    return max(angles, key=lambda angle: (_contrast(spots, angle), -abs(angle)))


def _contrast(spots: Image.Image, angle: float) -> int:
    """How much rows differ from the next: most where lines and rules are level."""
    across, down = spots.width // MARGIN, spots.height // (2 * MARGIN)
    # Less smooth than `turn`: it is tried thirty times, and only compared.
    turned = spots.rotate(angle, Image.Resampling.BILINEAR, fillcolor=0).crop(
        (across, down, max(spots.width - across, 1), max(spots.height - down, 1))
    )
    rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
    return sum((row - following) ** 2 for row, following in itertools.pairwise(rows))


def turn(image: Image.Image, angle: float, around: int = 255) -> Image.Image:
    """The image turned anticlockwise by so many degrees, its size kept."""
    if not angle:
        return image
    return image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=around)


def turned(text: Text, angle: float, size: tuple[int, int]) -> Text:
    """The reading of a page of `size` pixels with its words where they are on `turn(page)`."""
    if not angle:
        return text
    sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    width, height = size

    def moved(word: Word) -> Word:
        across = (word.left + word.width / 2 - 0.5) * width
        down = (word.top + word.height / 2 - 0.5) * height
        return dataclasses.replace(
            word,
            left=(across * cosine + down * sine) / width + 0.5 - word.width / 2,
            top=(down * cosine - across * sine) / height + 0.5 - word.height / 2,
        )

    return dataclasses.replace(
        text, blocks=[[list(map(moved, line)) for line in block] for block in text.blocks]
    )
