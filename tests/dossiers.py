"""Small PDFs made of given texts, for the tests of the whole project.

digital_pdf(tmp_path / "tome.pdf", ["Première page", "Deuxième page"], cotes=["D1", "D1/2"])
scanned_pdf(tmp_path / "scan.pdf", ["Je reconnais les faits."], rotation=90)
"""

import io
import time
from collections.abc import Sequence
from pathlib import Path

import numpy
import pypdfium2
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

DPI = 200
FONT, SIZE, LEADING = "Courier", 12, 16
MARGIN = 72
EPOCH = time.gmtime(0)  # the same texts and seed make the same file, byte for byte


def _draw(canvas: Canvas, text: str, cote: str | None) -> None:
    width, height = A4
    if cote:
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawRightString(width - 40, height - 40, cote)
    lines = [
        line
        for paragraph in text.splitlines()
        for line in simpleSplit(paragraph, FONT, SIZE, width - 2 * MARGIN) or [""]
    ]
    writer = canvas.beginText(MARGIN, height - MARGIN - SIZE)
    writer.setFont(FONT, SIZE, LEADING)
    writer.textLines(lines)
    canvas.drawText(writer)
    canvas.showPage()


def _digital(texts: Sequence[str], cotes: Sequence[str | None] | None) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for text, cote in zip(texts, cotes or [None] * len(texts), strict=True):
        _draw(canvas, text, cote)
    canvas.save()
    return buffer.getvalue()


def digital_pdf(
    path: Path, texts: Sequence[str], cotes: Sequence[str | None] | None = None
) -> Path:
    """An A4 page with a text layer for each text; an empty text makes a blank page."""
    path.write_bytes(_digital(texts, cotes))
    return path


def scanned_pdf(
    path: Path,
    texts: Sequence[str],
    cotes: Sequence[str | None] | None = None,
    *,
    rotation: int = 0,
    seed: int = 0,
) -> Path:
    """An A4 page at 200 dpi for each text: grey paper, noise, no text layer.

    `rotation` (0, 90, 180, 270) turns every picture by so many degrees clockwise: to be upright
    again, a page has to be turned by 360 - `rotation` degrees clockwise.
    """
    pictures = []
    with pypdfium2.PdfDocument(_digital(texts, cotes)) as document:
        for number, page in enumerate(document):
            ink = page.render(scale=DPI / 72, grayscale=True).to_numpy().squeeze()
            dice = numpy.random.default_rng([seed, number])
            grey = (
                24
                + ink * numpy.float32(210 / 255)
                + 3 * dice.standard_normal(ink.shape, numpy.float32)
            )
            picture = Image.fromarray(grey.clip(0, 255).astype(numpy.uint8))
            pictures.append(picture.rotate(-rotation, expand=True))
    pictures[0].save(
        path,
        "PDF",
        save_all=True,
        append_images=pictures[1:],
        resolution=DPI,
        quality=75,
        creationDate=EPOCH,
        modDate=EPOCH,
    )
    return path
