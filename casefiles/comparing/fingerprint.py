"""A fingerprint of the picture of a page: the same for another scan of the same sheet.

The picture is made ink on an even ground, set straight and cut to where its ink is, then blurred
to a coarse grid. What a scanner adds (light, noise, a degree of skew, another resolution, a
margin more or less) is gone then; what is on the sheet is not.

Sources: skew by the sharpest profile of rows, W. Postl, "Detection of linear oblique structures
and skew scan in digitized documents", ICPR 1986; place and size by the moments of the picture,
M.-K. Hu, "Visual pattern recognition by moment invariants", IRE Trans. Information Theory 8
(1962); coarse grids compared by correlation, C. Zauner, "Implementation and benchmarking of
perceptual image hash functions", 2010.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy
from numpy.typing import NDArray
from PIL import Image, ImageFilter

VERSION = 1
DPI = 100  # at which a page is drawn for it
HEADER = struct.Struct(">Bf")
GRID = 32  # cells a side
CELLS = GRID * GRID
SHORT_SIDE = 400  # pixels to which a page is reduced: lines of print stay apart
MARGIN = 0.03  # share of each side left out: shadows of the lid, edges of other sheets
NOISE = 0.1  # share of the paper's light that noise and grain take away
SHARE_OF_DARKEST = 0.35  # of what the darkest spot around takes, from which a spot is print
THICK, LONG = 4, 14  # pixels: print is thicker than the one or shorter than the other
ALONE = 0.035  # of the 9 x 9 pixels around a spot that have to be print as well
STEEPEST = 4.0  # degrees of skew either way that are looked for: those of two machines add up
COARSE, FINE = 0.5, 0.125  # degrees from one try to the next
SHARPER = 1.02  # than unturned a page has to become before it is turned
REACH = 2.2  # standard deviations of the ink on each side of its centre that are kept
BLANK_INK = 0.0012  # share of the page; one short line of print has about 0.002

Grey = NDArray[numpy.float32]
Marks = NDArray[numpy.bool_]


def fingerprint(page: Image.Image) -> bytes:
    """The fingerprint (1,029 bytes) of a grey, upright page of any size.

    About 15 ms for an A4 page at 100 dpi, and a few megabytes.
    """
    ink = _ink(page)
    share = float(ink.mean())
    straight = _straightened(ink) if share >= BLANK_INK else ink
    grid = _grid(straight)
    grid -= grid.mean()
    largest = float(numpy.abs(grid).max())
    levels = numpy.rint(grid * (127 / largest if largest else 0)).astype(numpy.int8)
    return HEADER.pack(VERSION, share) + levels.tobytes()


def is_fingerprint(data: bytes | None) -> bool:
    """Whether these bytes were made by this version of `fingerprint`."""
    return data is not None and len(data) == HEADER.size + CELLS and data[0] == VERSION


def has_ink(data: bytes) -> bool:
    """Whether the page of a fingerprint bears anything."""
    return bool(HEADER.unpack_from(data)[1] >= BLANK_INK)


def vectors(fingerprints: Sequence[bytes | None]) -> Grey:
    """A row of length 1 for each (pages, GRID²), so that products of rows are correlations.

    A row of zeros where there is no fingerprint, or no ink: it is like nothing.
    """
    rows = numpy.zeros((len(fingerprints), CELLS), numpy.float32)
    for number, data in enumerate(fingerprints):
        if data is not None and is_fingerprint(data) and has_ink(data):
            rows[number] = numpy.frombuffer(data, numpy.int8, offset=HEADER.size)
    lengths = numpy.linalg.norm(rows, axis=1, keepdims=True)
    rows /= numpy.where(lengths > 0, lengths, numpy.float32(1))
    return rows


def quarter_turns(rows: Grey) -> list[Grey]:
    """The same vectors as if their pages had been turned by 0, 90, 180 and 270 degrees."""
    grids = rows.reshape(-1, GRID, GRID)
    return [numpy.rot90(grids, turns, (1, 2)).reshape(len(rows), CELLS) for turns in range(4)]


def _ink(page: Image.Image) -> Grey:
    """Ink from 0 to 1 on even paper, margins cut off; the short side has SHORT_SIDE pixels."""
    scale = SHORT_SIDE / max(min(page.size), 1)
    size = max(8, round(page.width * scale)), max(8, round(page.height * scale))
    size = min(size[0], 4 * SHORT_SIDE), min(size[1], 4 * SHORT_SIDE)
    small = page.convert("L").resize(size, Image.Resampling.BOX)
    # The paper is what most spots around are like once print is taken off them: a shadow is slow,
    # and the edge of another sheet is little.
    clean = small.filter(ImageFilter.MaxFilter(5))
    tiny = clean.resize((max(1, size[0] // 8), max(1, size[1] // 8)), Image.Resampling.BOX)
    around = tiny.filter(ImageFilter.RankFilter(7, 32)).filter(ImageFilter.GaussianBlur(2))
    paper = numpy.asarray(around.resize(size, Image.Resampling.BILINEAR), numpy.float32)
    grey = numpy.asarray(small, numpy.float32)
    ink = _marked((1 - grey / numpy.maximum(paper, 32)).clip(0, 1))
    across, down = round(size[0] * MARGIN), round(size[1] * MARGIN)
    kept: Grey = ink[down : size[1] - down, across : size[0] - across]
    return kept


def _marked(taken: Grey) -> Grey:
    """1 where there is print, 0 elsewhere, from the share of the light that is taken away.

    What counts as print is decided from what is darkest around it, so that a worn line is as good
    as a fresh one; what stands alone is dust.
    """
    levels = Image.fromarray((taken * 255).astype(numpy.uint8))
    darkest = levels.reduce(4).filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.BoxBlur(3))
    around = numpy.asarray(darkest.resize(levels.size, Image.Resampling.BILINEAR), numpy.float32)
    print_ = taken > numpy.maximum(NOISE, SHARE_OF_DARKEST * around / 255)
    marks = Image.fromarray((print_ * 255).astype(numpy.uint8))
    company = numpy.asarray(marks.filter(ImageFilter.BoxBlur(4)), numpy.float32) / 255
    kept: Grey = (print_ & (company > ALONE) & ~_rules(print_)).astype(numpy.float32)
    return kept


def _rules(marks: Marks) -> Marks:
    """Thin lines across: faint ones of writing paper are in one scan and not in the next."""
    thick = _opened(marks, THICK, axis=0)
    return _opened(marks & ~thick, LONG, axis=1)


def _opened(marks: Marks, length: int, axis: int) -> Marks:
    """What belongs to runs of at least `length` marks along an axis."""
    count = marks.shape[axis]
    if count < length:
        return numpy.zeros_like(marks)
    sums = numpy.cumsum(marks, axis=axis, dtype=numpy.int32)
    none = numpy.zeros_like(numpy.take(sums, [0], axis))
    sums = numpy.concatenate([none, sums], axis)
    starts = numpy.take(sums, range(length, count + 1), axis) - numpy.take(
        sums, range(count + 1 - length), axis
    )
    full = numpy.cumsum(starts == length, axis=axis, dtype=numpy.int32)
    full = numpy.concatenate([none, full], axis)
    places = numpy.arange(count)
    first = numpy.maximum(places - length + 1, 0)
    last = numpy.minimum(places + 1, count - length + 1)
    return numpy.asarray(numpy.take(full, last, axis) > numpy.take(full, first, axis))


def _straightened(ink: Grey) -> Grey:
    """The ink turned so that its rows are as distinct as they can be."""
    picture = Image.fromarray((ink * 255).astype(numpy.uint8))
    half = picture.reduce(2) if min(picture.size) >= 64 else picture
    sharpness = {0.0: _sharpness(half, 0.0)}

    def best(angles: NDArray[numpy.float64]) -> float:
        for angle in map(float, angles):
            if angle not in sharpness:
                sharpness[angle] = _sharpness(half, angle)
        return max(sharpness, key=sharpness.__getitem__)

    near = best(numpy.arange(-STEEPEST, STEEPEST + COARSE / 2, COARSE))
    angle = best(numpy.arange(near - COARSE, near + COARSE + FINE / 2, FINE))
    if sharpness[angle] < SHARPER * sharpness[0.0]:
        return ink
    turned = picture.rotate(angle, resample=Image.Resampling.BILINEAR)
    return numpy.asarray(turned, numpy.float32) / numpy.float32(255)


def _sharpness(picture: Image.Image, angle: float) -> float:
    """How much each row of the picture turned by `angle` differs from the next."""
    turned = picture.rotate(angle, resample=Image.Resampling.BILINEAR) if angle else picture
    rows = numpy.asarray(turned, numpy.float32).mean(axis=1)
    return float(numpy.square(numpy.diff(rows)).sum())


def _grid(ink: Grey) -> Grey:
    """The window around the ink as GRID x GRID cells."""
    (top, bottom), (left, right) = _window(ink.sum(axis=1)), _window(ink.sum(axis=0))
    picture = Image.fromarray((ink * 255).astype(numpy.uint8)).filter(ImageFilter.BoxBlur(2))
    data = ((right - left) / GRID, 0.0, left, 0.0, (bottom - top) / GRID, top)
    # Sampled four times as finely, then averaged: a transform reads only the nearest pixels.
    fine = tuple(value / 4 if place in (0, 4) else value for place, value in enumerate(data))
    cells = picture.transform(
        (4 * GRID, 4 * GRID), Image.Transform.AFFINE, fine, Image.Resampling.BILINEAR
    )
    grid: Grey = numpy.asarray(cells, numpy.float32).reshape(GRID, 4, GRID, 4).mean(axis=(1, 3))
    return grid


def _window(profile: Grey) -> tuple[float, float]:
    """Where the ink begins and ends, by its mean and spread: no speck of dust moves them far."""
    total = float(profile.sum())
    if total <= 0:
        return 0.0, float(len(profile))
    places = numpy.arange(len(profile), dtype=numpy.float32)
    centre = float((places * profile).sum()) / total
    spread = float(numpy.sqrt((numpy.square(places - centre) * profile).sum() / total))
    reach = max(REACH * spread, GRID / 4)
    return centre - reach, centre + reach
