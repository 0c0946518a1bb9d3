"""Black print without the coloured ink over it: red and blue stamps, pens, underlining.

Inks let light through one after the other, so that their densities (the logarithms of what they
let through) add up, as Lambert and Beer have it. Black print is as dense in red as in green and
blue; coloured ink is not. From the densest and the least dense of the three follows how much of
either is in a spot, and the page can be drawn with the print alone.
"""

from math import exp, log
from typing import Final

from PIL import Image, ImageChops

from casefiles.reading import ink

STEP: Final = 4
COLOURED: Final = 50  # levels between the channels of a spot of coloured ink
LEAST: Final = 0.0002  # share of a page
MOST: Final = 0.05  # more is a photograph, or coloured paper
MOST_LIKE: Final = 0.75  # densities of an ink whose colour is too weak to tell it from print

SCALE: Final = 255 / log(256)
DENSITY: Final = [min(round(-log(max(level, 1) / 255) * SCALE), 255) for level in range(256)]
LEVEL: Final = [round(255 * exp(-density / SCALE)) for density in range(256)]


def without_colours(image: Image.Image) -> Image.Image | None:
    """A page in colours (RGB) as grey print without its coloured ink; None where it has none, or
    is coloured all over. Some 2 ms for a page without, 40 ms with."""
    # Every fourth spot of every fourth row: a mean of all takes four times as long.
    size = max(image.width // STEP, 1), max(image.height // STEP, 1)
    small = image.resize(size, Image.Resampling.NEAREST)
    lightest, darkest = _channels(small)
    strong = ink.darker_than(ImageChops.subtract(lightest, darkest), COLOURED)
    coloured = ImageChops.invert(strong)
    spots = coloured.histogram()[255]
    if not LEAST < spots / (coloured.width * coloured.height) < MOST:
        return None
    least, most = (_middle(one.point(DENSITY), coloured) for one in (lightest, darkest))
    part = least / max(most, 1)  # of the densest channel, what the lightest has of the same ink
    if part > MOST_LIKE:
        return None
    lightest, darkest = _channels(image)
    # (lightest - part * darkest) / (1 - part), in densities: the ink alone gives nothing.
    densities = lightest.point(DENSITY), darkest.point(DENSITY)
    return Image.blend(*densities, -part / (1 - part)).point(LEVEL)


def _channels(image: Image.Image) -> tuple[Image.Image, Image.Image]:
    """The lightest and the darkest of red, green and blue, spot by spot."""
    red, green, blue = image.split()[:3]
    lighter, darker = ImageChops.lighter, ImageChops.darker
    return lighter(lighter(red, green), blue), darker(darker(red, green), blue)


def _middle(image: Image.Image, where: Image.Image) -> int:
    """The median level of what a mask shows of an image."""
    counts, below = image.histogram(where), 0
    half = sum(counts) / 2
    for level, count in enumerate(counts):
        below += count
        if below >= half:
            return level
    return 255
