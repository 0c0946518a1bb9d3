"""Reads one page of an open PDF: the layer where it can be believed, OCR where not."""

import pypdfium2

from casefiles.reading import ink, raster
from casefiles.reading.layer import EMPTY, Layer, read_layer
from casefiles.reading.ocr import Engines
from casefiles.reading.options import Options
from casefiles.reading.pictures import Pictures, measure_pictures
from casefiles.reading.scan import read_scan
from casefiles.reading.trust import MOSTLY_PICTURE, Trust, facts_of, judge, keeps
from casefiles.reading.words import PageReading, compose

GLANCE_DPI = 100  # for a look at where the ink is


def read_page(page: pypdfium2.PdfPage, options: Options, engines: Engines) -> PageReading:
    """The reading of a page; raises ReadingError(page_too_large, no_model).

    The options name the languages.
    """
    pictures = measure_pictures(page)
    layer = read_layer(page) if pictures.coverage < MOSTLY_PICTURE else EMPTY
    drawn = bool(pictures.coverage or pictures.paths)
    trust = judge(facts_of(layer, pictures.coverage, drawn=drawn))
    if trust is Trust.LOOK:
        trust = Trust.COMPARE if _has_more(page, layer) else Trust.BELIEVE
    if trust is Trust.BELIEVE:
        return _from_layer(page, layer)
    doubted = layer if trust is Trust.COMPARE else None
    return _from_image(page, pictures, options, engines, doubted)


def _has_more(page: pypdfium2.PdfPage, layer: Layer) -> bool:
    dpi = raster.fitting_dpi(*_size(page, 0), GLANCE_DPI)
    image = raster.turn(raster.grey(page, dpi), layer.rotation)
    return ink.has_ink_beside(image, layer.words)


def _from_layer(page: pypdfium2.PdfPage, layer: Layer) -> PageReading:
    text, boxes = compose(layer.blocks)
    width, height = _size(page, layer.rotation)
    return PageReading(text, boxes, "layer", None, width, height, layer.rotation)


def _from_image(
    page: pypdfium2.PdfPage,
    pictures: Pictures,
    options: Options,
    engines: Engines,
    doubted: Layer | None,
) -> PageReading:
    width, height = _size(page, 0)
    image = raster.grey(page, raster.reading_dpi(width, height, pictures.dpi))
    scan = read_scan(image, options.languages, engines, thorough=options.thorough)
    read, rotation = scan.text, scan.rotation
    if scan.blank:
        text, boxes = compose([])
        return PageReading(text, boxes, "blank", None, width, height, 0)
    if doubted:
        in_layer = [word.text for word in doubted.words]
        if keeps(in_layer, [word.text for word in read.words], read.confidence):
            return _from_layer(page, doubted)
    text, boxes = compose(read.blocks)
    width, height = _size(page, rotation)
    return PageReading(
        text, boxes, "ocr", read.confidence, width, height, rotation, scan.hardly_readable
    )


def _size(page: pypdfium2.PdfPage, rotation: int) -> tuple[float, float]:
    """Width and height in points of the page as displayed, then turned."""
    width, height = page.get_size()
    return (height, width) if rotation in (90, 270) else (width, height)
