"""Draws the small PDFs of these tests: born digital, scanned, and broken in known ways."""

from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

A6 = (298.0, 420.0)
LINES = (
    "Le témoin déclare avoir aperçu",
    "une voiture grise arrêtée devant",
    "la mairie de Valgrise vers minuit.",
    "Interrogé sur la présence du",
    "conducteur, il répond ne pas",
    "avoir distingué son visage.",
    "Lecture faite, persiste et signe",
    "avec nous le présent feuillet.",
)
SIZE = 14
LEADING = 22
LEFT = 40
TOP = 60  # of the first baseline, from the top


def canvas(path: Path, size: tuple[float, float] = A6) -> Canvas:
    return Canvas(str(path), pagesize=size)


def write(page: Canvas, lines=LINES, *, left=LEFT, top=TOP, height=A6[1], size=SIZE) -> None:
    page.setFont("Helvetica", size)
    for number, line in enumerate(lines):
        page.drawString(left, height - top - number * LEADING, line)


def written(path: Path, lines=LINES) -> Path:
    """One page of text, born digital."""
    page = canvas(path)
    write(page, lines)
    page.showPage()
    page.save()
    return path


def picture_of(path: Path, number: int = 1, dpi: int = 200) -> Image.Image:
    """A grey picture of a page as displayed."""
    with pypdfium2.PdfDocument(path) as document:
        return document[number - 1].render(scale=dpi / 72, grayscale=True).to_pil()


def place(page: Canvas, image: Image.Image, size: tuple[float, float]) -> None:
    """Fills the page with a picture, then leaves it open for more."""
    page.setPageSize(size)
    data = BytesIO()
    image.save(data, "PNG")
    data.seek(0)
    page.drawImage(ImageReader(data), 0, 0, *size)


def scanned(path: Path, *images: Image.Image, dpi: int = 200) -> Path:
    """A PDF of nothing but pictures, one a page."""
    page = canvas(path)
    for image in images:
        place(page, image, (image.width * 72 / dpi, image.height * 72 / dpi))
        page.showPage()
    page.save()
    return path


def scan_of_text(folder: Path, lines=LINES) -> Image.Image:
    """The picture of a page of text, as a scanner gives it."""
    return picture_of(written(folder / "to-be-scanned.pdf", lines))


def ink_box(image: Image.Image) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of everything dark, in fractions of the image."""
    left, top, right, bottom = image.point([255] * 128 + [0] * 128).getbbox()
    return left / image.width, top / image.height, right / image.width, bottom / image.height
