"""Ruled lines taken off, so that a table is only its words.

Tesseract takes a table with rules for a picture, or its rules for letters. Measured on the worst
tables, half of the words it loses come back; on others it reads no better without the rules.
"""

from PIL import Image, ImageChops

from casefiles.reading.ink import darker_than, paper_of

FAINT = 60  # levels of grey below the paper: rules are fainter than letters
ACROSS, DOWN = 120, 60  # pixels (0.6 and 0.3 inch at 200 dpi): longer than any stroke of a letter
THICKENED = 3  # pixels: holds a rule together that is aslant
BRIDGED = (3, 5)  # pixels of gap that are bridged along a rule, across and down


def without_rules(image: Image.Image) -> Image.Image:
    """A grey image of about 200 dpi with its ruled lines painted over in white."""
    faintest = paper_of(image) - FAINT
    dark = darker_than(image, faintest)
    across = _runs(dark, ACROSS, BRIDGED[0], level=True)
    down = _runs(dark, DOWN, BRIDGED[1], level=False)
    return ImageChops.lighter(image, ImageChops.lighter(across, down))


def _runs(dark: Image.Image, length: int, bridged: int, *, level: bool) -> Image.Image:
    """The runs of ink (255) of at least `length` pixels, across if `level`, down if not."""
    thick = _moved(_grown(dark, THICKENED, not level), -(THICKENED // 2), not level)
    whole = _shrunk(_grown(thick, bridged, level), bridged, level)
    return _grown(_shrunk(whole, length, level), length, level)


def _moved(image: Image.Image, by: int, level: bool) -> Image.Image:
    moved = Image.new("L", image.size, 0)
    moved.paste(image, (by, 0) if level else (0, by))
    return moved


def _shrunk(image: Image.Image, length: int, level: bool) -> Image.Image:
    """Ink where the next `length` pixels are ink; doubles the length it knows of each time."""
    known = 1
    while known < length:
        step = min(known, length - known)
        image = ImageChops.darker(image, _moved(image, -step, level))
        known += step
    return image


def _grown(image: Image.Image, length: int, level: bool) -> Image.Image:
    known = 1
    while known < length:
        step = min(known, length - known)
        image = ImageChops.lighter(image, _moved(image, step, level))
        known += step
    return image
