"""Annotations that lie over the text of a page: boxes drawn in a viewer, redactions not applied."""

import math
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from casefiles.reading.layer import Matrix, Quad, to_fractions
from casefiles.reading.pictures import Cover

MAX_ANNOTATIONS = 2_000
MAX_PLACES = 200  # of one annotation
ANY = (0, 0, 0)  # the colour of what is drawn last does not matter
DRAWN_OVER = (
    pdfium.FPDF_ANNOT_SQUARE,
    pdfium.FPDF_ANNOT_CIRCLE,
    pdfium.FPDF_ANNOT_POLYGON,
    pdfium.FPDF_ANNOT_INK,
    pdfium.FPDF_ANNOT_HIGHLIGHT,
    pdfium.FPDF_ANNOT_STAMP,
    pdfium.FPDF_ANNOT_FREETEXT,
)


def find_annotated(page: "pdfium.FPDF_PAGE") -> tuple[list[Cover], list[Quad]]:
    """What annotations may hide, and the places marked for a redaction that was never applied.

    Annotations are drawn last, so they are over everything.
    """
    covers: list[Cover] = []
    marked: list[Quad] = []
    shown: Matrix | None = None
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        try:
            subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
            if subtype not in DRAWN_OVER and subtype != pdfium.FPDF_ANNOT_REDACT:
                continue
            shown = shown or to_fractions(page)
            for place in _places(annotation, shown):
                if subtype == pdfium.FPDF_ANNOT_REDACT:
                    marked.append(place)
                else:
                    covers.append(Cover(math.inf, place, ANY))
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return covers, marked


def _places(annotation: Any, shown: Matrix) -> Iterator[Quad]:
    """Where an annotation lies: line by line where it says so, else its rectangle."""
    quads = pdfium.FPDFAnnot_CountAttachmentPoints(annotation)
    for number in range(min(quads, MAX_PLACES)):
        quad = pdfium.FS_QUADPOINTSF()
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, number, quad):
            across = (quad.x1, quad.x2, quad.x3, quad.x4)
            down = (quad.y1, quad.y2, quad.y3, quad.y4)
            yield from _placed(min(across), min(down), max(across), max(down), shown)
    rectangle = pdfium.FS_RECTF()
    if not quads and pdfium.FPDFAnnot_GetRect(annotation, rectangle):
        sides = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        yield from _placed(*sides, shown)


def _placed(x0: float, y0: float, x1: float, y1: float, shown: Matrix) -> Iterator[Quad]:
    a, b, c, d, e, f = shown
    across = sorted((a * x0 + c * y0 + e, a * x1 + c * y1 + e))
    down = sorted((b * x0 + d * y0 + f, b * x1 + d * y1 + f))
    left, right, top, bottom = (min(max(side, 0.0), 1.0) for side in (*across, *down))
    if right > left and bottom > top:
        yield left, top, right - left, bottom - top
