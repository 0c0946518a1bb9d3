"""Pictures into a PDF, a page for each frame, without loss where the format allows it."""

from __future__ import annotations

import contextlib
import io
import math
import tempfile
from collections.abc import Iterator
from pathlib import Path

import img2pdf
import numpy
import pikepdf
import pillow_heif
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from casefiles.preparing.lost import lose
from casefiles.preparing.parts import Bounds, LeftOut
from casefiles.reading.reasons import ReadingError, Reason

MAX_PIXELS = 60_000_000  # of a frame, as of a page (casefiles.reading.raster)
A4_INCHES = (8.27, 11.69)
LONGEST_INCHES = 48.0  # beyond, the resolution that a file states is a default nobody has set
LIKELY_DPI = (50, 2400)
SMALL = 200  # pixels: the longest side of an icon, which is not spread over a page
SCREEN_DPI = 96
FRAMES_A_PART = 50  # that many are held in memory at once
LOSSY = {"JPEG", "MPO", "WEBP", "HEIF", "AVIF"}
JPEG_QUALITY = 92
MIRRORED = {2, 4, 5, 7}  # EXIF orientations that a page's rotation cannot express
ORIENTATION = 0x0112
DIRECT = {"JPEG", "MPO", "JPEG2000", "PNG"}  # formats that img2pdf puts into a PDF as they are

# The bound is MAX_PIXELS, checked before a frame is decoded.
Image.MAX_IMAGE_PIXELS = None
pillow_heif.register_heif_opener()


def to_pdf(original: Path, out: Path, bounds: Bounds) -> list[LeftOut]:
    """Write the picture as a PDF; the frames that are lost, or were only read in part.

    Raises ReadingError: damaged where no frame can be read, too_many_pages, page_too_large.
    """
    try:
        opened = Image.open(original)
    except UnidentifiedImageError as error:
        raise ReadingError(Reason.DAMAGED, str(error)) from error
    with opened, tempfile.TemporaryDirectory(dir=out.parent) as parts:
        count = _frames_of(opened)
        if count > bounds.pages:
            raise ReadingError(Reason.TOO_MANY_PAGES, f"{count} frames")
        left_out: list[LeftOut] = []
        lost: list[int] = []
        with pikepdf.new() as pdf:
            for path in _parts(opened, count, original, Path(parts), left_out, lost):
                with pikepdf.open(path) as part:
                    pdf.pages.extend(part.pages)
            if len(lost) == count:
                raise ReadingError(left_out[0].reason, "no frame can be read")
            for index in lost:
                lose(pdf, index)
            pdf.save(out)
    return left_out


def _frames_of(image: Image.Image) -> int:
    """How many pages it makes. Of a photograph the first frame alone: others are previews."""
    if image.format in ("JPEG", "MPO"):
        return 1
    return getattr(image, "n_frames", 1)


def _parts(
    image: Image.Image,
    count: int,
    original: Path,
    folder: Path,
    left_out: list[LeftOut],
    lost: list[int],
) -> Iterator[Path]:
    """The pages in PDFs of some frames each, so that not all of them are in memory."""
    for start in range(0, count, FRAMES_A_PART):
        with pikepdf.new() as part:
            for index in range(start, min(start + FRAMES_A_PART, count)):
                try:
                    page, whole = _page(image, index, original, alone=count == 1)
                except ReadingError as error:
                    left_out.append(LeftOut(f"p. {index + 1}", error.code))
                    lost.append(index)
                    part.add_blank_page()
                    continue
                if not whole:
                    left_out.append(LeftOut(f"p. {index + 1}", Reason.INCOMPLETE))
                with pikepdf.open(io.BytesIO(page)) as single:
                    part.pages.append(single.pages[0])
            path = folder / f"{start}.pdf"
            part.save(path)
        yield path


def _page(image: Image.Image, index: int, original: Path, *, alone: bool) -> tuple[bytes, bool]:
    """A frame as a PDF of one page, and whether all of it could be read.

    `alone` says that it is all that the file holds. Raises ReadingError.
    """
    _go_to(image, index)
    dpi = _dpi(image)
    try:
        image.load()
    except MemoryError:
        raise
    except Exception as error:  # decoders raise whatever they like
        # Opened anew: in what failed there may still be the frame before.
        with Image.open(original) as again:
            _go_to(again, index)
            _load_what_is_there(again, error)
            return _as_page(_encoded(again), dpi), False
    orientation = image.getexif().get(ORIENTATION, 1)
    if alone and image.format in DIRECT and orientation not in MIRRORED:
        # What img2pdf does not take as it is, transparency above all, is drawn anew.
        with contextlib.suppress(Exception):
            return _as_page(original.read_bytes(), dpi), True
    return _as_page(_encoded(image), dpi), True


def _go_to(image: Image.Image, index: int) -> None:
    """Turn to a frame that can be decoded within the bounds; raises ReadingError."""
    try:
        if getattr(image, "n_frames", 1) > 1:
            image.seek(index)
    except (EOFError, OSError, ValueError, SyntaxError) as error:
        raise ReadingError(Reason.DAMAGED, str(error)) from error
    if min(image.size) < 1:
        raise ReadingError(Reason.DAMAGED, f"{image.width} x {image.height} pixels")
    if image.width * image.height > MAX_PIXELS:
        raise ReadingError(Reason.PAGE_TOO_LARGE, f"{image.width} x {image.height} pixels")


def _load_what_is_there(image: Image.Image, failed: Exception) -> None:
    """Decode what is left of a frame; raises ReadingError where that is nothing."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        image.load()
    except MemoryError:
        raise
    except Exception as error:
        raise ReadingError(Reason.DAMAGED, f"{type(error).__name__}: {error}") from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    bands = image.getextrema()
    pairs = bands if isinstance(bands[0], tuple) else (bands,)
    if all(low == high for low, high in pairs):
        raise ReadingError(Reason.DAMAGED, f"{type(failed).__name__}: {failed}")


def _as_page(content: bytes, dpi: float) -> bytes:
    layout = img2pdf.get_fixed_dpi_layout_fun((dpi, dpi))
    made: bytes = img2pdf.convert(
        content, layout_fun=layout, rotation=img2pdf.Rotation.ifvalid, engine=img2pdf.Engine.pikepdf
    )
    return made


def _encoded(image: Image.Image) -> bytes:
    """A frame, upright and without transparency, in an encoding that a PDF holds as it is."""
    lossy = image.format in LOSSY or image.info.get("compression") == "jpeg"
    drawn = _opaque(ImageOps.exif_transpose(image))
    buffer = io.BytesIO()
    if drawn.mode == "1":
        drawn.save(buffer, "TIFF", compression="group4")
    elif lossy:
        drawn.save(buffer, "JPEG", quality=JPEG_QUALITY)
    else:
        drawn.save(buffer, "PNG")
    return buffer.getvalue()


def _opaque(image: Image.Image) -> Image.Image:
    """In black and white, grey, a palette or RGB; what shines through is white."""
    if image.mode in ("1", "L"):
        return image
    if image.mode.startswith("I") or image.mode == "F":
        return _levelled(image)
    if image.has_transparency_data:
        ground = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")
    return image if image.mode in ("P", "RGB") else image.convert("RGB")


def _levelled(image: Image.Image) -> Image.Image:
    """Grey of 16 or 32 bits as grey of eight."""
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda level: level / 256).convert("L")
    levels = numpy.asarray(image, dtype=numpy.float64)
    low, high = float(levels.min()), float(levels.max())
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ReadingError(Reason.DAMAGED, "levels without end")
    scaled = (levels - low) * (255.0 / max(high - low, 1.0))
    return Image.fromarray(scaled.astype(numpy.uint8))


def _dpi(image: Image.Image) -> float:
    """Pixels an inch: as the file says, where that can be; else so that it fills a page of A4."""
    longest, shortest = max(image.size), min(image.size)
    stated = image.info.get("dpi", (0, 0))
    try:
        dpi = float(min(stated))
    except (TypeError, ValueError, ZeroDivisionError):
        dpi = 0.0
    if LIKELY_DPI[0] <= dpi <= LIKELY_DPI[1] and longest / dpi <= LONGEST_INCHES:
        return dpi
    if longest < SMALL:
        return SCREEN_DPI
    return max(longest / A4_INCHES[1], shortest / A4_INCHES[0])
