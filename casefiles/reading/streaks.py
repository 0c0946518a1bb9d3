"""Straight hairlines from edge to edge taken off: a speck on the glass of a fax or a scanner.

Where one goes through a line of text, tesseract takes all of it for a rule, and loses the line. The
rules of tables end before the edge of the page, and stay.
"""

from itertools import groupby

from PIL import Image, ImageChops

STEP = 8  # pixels: of a row every eighth is looked at, which takes a quarter of the time
DARK = 20  # mean level of grey of a row that is black from edge to edge
DIM = 128  # the same of the rows beside it that are part of it
THICKEST = 5  # pixels at 200 dpi
EDGE = 0.01  # of the page, where it is the shadow of its edge


def without_streaks(image: Image.Image) -> Image.Image:
    """A grey page of about 200 dpi without black hairlines all across or all down; the page itself
    where there are none. Letters that one goes through stay whole where they are black on both
    sides of it."""
    every, mean = Image.Resampling.NEAREST, Image.Resampling.BOX
    few_columns = image.resize((max(image.width // STEP, 1), image.height), every)
    if across := _streaks(few_columns.resize((1, image.height), mean)):
        image = _filled(image, across)
    few_rows = image.resize((image.width, max(image.height // STEP, 1)), every)
    if down := _streaks(few_rows.resize((image.width, 1), mean)):
        turned = image.transpose(Image.Transpose.TRANSPOSE)
        image = _filled(turned, down).transpose(Image.Transpose.TRANSPOSE)
    return image


def _streaks(means: Image.Image) -> list[tuple[int, int]]:
    """First and last row of each, given the mean of every row."""
    levels = means.tobytes()
    edge = max(round(EDGE * len(levels)), 1)
    inner = range(edge, len(levels) - edge)
    found = []
    for is_dark, rows in groupby(inner, lambda row: levels[row] <= DIM):
        if not is_dark:
            continue
        first, *others = rows
        last = first + len(others)
        is_thin = len(others) < THICKEST and inner[0] < first and last < inner[-1]
        if is_thin and min(levels[first : last + 1]) <= DARK:
            found.append((first, last))
    return found


def _filled(image: Image.Image, streaks: list[tuple[int, int]]) -> Image.Image:
    """The image with what stands above and below each of these in its place."""
    done = image.copy()
    for first, last in streaks:
        above = image.crop((0, first - 1, image.width, first))
        below = image.crop((0, last + 1, image.width, last + 2))
        filled = ImageChops.lighter(above, below)
        for row in range(first, last + 1):
            done.paste(filled, (0, row))
    return done
