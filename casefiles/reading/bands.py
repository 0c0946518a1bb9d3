"""Grey or black bands, as behind headings: what is written on them is made black on white.

Tesseract parts ink from paper at one level of grey for a whole region: such a band comes out all
black, and what is written on it, be it in black, in white or in both, is lost. It is made legible
before the page is read, so that a heading is found where it stands and nothing is read twice.
"""

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageFilter

from casefiles.reading import ink
from casefiles.reading.areas import grown

LIGHT = 160  # level of grey of the paper; darker is a photograph
SHADE = 48  # levels of grey below the paper
SHORTEST = 50  # spots (1/50 inch at 200 dpi): the blanks between words break a line of text earlier
LOWEST, HIGHEST = 6, 70  # spots: less is a rule, more a picture
LETTERS = 14  # spots: height of the white letters over which a band goes on
STEP = 5  # spots by which a band is followed to its ends, wider than a stroke
MARGIN = 2  # spots around a band, so that its edges are in sight
SLICE = 100  # pixels over which a band is straight and of one grey, however it was scanned
SOFT = 0.7  # pixels: the dots that stand for grey in a print run into one another
UNEVEN = 15  # levels by which a slice of a band, letters and all, may differ from the whole
RIM = 3  # pixels at the edge of a band that are neither band nor paper
STRANGER = 10  # pixels at the edge of a slice in which something beside the band may stand
LEAST_DARKER, LEAST_LIGHTER = 48, 64  # levels of grey between a band and its letters
LETTERED = 0.01  # share of a band's pixels that are surely letters
NOISE, FULL = 0.15, 0.85  # of that difference: what is no ink yet, and what is all ink


@dataclass(slots=True)
class Band:
    """A dark rectangle, in reduced spots."""

    left: int
    top: int
    right: int
    bottom: int


def flattened(image: Image.Image) -> Image.Image:
    """A grey page of about 200 dpi with its bands made legible; itself where it has none."""
    small = image.reduce(ink.REDUCTION)
    paper = ink.paper_of(small)
    if paper < LIGHT:
        return image
    found = bands(small, paper - SHADE)
    if not found:
        return image
    image = image.copy()
    for band in found:
        _flatten(image, band, paper)
    return image


def bands(small: Image.Image, light: int) -> list[Band]:
    """The bands of a reduced page; `light` is the level of grey from which a spot is no band."""
    groups: list[Band] = []
    for y, begin, end in ink.runs(ink.darker_than(small, light), SHORTEST):
        _join(groups, Band(begin, y, end, y + 1))
    thick = [group for group in groups if group.bottom - group.top >= LOWEST]
    return [band for group in thick for band in _in_group(small, group, light)]


def _join(groups: list[Band], run: Band) -> None:
    """Puts a run of dark spots to the runs above it."""
    for group in groups:
        near = run.top - group.bottom <= LETTERS
        if near and run.left < group.right and group.left < run.right:
            group.left, group.right = min(group.left, run.left), max(group.right, run.right)
            group.bottom = run.bottom
            return
    groups.append(run)


def _in_group(small: Image.Image, group: Band, light: int) -> list[Band]:
    """The bands in a group of runs: its rules are none, and a picture is none."""
    column = small.crop((group.left, 0, group.right, small.height))
    levels = column.resize((1, small.height), Image.Resampling.BOX).tobytes()
    found, end = [], 0
    for top in range(group.top, group.bottom):
        if top < end or levels[top] >= light:
            continue
        begin, end = _dark_around(levels, top, light)
        if LOWEST <= end - begin <= HIGHEST:
            found.append(_followed(small, Band(group.left, begin, group.right, end), light))
    # What goes on to the edge is what the page lay on.
    return [band for band in found if band.left and band.right < small.width]


def _followed(small: Image.Image, band: Band, light: int) -> Band:
    """The band to both of its ends, over white letters, with a margin."""
    strip = small.crop((0, band.top, small.width, band.bottom))
    levels = strip.resize((max(small.width // STEP, 1), 1), Image.Resampling.BOX).tobytes()
    begin, _ = _dark_around(levels, min(band.left // STEP, len(levels) - 1), light)
    _, end = _dark_around(levels, min(band.right // STEP, len(levels) - 1), light)
    left, right = min(band.left, begin * STEP), max(band.right, end * STEP)
    return Band(*grown((left, band.top, right, band.bottom), MARGIN, MARGIN, small.size))


def _dark_around(levels: bytes, place: int, light: int) -> tuple[int, int]:
    begin, end = place, place + 1
    while begin and levels[begin - 1] < light:
        begin -= 1
    while end < len(levels) and levels[end] < light:
        end += 1
    return begin, end


def _flatten(image: Image.Image, band: Band, paper: int) -> None:
    left, top, right, bottom = (
        side * ink.REDUCTION for side in (band.left, band.top, band.right, band.bottom)
    )
    piece = image.crop((left, top, min(right, image.width), min(bottom, image.height)))
    piece = piece.filter(ImageFilter.BoxBlur(SOFT))
    edge = (MARGIN + 1) * ink.REDUCTION
    inner = piece.crop((edge, edge, piece.width - edge, piece.height - edge))
    level = ink.quantile(inner, 0.5)
    contrast = _contrast(inner, level)
    across = piece.resize((piece.width, 1), Image.Resampling.BOX).tobytes()
    begin, end = _dark_part(across, (level + paper) // 2)
    written = Image.new("L", piece.size, 255)
    for first in range(begin + RIM, end - RIM, SLICE):
        box = first, 0, min(first + SLICE, end - RIM), piece.height
        written.paste(_legible(piece.crop(box), paper, level, contrast), box[:2])
    image.paste(written, (left, top))


def _contrast(band: Image.Image, level: int) -> tuple[int, int]:
    """Levels of grey by which letters are darker than a band, and by which others are lighter."""
    darker = band.point([max(level - spot, 0) for spot in range(256)])
    lighter = band.point([max(spot - level, 0) for spot in range(256)])
    return (
        max(ink.quantile(darker, 1 - LETTERED), LEAST_DARKER),
        max(ink.quantile(lighter, 1 - LETTERED), LEAST_LIGHTER),
    )


def _legible(slice_: Image.Image, paper: int, level: int, contrast: tuple[int, int]) -> Image.Image:
    """A slice of a band of that level: black what differs from it, white the rest and around."""
    written = Image.new("L", slice_.size, 255)
    here = min(max(ink.quantile(slice_, 0.5), level - UNEVEN), level + UNEVEN)
    down = slice_.resize((1, slice_.height), Image.Resampling.BOX).tobytes()
    top, bottom = _dark_part(down, (here + paper) // 2)
    if bottom - top <= 2 * RIM:
        return written
    inner = slice_.crop((0, top + RIM, slice_.width, bottom - RIM))
    white = _has_white(inner, here + LEAST_LIGHTER / 2)
    written.paste(inner.point(_levels(here, contrast, white=white)), (0, top + RIM))
    return written


def _has_white(slice_: Image.Image, level: float) -> bool:
    """Whether there are letters lighter than a level of grey."""
    if ink.quantile(slice_, 1 - LETTERED / 2) <= level:
        return False
    # Scanners that sharpen put a light rim around black letters; white letters are thicker.
    thick = slice_.filter(ImageFilter.MinFilter(3))
    return ink.quantile(thick, 1 - LETTERED / 2) > level


def _dark_part(levels: bytes, middle: int) -> tuple[int, int]:
    """Begin and end of the band; what is dark at the very ends, then light, does not belong."""
    begin = _stranger(levels[:STRANGER], middle)
    end = len(levels) - _stranger(levels[: -STRANGER - 1 : -1], middle)
    dark = [place for place in range(begin, end) if levels[place] <= middle]
    return (dark[0], dark[-1] + 1) if dark else (0, 0)


def _stranger(levels: bytes, middle: int) -> int:
    if not levels or levels[0] > middle:
        return 0
    return next((place for place, level in enumerate(levels) if level > middle), 0)


def _levels(band: int, contrast: tuple[int, int], *, white: bool) -> bytes:
    """For each level of grey, how dark it becomes on white; the lighter ones only if `white`."""
    darker, lighter = map(_ramp, contrast)
    if not white:
        lighter = bytes([255] * 256)
    return darker[band:0:-1] + lighter[: 256 - band]


@lru_cache(maxsize=512)
def _ramp(full: int) -> bytes:
    """What becomes of each difference from a band's level, where letters differ by `full`."""
    shares = (difference / full for difference in range(256))
    return bytes(
        255 - round(255 * min(max((share - NOISE) / (FULL - NOISE), 0.0), 1.0)) for share in shares
    )
