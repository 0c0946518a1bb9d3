"""Tesseract in the process: one engine a language, kept warm."""

import os
from dataclasses import dataclass
from pathlib import Path

os.environ["OMP_THREAD_LIMIT"] = "1"  # read by OpenMP when the library is loaded

import tesserocr
from PIL import Image

from casefiles.reading import ink
from casefiles.reading.reasons import ReadingError, Reason
from casefiles.reading.words import Word, clean

MAX_ENGINES = 2  # of a process: a case file has one or two language settings, each some 20 MB
DPI = 200
BLOCK, PARAGRAPH = tesserocr.RIL.BLOCK, tesserocr.RIL.PARA
LINE, WORD = tesserocr.RIL.TEXTLINE, tesserocr.RIL.WORD


@dataclass(frozen=True, slots=True)
class Text:
    """What one look at an image gave: blocks of lines of words, and how sure it is (0..1)."""

    blocks: list[list[list[Word]]]
    confidence: float
    signs: int

    @property
    def words(self) -> list[Word]:
        """All words in order."""
        return [word for block in self.blocks for line in block for word in line]

    @property
    def weight(self) -> float:
        """Signs weighted by confidence: what two readings of one page are compared by."""
        return self.confidence * self.signs


EMPTY = Text([], 0.0, 0)


def text_of(blocks: list[list[list[Word]]]) -> Text:
    """The blocks with their confidence, the mean over the words weighted by length."""
    words = [word for block in blocks for line in block for word in line]
    signs = sum(len(word.text) for word in words)
    weighed = sum((word.confidence or 0.0) * len(word.text) for word in words)
    return Text(blocks, weighed / signs if signs else 0.0, signs)


class Engines:
    """The engines of one folder of models."""

    def __init__(self, models: Path) -> None:
        self.models = models
        self._warm: dict[str, tesserocr.PyTessBaseAPI] = {}
        self._orientation: tesserocr.PyTessBaseAPI | None = None

    def read(self, image: Image.Image, languages: str, layout: int = tesserocr.PSM.AUTO) -> Text:
        """The words of a grey image; `layout` is how tesseract is to take the page apart.

        Raises ReadingError(no_model).
        """
        engine = self._engine(languages)
        # Bare paper around the text costs tesseract time: some 2 % on real scans.
        box = ink.around(image)
        part = image.crop(box)
        try:
            engine.SetPageSegMode(layout)
            engine.SetImageBytes(part.tobytes(), part.width, part.height, 1, part.width)
            engine.SetSourceResolution(DPI)
            engine.Recognize()
            return _found(engine, box[:2], image.size)
        finally:
            engine.Clear()

    def upright_turn(self, image: Image.Image) -> tuple[int, float] | None:
        """Degrees clockwise that set the text upright and how sure that is (15 is sure).

        None where the page has too little text to say, or the `osd` model is missing.
        """
        if self._orientation is None:
            if not (self.models / "osd.traineddata").is_file():
                return None
            self._orientation = tesserocr.PyTessBaseAPI(
                path=str(self.models), lang="osd", psm=tesserocr.PSM.OSD_ONLY
            )
            self._orientation.SetVariable("debug_file", os.devnull)
        try:
            width, height = image.size
            self._orientation.SetImageBytes(image.tobytes(), width, height, 1, width)
            found = self._orientation.DetectOrientationScript()
        finally:
            self._orientation.Clear()
        if not found:
            return None
        return -found["orient_deg"] % 360, found["orient_conf"]

    def _engine(self, languages: str) -> tesserocr.PyTessBaseAPI:
        if languages in self._warm:
            return self._warm[languages]
        for language in languages.split("+"):
            if not language.isidentifier():
                raise ReadingError(Reason.NO_MODEL, f"not a language: {language!r}")
            if not (self.models / f"{language}.traineddata").is_file():
                raise ReadingError(Reason.NO_MODEL, f"{language}.traineddata is not there")
        while len(self._warm) >= MAX_ENGINES:
            self._warm.pop(next(iter(self._warm))).End()
        try:
            engine = tesserocr.PyTessBaseAPI(path=str(self.models), lang=languages)
        except RuntimeError as error:
            raise ReadingError(Reason.NO_MODEL, str(error)) from error
        engine.SetVariable("debug_file", os.devnull)
        self._warm[languages] = engine
        return engine


def _found(engine: tesserocr.PyTessBaseAPI, corner: tuple[int, int], size: tuple[int, int]) -> Text:
    """What an engine has recognised on an image of `size` pixels.

    It has seen the part of it that begins at `corner` (left, top). A paragraph is a block here.
    The engine's words are walked through one by one: its TSV says the same, in twice the time.
    """
    places = engine.GetIterator()
    if places is None:
        return EMPTY
    (across, down), (width, height) = corner, size
    blocks: list[list[list[Word]]] = []
    new_block = new_line = True
    while True:
        if places.IsAtBeginningOf(LINE):
            new_line = True
            new_block |= places.IsAtBeginningOf(PARAGRAPH) or places.IsAtBeginningOf(BLOCK)
        text = "" if places.Empty(WORD) else clean(places.GetUTF8Text(WORD)).strip()
        if text:
            if new_block:
                blocks.append([])
            if new_block or new_line:
                blocks[-1].append([])
            new_block = new_line = False
            left, top, right, bottom = places.BoundingBox(WORD)
            blocks[-1][-1].append(
                Word(
                    text,
                    (left + across) / width,
                    (top + down) / height,
                    (right - left) / width,
                    (bottom - top) / height,
                    min(max(places.Confidence(WORD) / 100, 0.0), 1.0),
                )
            )
        if not places.Next(WORD):
            return text_of(blocks)
