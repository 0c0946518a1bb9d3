"""Pages as pictures: grey for reading, JPEG for the viewer. Sizes are checked before allocating."""

import math
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from PIL import Image, ImageChops

from casefiles.reading.colours import without_colours
from casefiles.reading.reasons import ReadingError, Reason

READING_DPI = 200  # 300 costs 25-40 % more time and reads clean scans no better
LOWEST_DPI = 30
MAX_PIXELS = 60_000_000
MOST_IN_COLOURS = 8_000_000  # pixels: A3 at 200 dpi; colours take four times the memory of grey
MAX_SIDE = 32_000  # tesseract takes no more than 32,767
POINTS_AN_INCH = 72
JPEG_QUALITY = 80
GREY_SPREAD = 12  # levels between red, green and blue that a grey page may have
USUAL_POINTS = (300_000.0, 1_200_000.0)  # areas between a bit under A5 and a bit over A3
QUARTER_TURNS = {
    90: Image.Transpose.ROTATE_270,  # Pillow turns the other way round
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}

Image.MAX_IMAGE_PIXELS = None  # the bound is MAX_PIXELS, checked before anything is drawn


def reading_dpi(width: float, height: float, picture_dpi: float | None = None) -> float:
    """Resolution at which to read a page of `width` by `height` points.

    A scan whose page has an unlikely size (a picture put in a PDF at 72 dpi, or shrunk to a
    stamp) is read at the resolution of the picture itself.
    """
    dpi = float(READING_DPI)
    smallest, largest = USUAL_POINTS
    if picture_dpi and (
        (width * height > largest and picture_dpi < dpi)
        or (width * height < smallest and picture_dpi > dpi)
    ):
        ceiling = math.sqrt(MAX_PIXELS / 8 / max(width * height, 1)) * POINTS_AN_INCH
        dpi = picture_dpi if picture_dpi < dpi else max(min(picture_dpi, ceiling), dpi)
    return fitting_dpi(width, height, dpi)


def fitting_dpi(width: float, height: float, dpi: float) -> float:
    """The resolution, lowered where the raster would be too large.

    Raises ReadingError(page_too_large) where even the lowest would not do.
    """
    inches = max(width, 1.0) / POINTS_AN_INCH, max(height, 1.0) / POINTS_AN_INCH
    if not all(math.isfinite(side) for side in inches):
        raise ReadingError(Reason.PAGE_TOO_LARGE, "page without a finite size")
    fits = min(dpi, math.sqrt(MAX_PIXELS / (inches[0] * inches[1])), MAX_SIDE / max(inches))
    if fits < min(LOWEST_DPI, dpi):
        raise ReadingError(Reason.PAGE_TOO_LARGE, f"{width:.0f} x {height:.0f} points")
    return fits


class Drawn(NamedTuple):
    """A page as displayed, one byte a pixel; and the same without its coloured ink, where it is a
    scan that has some."""

    grey: Image.Image
    uncoloured: Image.Image | None = None


def grey(page: pypdfium2.PdfPage, dpi: float) -> Image.Image:
    """The page as displayed, one byte a pixel."""
    return drawn(page, dpi).grey


def drawn(page: pypdfium2.PdfPage, dpi: float, *, scan: bool = False) -> Drawn:
    """The page as displayed; a `scan` in half the time."""
    scale = dpi / POINTS_AN_INCH
    width, height = page.get_size()
    if scan and width * height * scale * scale <= MOST_IN_COLOURS:
        # pdfium brings pictures to their size faster in colours than in grey. Letters it draws
        # otherwise there, so that this is for scans.
        bitmap = page.render(
            scale=scale, prefer_bgrx=True, rev_byteorder=True, limit_image_cache=True
        )
        mode = "RGBX"
    else:
        bitmap = page.render(scale=scale, grayscale=True, limit_image_cache=True)
        mode = "L"
    size, pixels = (bitmap.width, bitmap.height), bitmap.buffer
    try:  # a view of the bitmap's memory, of which what is grey is a copy
        image = Image.frombuffer(mode, size, pixels, "raw", mode, bitmap.stride, 1)
        return Drawn(image.convert("L"), without_colours(image) if mode == "RGBX" else None)
    finally:
        bitmap.close()


def colour(page: pypdfium2.PdfPage, dpi: float) -> Image.Image:
    """The page as displayed, red, green and blue."""
    bitmap = page.render(scale=dpi / POINTS_AN_INCH, limit_image_cache=True)
    try:
        size, raw = (bitmap.width, bitmap.height), bitmap.mode.replace("A", "X")
        pixels = memoryview(bitmap.buffer)
        return Image.frombytes("RGB", size, pixels, "raw", raw, bitmap.stride, 1)
    finally:
        bitmap.close()


def turn(image: Image.Image, rotation: int) -> Image.Image:
    """The image turned clockwise by 0, 90, 180 or 270 degrees."""
    return image.transpose(QUARTER_TURNS[rotation]) if rotation else image


def is_grey(image: Image.Image) -> bool:
    """Whether a page in colours has none, judged on a small copy, JPEG noise allowed."""
    red, green, blue = image.reduce(4).split()
    spreads = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return not any(sum(spread.histogram()[GREY_SPREAD + 1 :]) for spread in spreads)


def jpeg(page: pypdfium2.PdfPage, dpi: int, rotation: int) -> bytes:
    """The page for the viewer, turned upright; grey where it has no colour."""
    width, height = page.get_size()
    image = colour(page, fitting_dpi(width, height, dpi))
    if is_grey(image):
        image = image.convert("L")
    written = BytesIO()
    turn(image, rotation).save(written, "JPEG", quality=JPEG_QUALITY)
    return written.getvalue()


def band(kept: Path, top: float, bottom: float) -> bytes:
    """The rows of a JPEG between two fractions of its height, as a JPEG of its own."""
    with Image.open(kept, formats=["JPEG"]) as image:
        first = min(math.floor(top * image.height), image.height - 1)
        last = max(math.ceil(bottom * image.height), first + 1)
        written = BytesIO()
        image.crop((0, first, image.width, last)).save(written, "JPEG", quality=JPEG_QUALITY)
    return written.getvalue()
