"""A second delivery of a dossier, invented: what a clerk and a scanner do to it, and the truth."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field
from pathlib import Path

import numpy
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

RESERVE = (
    0.12  # share of the pages kept out of the earlier delivery, to be what is new in the later
)
SHARE = 0.035  # of the pages that are removed, and as many replaced and new
BLOCKS = 2  # of pages that are moved
APART = 1  # untouched pages between two changes, so that there is one truth
SKEW = 1.5  # degrees either way
DARKER = 22  # levels, for a copier that knows no grey
GLANCE = 0.5  # pixels a point: enough to see whether a page bears anything
DARK, DARK_SHARE = 110, 0.002


@dataclass
class Truth:
    """What became of the pages, all counted from 1 within their delivery."""

    same: dict[int, int] = field(default_factory=dict)  # later: earlier
    moved: set[int] = field(default_factory=set)  # later pages, all of them in `same`
    replaced: dict[int, int] = field(default_factory=dict)  # later: earlier
    new: set[int] = field(default_factory=set)  # later
    missing: set[int] = field(default_factory=set)  # earlier
    blank: set[int] = field(default_factory=set)  # later; whether they moved nobody can say


@dataclass(frozen=True)
class _Sheet:
    """A page of the later delivery: of the source, from 0, and what of it is from another."""

    page: int
    was: int | None  # its own page in the source, None where it is new
    over: int | None = None  # a page whose middle is put over it
    moved: bool = False


def redeliver(source: Path, earlier: Path, later: Path, *, seed: int) -> Truth:
    """Write two deliveries made of the pages of `source`; the later one is scanned anew.

    Some pages of the source are in the later delivery only: what is new, and what replaces
    another, is of the same hand as the rest, which makes it harder to tell apart.
    """
    dice = random.Random(seed)  # noqa: S311 - to measure, not to keep secrets
    with pypdfium2.PdfDocument(source) as document:
        inked = [_has_ink(document[number]) for number in range(len(document))]
        reserve = _reserve(inked, dice)
        kept = [number for number in range(len(inked)) if number not in set(reserve)]
        sheets, missing = _changed(kept, inked, reserve, dice)
        with pypdfium2.PdfDocument.new() as first:
            first.import_pages(document, kept)
            first.save(earlier)
        with pypdfium2.PdfDocument.new() as second:
            for sheet in sheets:
                with pypdfium2.PdfDocument(_scanned_again(document, sheet, dice)) as one:
                    second.import_pages(one)
            second.save(later)
    return _truth(sheets, missing, kept, inked)


def _reserve(inked: list[bool], dice: random.Random) -> list[int]:
    choice = [number for number, ink in enumerate(inked) if ink]
    return dice.sample(choice, max(6, round(RESERVE * len(inked))))


def _changed(
    kept: list[int], inked: list[bool], reserve: list[int], dice: random.Random
) -> tuple[list[_Sheet], list[int]]:
    """The sheets of the later delivery, and the pages of the source that are missing from it."""
    count = max(2, round(SHARE * len(kept)))
    used: set[int] = set()  # places in `kept` at which something changes

    def take(length: int, far_from: range = range(0)) -> int:
        """The first of so many places side by side, apart from all others, inked at both ends."""
        choice = [
            at
            for at in range(APART, len(kept) - APART - length)
            if not used.intersection(range(at - APART, at + length + APART))
            and not set(far_from).intersection(range(at, at + length))
            and inked[kept[at]]
            and inked[kept[at + length - 1]]
        ]
        at = dice.choice(choice)
        used.update(range(at, at + length))
        return at

    blocks = []
    for _ in range(BLOCKS):
        length = dice.randint(3, max(3, min(6, len(kept) // 20)))
        blocks.append((take(length), length))
    sheets: list[list[_Sheet]] = [[_Sheet(page, page)] for page in kept]
    missing = []
    for _ in range(count):
        place = take(1)
        missing.append(kept[place])
        sheets[place] = []
    for number in range(count):
        place, other = take(1), reserve.pop()
        was = kept[place]
        sheets[place] = [_Sheet(was, was, over=other) if number % 2 else _Sheet(other, was)]
    for _ in range(count):
        place = take(1)
        sheets[place].append(_Sheet(reserve.pop(), None))
    for at, length in blocks:
        # So far that less is changed by moving the block than by moving what it jumps over.
        to = take(1, far_from=range(at - 2 * length, at + 3 * length))
        moved = [
            _Sheet(s.page, s.was, moved=True) for group in sheets[at : at + length] for s in group
        ]
        sheets[at : at + length] = [[] for _ in range(length)]
        sheets[to] = [*sheets[to], *moved]
    return [sheet for group in sheets for sheet in group], missing


def _truth(sheets: list[_Sheet], missing: list[int], kept: list[int], inked: list[bool]) -> Truth:
    number_of = {page: number for number, page in enumerate(kept, start=1)}
    truth = Truth(missing={number_of[page] for page in missing})
    for number, sheet in enumerate(sheets, start=1):
        if sheet.was is None:
            truth.new.add(number)
        elif sheet.over is not None or sheet.page != sheet.was:
            truth.replaced[number] = number_of[sheet.was]
        else:
            truth.same[number] = number_of[sheet.was]
            if sheet.moved:
                truth.moved.add(number)
        if not inked[sheet.page]:
            truth.blank.add(number)
    return truth


def _scanned_again(document: pypdfium2.PdfDocument, sheet: _Sheet, dice: random.Random) -> bytes:
    """A PDF of the one sheet, as another scanner would have taken it."""
    dpi = dice.uniform(150, 200)
    picture = _drawn(document[sheet.page], dpi)
    if sheet.over is not None:
        other = _drawn(document[sheet.over], dpi).resize(picture.size)
        band = (0, round(picture.height * 0.35), picture.width, round(picture.height * 0.75))
        picture.paste(other.crop(band), band[:2])
    scanned = _tone(_laid_down(picture, dice), dice)
    written = io.BytesIO()
    scanned.save(written, "PDF", resolution=dpi, quality=dice.randint(40, 75))
    return written.getvalue()


def _drawn(page: pypdfium2.PdfPage, dpi: float) -> Image.Image:
    """The sheet itself: the ground that the first scanner gave it is white again."""
    drawn: Image.Image = page.render(scale=dpi / 72, grayscale=True).to_pil()
    counts = drawn.histogram()
    paper = max(range(128, 256), key=counts.__getitem__)
    return drawn.point([min(255, round(level * 255 / paper)) for level in range(256)])


def _laid_down(picture: Image.Image, dice: random.Random) -> Image.Image:
    """Not quite straight, not quite in its place, not quite as large."""
    width, height = picture.size
    scale = dice.uniform(0.97, 1.02)
    placed = Image.new("L", picture.size, 255)
    sized = picture.resize((round(width * scale), round(height * scale)), Image.Resampling.BICUBIC)
    aside = round((width - sized.width) / 2 + width * dice.uniform(-0.012, 0.012))
    down = round((height - sized.height) / 2 + height * dice.uniform(-0.012, 0.012))
    placed.paste(sized, (aside, down))
    angle = dice.uniform(-SKEW, SKEW)
    return placed.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)


def _tone(picture: Image.Image, dice: random.Random) -> Image.Image:
    """Light, noise and dirt of another machine; one in ten knows black and white only."""
    noise = numpy.random.default_rng(dice.getrandbits(64))
    blurred = picture.filter(ImageFilter.GaussianBlur(dice.uniform(0.2, 0.7)))
    black, white = dice.uniform(5, 70), dice.uniform(215, 258)
    grey = numpy.asarray(blurred, numpy.float32) * ((white - black) / 255) + black
    aslope = numpy.linspace(-1, 1, grey.shape[1], dtype=numpy.float32) * dice.uniform(-8, 8)
    grey += aslope + dice.uniform(1, 5) * noise.standard_normal(grey.shape, numpy.float32)
    toned = Image.fromarray(grey.clip(0, 255).astype(numpy.uint8))
    pen = ImageDraw.Draw(toned)
    for _ in range(dice.randrange(40)):
        x, y, size = dice.randrange(toned.width), dice.randrange(toned.height), dice.choice((1, 2))
        pen.ellipse((x, y, x + size, y + size), fill=dice.randrange(30, 120))
    return _black_and_white(toned) if dice.random() < 0.1 else toned


def _black_and_white(picture: Image.Image) -> Image.Image:
    """What a copier makes of it: black is what is darker than its surroundings."""
    around = picture.filter(ImageFilter.GaussianBlur(15))
    darker = ImageChops.subtract(around, picture)
    return darker.point([255 * (level < DARKER) for level in range(256)])


def _has_ink(page: pypdfium2.PdfPage) -> bool:
    drawn = page.render(scale=GLANCE, grayscale=True).to_numpy()
    return bool((drawn < DARK).mean() > DARK_SHARE)
