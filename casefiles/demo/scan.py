"""What paper and a copier do to a page: grey stock, crooked feeding, noise, specks, stamps."""

import io
import random

import numpy
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

DPI = 200
SKEW = 1.0  # degrees, either way
QUALITY = 55  # of the JPEG

Grey = NDArray[numpy.float32]


def render(pdf: bytes) -> list[Image.Image]:
    """The pages of a PDF as grey pictures at the resolution of the scanner."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in document]


def _shading(shape: tuple[int, int], noise: numpy.random.Generator) -> Grey:
    """How light falls on the paper: slow clouds, and a shadow along one edge of the glass."""
    clouds = Image.fromarray(noise.normal(0, 4, (9, 7)).astype(numpy.float32))
    slow = numpy.asarray(clouds.resize(shape[::-1], Image.Resampling.BICUBIC))
    distance = numpy.arange(shape[1], dtype=numpy.float32)
    return slow - 70 * numpy.exp(-distance / noise.uniform(8, 30))


def _specks(draw: ImageDraw.ImageDraw, size: tuple[int, int], dice: random.Random) -> None:
    for _ in range(dice.randrange(20, 90)):
        x, y, width = dice.randrange(size[0]), dice.randrange(size[1]), dice.choice((1, 1, 2, 3))
        draw.ellipse((x, y, x + width, y + width), fill=dice.randrange(30, 150))


def _holes(draw: ImageDraw.ImageDraw, height: int, dice: random.Random) -> None:
    """The two holes of the binder, which the glass shows as dark discs."""
    x = dice.randrange(38, 52)
    for y in (height // 2 - 315, height // 2 + 315):  # 80 mm apart
        draw.ellipse((x, y, x + 44, y + 44), fill=dice.randrange(60, 110))


def _signature(draw: ImageDraw.ImageDraw, size: tuple[int, int], dice: random.Random) -> None:
    x, y = dice.randrange(size[0] // 2, size[0] - 560), size[1] - dice.randrange(190, 260)
    points = [(float(x), float(y))]
    for _ in range(dice.randrange(9, 15)):
        last_x, _last_y = points[-1]
        points.append((last_x + dice.uniform(-8, 40), y + dice.uniform(-60, 60)))
    draw.line(points, fill=70, width=4, joint="curve")


def _stamp(dice: random.Random) -> Image.Image:
    """A rubber stamp, lighter than print, put on at an angle; white where it leaves no ink."""
    words = dice.choice(("POUR COPIE CONFORME", "VU AU PARQUET", "ANNEXE DU GREFFE"))
    picture = Image.new("L", (620, 120), 255)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((4, 4, 615, 115), outline=150, width=5)
    font = ImageFont.load_default(size=38)
    pen.text((310, 60), words, fill=150, font=font, anchor="mm")
    return picture.rotate(dice.uniform(-9, 9), expand=True, fillcolor=255)


def _marks(page: Image.Image, dice: random.Random, *, signed: bool) -> None:
    pen = ImageDraw.Draw(page)
    if signed:
        _signature(pen, page.size, dice)
        stamp = _stamp(dice)
        place = (dice.randrange(60, 160), page.height - dice.randrange(280, 330))
        under = page.crop((*place, place[0] + stamp.width, place[1] + stamp.height))
        darker = numpy.minimum(numpy.asarray(under), numpy.asarray(stamp))
        page.paste(Image.fromarray(darker), place)
    _holes(pen, page.height, dice)


def scan(page: Image.Image, dice: random.Random, *, signed: bool = False) -> Image.Image:
    """A clean grey page as a copier would have taken it, upright but for its skew."""
    page = page.copy()
    _marks(page, dice, signed=signed)
    angle = dice.uniform(-SKEW, SKEW)
    page = page.rotate(angle, resample=Image.Resampling.BILINEAR, fillcolor=255)
    page = page.filter(ImageFilter.GaussianBlur(dice.uniform(0.4, 0.8)))
    noise = numpy.random.default_rng(dice.getrandbits(64))
    ink = numpy.asarray(page, dtype=numpy.float32) / 255
    paper, toner = dice.uniform(215, 236), dice.uniform(25, 70)
    grey = toner + ink * (paper - toner) + _shading(ink.shape, noise)
    grey += 4 * noise.standard_normal(ink.shape, numpy.float32)
    scanned = Image.fromarray(grey.clip(0, 255).astype(numpy.uint8))
    _specks(ImageDraw.Draw(scanned), scanned.size, dice)
    return scanned


def photocopy(page: Image.Image, dice: random.Random) -> Image.Image:
    """The same through a copier that knows black and white only."""
    return scan(page, dice).point(lambda level: 255 * (level > 142)).convert("1")


def as_pdf(picture: Image.Image) -> bytes:
    """One page that holds nothing but the picture: JPEG, or CCITT where it is black and white."""
    buffer = io.BytesIO()
    options = {"quality": QUALITY} if picture.mode == "L" else {}
    picture.save(buffer, "PDF", resolution=DPI, **options)
    return buffer.getvalue()
