"""How a page is to be read where not as usual."""

from dataclasses import dataclass
from typing import Literal

Prefer = Literal["", "layer", "ocr"]


@dataclass(frozen=True, slots=True)
class Options:
    """What an editor may ask for when a page is read again.

    `languages` as tesseract writes them, "" for those of the case file. `prefer` the text of the
    file, or what OCR reads from the image, "" for whichever can be believed. `thorough` goes
    through every second pass, however sure the first one is.
    """

    languages: str = ""
    prefer: Prefer = ""
    thorough: bool = False


USUAL = Options()
