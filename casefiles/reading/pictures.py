"""What is drawn on a page besides its text: how much pictures cover of it, and what hides text.

One walk through the objects in the order in which they are drawn, forms opened, nothing decoded.
"""

import ctypes
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from casefiles.reading import quick
from casefiles.reading.layer import UNSEEN, Matrix, Quad, to_fractions

MOSTLY_PICTURE = 0.5  # share of the page under pictures from which it is a scan
LARGE_PICTURE = 0.25  # share of the page from which a picture shows something, and is no box
GRID = 48  # cells a side on which covered area is counted, overlaps once
MAX_OBJECTS = 20_000
MAX_DEPTH = 6
MAX_COVERS = 2_000
POINTS_AN_INCH = 72
Colour = tuple[int, int, int]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
COVER_SIDE = 4.0  # points: what is thinner is a rule, and hides no line of text
OPAQUE = 255
MOST_SEGMENTS = 12  # of a box, its corners rounded; more make a drawing
ALIKE = 48  # levels of red, green and blue by which writing differs from what it is not seen on
PALE = 245  # of red, green and blue, from which writing is not seen on paper
SIDES = struct.Struct("4f").unpack
COLOUR = struct.Struct("4I").unpack


@dataclass(frozen=True, slots=True)
class Cover:
    """A filled box or an image that may hide text: its turn in the drawing, and its place.

    The place is of the page as displayed. `colour` is red, green, blue, None for an image.
    """

    order: float
    place: Quad
    colour: Colour | None

    @property
    def shows(self) -> bool:
        """Whether it is a picture too large to be there for hiding something."""
        return self.colour is None and self.place[2] * self.place[3] >= LARGE_PICTURE


@dataclass(frozen=True, slots=True)
class Pictures:
    """Share of the page (0..1) under pictures, and the resolution of the largest (None: none).

    `paths` counts lines and shapes. `covers` may hide text: drawn before them, or upon them in
    their colour. `pale` are the addresses of the text objects drawn in the colour of paper, or not
    drawn at all.
    """

    coverage: float
    dpi: float | None
    paths: int
    covers: tuple[Cover, ...] = ()
    pale: frozenset[int] = frozenset()

    @property
    def mostly(self) -> bool:
        """Whether the page is a scan, whatever text lies over it."""
        return self.coverage >= MOSTLY_PICTURE

    @property
    def over_text(self) -> bool:
        """Whether a large picture was drawn after some text: a scan laid over its OCR."""
        return any(cover.shows for cover in self.covers)


def measure_pictures(page: "pdfium.FPDF_PAGE") -> Pictures:
    """Walks the objects of a page, forms included, decoding nothing."""
    tally = _Tally(to_fractions(page))
    for order, (kind, at, outer) in enumerate(objects(page)):
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            tally.text(at, order)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            tally.path(at, outer, order)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            tally.image(at, outer, order)
    covered = sum(row.bit_count() for row in tally.rows) / GRID**2
    return Pictures(covered, tally.dpi, tally.paths, tally.hiding(), frozenset(tally.pale))


class _Tally:
    """What has been met on the walk so far."""

    def __init__(self, shown: Matrix) -> None:
        self.shown = shown
        self.rows = [0] * GRID
        self.largest = 0.0
        self.dpi: float | None = None
        self.paths = 0
        self.covers: list[Cover] = []
        self.pale: list[int] = []
        self._inks: dict[bytes, bool] = {}  # the colours of the text so far, and whether pale
        self._first_text = math.inf
        # What pdfium writes to: four sides or colours, and a mode of filling and of stroking.
        self._got = bytearray(16)
        first = ctypes.addressof(ctypes.c_char.from_buffer(self._got))
        self._into = first, first + 4, first + 8, first + 12

    def text(self, at: int, order: int) -> None:
        if not self._inks:
            self._first_text = order
        ink = bytes(self._got) if quick.fill_colour(at, *self._into) else b""
        if ink not in self._inks:
            self._inks[ink] = bool(ink) and min(COLOUR(ink)[:3]) >= PALE
        if self._inks[ink] or quick.render_mode(at) in UNSEEN:
            self.pale.append(at)

    def hiding(self) -> tuple[Cover, ...]:
        """The covers drawn after some text, and those of a colour in which text was drawn."""
        colours = [COLOUR(ink)[:3] for ink in self._inks if ink]
        return tuple(
            cover
            for cover in self.covers
            if cover.order > self._first_text
            or any(are_alike(cover.colour, colour) for colour in colours)
        )

    def path(self, at: int, outer: Matrix, order: int) -> None:
        self.paths += 1
        if not quick.object_bounds(at, *self._into):
            return
        left, bottom, right, top = SIDES(self._got)
        if outer is IDENTITY and (right - left < COVER_SIDE or top - bottom < COVER_SIDE):
            return
        if quick.count_segments(at) > MOST_SEGMENTS:
            return
        if not quick.draw_mode(at, *self._into[:2]) or not self._got[0]:
            return  # not filled
        if not quick.fill_colour(at, *self._into):
            return
        *colour, opacity = COLOUR(self._got)
        box = (right - left, 0.0, 0.0, top - bottom, left, bottom)
        if opacity == OPAQUE:
            sides = _extent(times(times(box, outer), self.shown))
            self._cover(sides, order, (colour[0], colour[1], colour[2]))

    def image(self, at: int, outer: Matrix, order: int) -> None:
        left, top, right, bottom = sides = _extent(times(outer, self.shown))
        _mark(self.rows, *sides)
        area = (min(right, 1) - max(left, 0)) * (min(bottom, 1) - max(top, 0))
        if area > self.largest:
            self.largest, self.dpi = area, _resolution(at, outer)
        self._cover(sides, order, None)

    def _cover(self, sides: tuple[float, ...], order: int, colour: Colour | None) -> None:
        left, top, right, bottom = (min(max(side, 0.0), 1.0) for side in sides)
        if right > left and bottom > top and len(self.covers) < MAX_COVERS:
            place = (left, top, right - left, bottom - top)
            self.covers.append(Cover(order, place, colour))


def are_alike(one: Colour | None, other: Colour | None) -> bool:
    """Whether writing in the one is not seen on the other; not, where a colour is not known."""
    if one is None or other is None:
        return False
    return max(abs(here - there) for here, there in zip(one, other, strict=True)) <= ALIKE


def fill_of(at: int) -> Colour | None:
    """The colour an object is filled with, None where it has none."""
    got = bytearray(16)
    first = ctypes.addressof(ctypes.c_char.from_buffer(got))
    if not quick.fill_colour(at, first, first + 4, first + 8, first + 12):
        return None
    red, green, blue, _ = COLOUR(got)
    return red, green, blue


def times(first: Matrix, then: Matrix) -> Matrix:
    """The map that applies `first`, then `then`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def objects(page: "pdfium.FPDF_PAGE") -> Iterator[tuple[int, int, Matrix]]:
    """Kind, address and placing of each object as drawn, forms opened, up to MAX_OBJECTS in all.

    The placing is the object's own for pictures and forms, that of what holds it for the rest.
    """
    seen = 0
    count = pdfium.FPDFPage_CountObjects(page)
    open_ones: list[tuple[Any, int, Iterator[int], Matrix]] = [
        (quick.page_object, quick.address(page), iter(range(count)), IDENTITY)
    ]
    while open_ones:
        get, holder, numbers, outer = open_ones[-1]
        for number in numbers:
            seen += 1
            if seen > MAX_OBJECTS:
                return
            at = get(holder, number)
            kind = quick.object_type(at)
            if kind not in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
                yield kind, at, outer
                continue
            placed = times(_matrix(at), outer)
            yield kind, at, placed
            if kind == pdfium.FPDF_PAGEOBJ_FORM and len(open_ones) <= MAX_DEPTH:
                inside = range(pdfium.FPDFFormObj_CountObjects(_handle(at)))
                open_ones.append((quick.form_object, at, iter(inside), placed))
                break  # what it holds comes before what follows it
        else:
            open_ones.pop()


def _handle(at: int) -> Any:
    return ctypes.cast(at, pdfium.FPDF_PAGEOBJECT)


def _matrix(at: int) -> Matrix:
    got = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(_handle(at), got):
        return IDENTITY
    return got.a, got.b, got.c, got.d, got.e, got.f


def _extent(matrix: Matrix) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the unit square once placed."""
    a, b, c, d, e, f = matrix
    across = (e, e + a, e + c, e + a + c)
    down = (f, f + b, f + d, f + b + d)
    return min(across), min(down), max(across), max(down)


def _mark(rows: list[int], left: float, top: float, right: float, bottom: float) -> None:
    """Marks the cells whose centre is inside."""
    first, last = _cells(left, right)
    mask = ((1 << max(last - first, 0)) - 1) << first
    for row in range(*_cells(top, bottom)):
        rows[row] |= mask


def _cells(low: float, high: float) -> tuple[int, int]:
    if not (math.isfinite(low) and math.isfinite(high)):
        return 0, 0
    return (
        min(max(math.ceil(low * GRID - 0.5), 0), GRID),
        min(max(math.ceil(high * GRID - 0.5), 0), GRID),
    )


def _resolution(at: int, placed: Matrix) -> float | None:
    """Pixels an inch, by area; None where the picture says no size."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    if not pdfium.FPDFImageObj_GetImagePixelSize(_handle(at), width, height):
        return None
    a, b, c, d, _, _ = placed
    area = abs(a * d - b * c) / POINTS_AN_INCH**2
    if not area > 0 or not math.isfinite(area):
        return None
    return math.sqrt(width.value * height.value / area)
