"""How much of a page its pictures cover, and how finely they were scanned."""

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from casefiles.reading.layer import Matrix, to_fractions

GRID = 48  # cells a side on which covered area is counted, overlaps once
MAX_OBJECTS = 20_000
MAX_DEPTH = 6
POINTS_AN_INCH = 72
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Pictures:
    """Share of the page (0..1) under pictures, and the resolution of the largest (None: none)."""

    coverage: float
    dpi: float | None
    paths: int


def measure_pictures(page: "pdfium.FPDF_PAGE") -> Pictures:
    """Walks the objects of a page, forms included, decoding nothing."""
    shown = to_fractions(page)
    rows = [0] * GRID
    largest, dpi, paths = 0.0, None, 0
    for kind, handle, placed in _objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            paths += 1
        if kind != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        left, top, right, bottom = _extent(times(placed, shown))
        _cover(rows, left, top, right, bottom)
        area = (min(right, 1) - max(left, 0)) * (min(bottom, 1) - max(top, 0))
        if area > largest:
            largest, dpi = area, _resolution(handle, placed)
    return Pictures(sum(row.bit_count() for row in rows) / GRID**2, dpi, paths)


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


def _objects(page: "pdfium.FPDF_PAGE") -> Iterator[tuple[int, Any, Matrix]]:
    """Kind, handle and placing of each object, forms opened, up to MAX_OBJECTS in all."""
    seen = 0
    waiting: list[tuple[int, int, Callable[..., Any], Any, Matrix]] = [
        (0, pdfium.FPDFPage_CountObjects(page), pdfium.FPDFPage_GetObject, page, IDENTITY)
    ]
    while waiting:
        depth, count, get, holder, outer = waiting.pop()
        for number in range(count):
            seen += 1
            if seen > MAX_OBJECTS:
                return
            handle = get(holder, number)
            kind = pdfium.FPDFPageObj_GetType(handle)
            if kind not in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
                yield kind, handle, outer
                continue
            placed = times(_matrix(handle), outer)
            yield kind, handle, placed
            if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                inside = pdfium.FPDFFormObj_CountObjects(handle)
                waiting.append((depth + 1, inside, pdfium.FPDFFormObj_GetObject, handle, placed))


def _matrix(handle: Any) -> Matrix:
    got = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, got):
        return IDENTITY
    return got.a, got.b, got.c, got.d, got.e, got.f


def _extent(matrix: Matrix) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the unit square once placed."""
    a, b, c, d, e, f = matrix
    across = (e, e + a, e + c, e + a + c)
    down = (f, f + b, f + d, f + b + d)
    return min(across), min(down), max(across), max(down)


def _cover(rows: list[int], left: float, top: float, right: float, bottom: float) -> None:
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


def _resolution(handle: Any, placed: Matrix) -> float | None:
    """Pixels an inch, by area; None where the picture says no size."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    if not pdfium.FPDFImageObj_GetImagePixelSize(handle, width, height):
        return None
    a, b, c, d, _, _ = placed
    area = abs(a * d - b * c) / POINTS_AN_INCH**2
    if not area > 0 or not math.isfinite(area):
        return None
    return math.sqrt(width.value * height.value / area)
