"""Reads the picture of a page: upright, and with a confidence."""

from dataclasses import dataclass

from PIL import Image

from casefiles.reading import ink
from casefiles.reading.ocr import EMPTY, Engines, Text
from casefiles.reading.orientation import read_upright


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
    image: Image.Image, languages: str, engines: Engines, *, thorough: bool = False
) -> Scan:
    """The reading of a grey page of about 200 dpi; raises ReadingError(no_model)."""
    if ink.is_blank(image):
        return Scan(EMPTY, 0, blank=True)
    read, rotation = read_upright(image, languages, engines)
    return Scan(read, rotation)
