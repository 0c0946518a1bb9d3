"""Reads one page of an open PDF: the layer where it can be believed, OCR where not.

What is not believed is kept beside it where it says something else, and what the page does not
show is kept apart from what it shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pypdfium2

from casefiles.reading import ink, raster
from casefiles.reading.layer import EMPTY, Layer, read_layer, turned_place
from casefiles.reading.likeness import likeness
from casefiles.reading.ocr import Engines
from casefiles.reading.options import Options
from casefiles.reading.pictures import Pictures, measure_pictures
from casefiles.reading.probe import probe
from casefiles.reading.reasons import ReadingError
from casefiles.reading.redaction import GLANCE_DPI, find_hidden, part
from casefiles.reading.scan import Scan, read_scan
from casefiles.reading.trust import (
    ALIKE,
    SPARSE,
    Facts,
    Trust,
    facts_of,
    is_as_good,
    judge,
    keeps,
    outdoes,
)
from casefiles.reading.words import Block, OtherText, PageReading, Source, Word, compose

Blocks = Sequence[Block]


def read_page(page: pypdfium2.PdfPage, options: Options, engines: Engines) -> PageReading:
    """The reading of a page; raises ReadingError(page_too_large, no_model).

    The options name the languages, and which text to believe if not the one that is judged better.
    """
    return _Judgement(page, options, engines).reading()


@dataclass
class _Judgement:
    """One page between its two texts."""

    page: pypdfium2.PdfPage
    options: Options
    engines: Engines

    def __post_init__(self) -> None:
        self.pictures: Pictures = measure_pictures(self.page)
        layer = self._layer()
        self.layer, self.hidden = part(layer, find_hidden(self.page, layer, self.pictures))
        self.facts: Facts = facts_of(self.layer, self.pictures)

    def reading(self) -> PageReading:
        trust = self._trust()
        if trust is Trust.BELIEVE:
            return self._of_layer(None)
        scan = self._scan
        if not scan.blank and self._layer_wins(trust, scan):
            return self._of_layer(scan)
        return self._of_scan(scan)

    def _layer(self) -> Layer:
        try:
            return read_layer(self.page)
        except ReadingError:
            if self.pictures.mostly:
                return EMPTY  # a million signs put under a picture that can be read
            raise

    def _trust(self) -> Trust:
        """How far to believe the layer, once the looks at the page that are cheap are taken."""
        if self.options.prefer == "ocr" or not self.facts.words:
            return Trust.REFUSE
        if self.options.prefer == "layer":
            return Trust.BELIEVE
        trust = judge(self.facts)
        if trust is Trust.LOOK:
            return Trust.COMPARE if self._has_more() else Trust.BELIEVE
        if trust is Trust.PROBE and self._is_proved():
            return Trust.BELIEVE
        return trust

    def _has_more(self) -> bool:
        """Whether there is ink beside the few words of a layer."""
        dpi = raster.fitting_dpi(*_size(self.page, 0), GLANCE_DPI)
        image = raster.turn(raster.grey(self.page, dpi), self.layer.rotation)
        return ink.has_ink_beside(image, self.layer.words)

    def _is_proved(self) -> bool:
        """Whether the picture of a scan says in two strips what the layer says."""
        image = raster.turn(self._drawn.grey, self.layer.rotation)
        words = self.layer.words
        if len(words) < SPARSE and ink.has_ink_beside(image, words):
            return False
        found = probe(image, words, self.options.languages, self.engines)
        return is_as_good(self.facts, found)

    def _layer_wins(self, trust: Trust, scan: Scan) -> bool:
        if trust is Trust.COMPARE:
            in_layer = [word.text for word in self.layer.words]
            return keeps(in_layer, [word.text for word in scan.text.words], scan.text.confidence)
        if trust is Trust.PROBE:
            return outdoes(self.facts, scan.text, hardly_readable=scan.hardly_readable)
        return False

    @cached_property
    def _drawn(self) -> raster.Drawn:
        width, height = _size(self.page, 0)
        dpi = raster.reading_dpi(width, height, self.pictures.dpi)
        return raster.drawn(self.page, dpi, scan=self.pictures.mostly)

    @cached_property
    def _scan(self) -> Scan:
        image, uncoloured = self._drawn
        languages, thorough = self.options.languages, self.options.thorough
        return read_scan(image, languages, self.engines, uncoloured=uncoloured, thorough=thorough)

    def _of_layer(self, scan: Scan | None) -> PageReading:
        text, boxes = compose(self.layer.blocks)
        rotation = self.layer.rotation
        width, height = _size(self.page, rotation)
        others = self._hidden_text(rotation)
        if scan and _differ(scan.text.words, self.layer.words):
            turn = rotation - scan.rotation
            others.append(_other("ocr", scan.text.blocks, turn, scan.text.confidence))
        return PageReading(
            text, boxes, "layer", None, width, height, rotation, others=tuple(others)
        )

    def _of_scan(self, scan: Scan) -> PageReading:
        rotation = 0 if scan.blank else scan.rotation
        text, boxes = compose([] if scan.blank else scan.text.blocks)
        width, height = _size(self.page, rotation)
        others = self._hidden_text(rotation)
        if self.layer.words and (scan.blank or _differ(self.layer.words, scan.text.words)):
            others.append(_other("layer", self.layer.blocks, rotation - self.layer.rotation))
        return PageReading(
            text,
            boxes,
            "blank" if scan.blank else "ocr",
            None if scan.blank else scan.text.confidence,
            width,
            height,
            rotation,
            scan.hardly_readable,
            tuple(others),
        )

    def _hidden_text(self, rotation: int) -> list[OtherText]:
        if not self.hidden:
            return []
        return [_other("hidden", self.hidden, rotation - self.layer.rotation)]


def _differ(one: Sequence[Word], other: Sequence[Word]) -> bool:
    """Whether the one has words, and not about the same as the other."""
    if not one:
        return False
    return likeness([word.text for word in one], [word.text for word in other]) < ALIKE


def _other(source: Source, blocks: Blocks, turn: int, confidence: float | None = None) -> OtherText:
    """A text kept beside the one believed, its boxes turned clockwise by `turn` degrees."""
    if turn % 360:
        blocks = [[[_turned(word, turn) for word in line] for line in block] for block in blocks]
    text, boxes = compose(blocks)
    return OtherText(source, text, boxes, confidence)


def _turned(word: Word, turn: int) -> Word:
    place = turned_place((word.left, word.top, word.width, word.height), turn)
    return Word(word.text, *place, word.confidence, word.second)


def _size(page: pypdfium2.PdfPage, rotation: int) -> tuple[float, float]:
    """Width and height in points of the page as displayed, then turned."""
    width, height = page.get_size()
    return (height, width) if rotation in (90, 270) else (width, height)
