"""Reads the picture of a page: upright, and with a confidence."""

from dataclasses import dataclass
from itertools import islice

from PIL import Image

from casefiles.reading import ink
from casefiles.reading.bands import flattened
from casefiles.reading.doubts import with_second_readings
from casefiles.reading.gaps import with_gaps_filled
from casefiles.reading.ocr import EMPTY, Engines, Text
from casefiles.reading.ordinals import with_first_days
from casefiles.reading.orientation import read_upright
from casefiles.reading.overprint import with_covered
from casefiles.reading.paper import evened, is_dark
from casefiles.reading.raster import turn
from casefiles.reading.rereading import completed
from casefiles.reading.streaks import without_streaks

LEGIBLE = 0.6  # confidence: handwriting has 0.16 to 0.51, printed pages 0.68, rarely 0.55
LEGIBLE_AT_LAST = 0.65  # the same after a second look
SURE = 0.8  # confidence of a word that can be relied on
# Share of the signs that are in such words: in handwriting at most 0.23, on a bad fax 0.24 to 0.37,
# which has as little confidence on the whole.
RELIABLE = 0.24
FEW = 8  # letters and digits: dirt on an empty page
PICTURE = 0.02  # share of a page under ink from which one without a word is a picture


@dataclass(frozen=True, slots=True)
class Scan:
    """What was read on a picture. `rotation` is how far it had to be turned clockwise.

    `hardly_readable` where what was read may be wrong throughout: handwriting, a photograph.
    """

    text: Text
    rotation: int
    blank: bool = False
    hardly_readable: bool = False


def read_scan(
    image: Image.Image,
    languages: str,
    engines: Engines,
    *,
    uncoloured: Image.Image | None = None,
    thorough: bool = False,
) -> Scan:
    """The reading of a grey page of about 200 dpi; raises ReadingError(no_model).

    `uncoloured` is the page without its coloured ink, where there is some: what that ink covers is
    read there. A page that is surely read is read once; `thorough` asks for a second look at any.
    """
    image = without_streaks(image)
    uncoloured = without_streaks(uncoloured) if uncoloured else None
    if is_dark(image):
        # Else tesseract takes whole paragraphs for shade, and is sure of what is left.
        image = evened(image)
        uncoloured = evened(uncoloured) if uncoloured else None
    if ink.is_blank(image):
        return Scan(EMPTY, 0, blank=True)
    image = flattened(image)
    first, rotation = read_upright(image, languages, engines)
    if rotation:
        image = flattened(turn(image, rotation))
    read = completed(first, image, languages, engines, thorough=thorough)
    if uncoloured is not None:
        uncoloured = flattened(turn(uncoloured, rotation))
        read = with_covered(read, image, uncoloured, languages, engines)
    read = with_first_days(read, languages)
    if _is_hard(first, read, image):
        return Scan(read, rotation, hardly_readable=True)
    drawn = uncoloured or image
    read = with_gaps_filled(read, drawn, languages, engines)
    return Scan(with_second_readings(read, drawn, languages, engines), rotation)


def _has_text(read: Text) -> bool:
    """Whether there is more than dirt may look like; a page is not looked through for it."""
    signs = (sign for word in read.words for sign in word.text if sign.isalnum())
    return next(islice(signs, FEW - 1, None), None) is not None


def _is_hard(first: Text, read: Text, image: Image.Image) -> bool:
    if not _has_text(read):
        return ink.share(image) > PICTURE
    # Of two readings the surer words are kept, which makes any page look surer than it is.
    doubtful = first.confidence < LEGIBLE and read.confidence < LEGIBLE_AT_LAST
    return doubtful and _reliable(read) < RELIABLE


def _reliable(read: Text) -> float:
    """The share (0..1) of the signs of a text that are in words surely read."""
    sure = sum(len(word.text) for word in read.words if (word.confidence or 0.0) >= SURE)
    return sure / max(read.signs, 1)
