"""Whether a page bears ink, and whether that ink is where the text layer says there are words."""

import re
from collections.abc import Iterator

from PIL import Image, ImageDraw

from casefiles.reading.areas import Area, grown
from casefiles.reading.words import Word

REDUCTION = 4  # averages 4 x 4 pixels, so that the grain of a scanner is no ink
CONTRAST = 48  # levels of grey below the paper from which a spot is ink
FAINT = 16  # levels of grey below the paper that are no longer its grain
EDGE = 48  # pixels of bare paper left around what is not: a quarter of an inch
MARGIN = 0.02  # share of each side left out: shadows of the scanner's lid
BLANK_SPOTS = 12  # reduced spots at 200 dpi; a short cote has about 50
ROUND = 0.005  # of the page: what a word of a layer covers around its box
OUTSIDE_SPOTS = 60  # ink spots beside the words of a sparse layer from which there is more to read

WHITE = re.compile(b"\xff+")


def spots(image: Image.Image) -> Image.Image:
    """A reduced image in which ink is 255 and paper 0, without the margins."""
    small = image.reduce(REDUCTION) if min(image.size) > 8 * REDUCTION else image
    paper = paper_of(small)
    marked = darker_than(small, paper - CONTRAST)
    across, down = int(marked.width * MARGIN), int(marked.height * MARGIN)
    framed = Image.new("L", marked.size, 0)
    inner = (across, down, marked.width - across, marked.height - down)
    framed.paste(marked.crop(inner), inner[:2])
    return framed


def darker_than(image: Image.Image, level: int) -> Image.Image:
    """White (255) where a grey image is darker than a level, black (0) elsewhere."""
    return image.point([255 if grey < level else 0 for grey in range(256)])


def runs(marked: Image.Image, shortest: int) -> Iterator[tuple[int, int, int]]:
    """Row, begin and end of the runs of white (255), row by row from the left.

    Those of at least `shortest` pixels, in an image that is else black (0).
    """
    rows, width = marked.tobytes(), marked.width
    wanted = b"\xff" * shortest
    begin = rows.find(wanted)  # many times as fast as a pattern, where there are few
    while begin >= 0:
        row = begin // width
        run = WHITE.match(rows, begin, (row + 1) * width)
        end = run.end() if run else begin
        if end - begin >= shortest:  # or it goes on in the next row
            yield row, begin - row * width, end - row * width
        begin = rows.find(wanted, end)


def paper_of(image: Image.Image) -> int:
    """The paper's level of grey: the commonest light one, so a dark page is not its own paper."""
    counts = image.histogram()
    return max(range(128, 256), key=lambda level: counts[level])


def quantile(image: Image.Image, share: float) -> int:
    """The level of grey below or at which that share (0..1) of the pixels is."""
    counts, below = image.histogram(), 0
    wanted = share * sum(counts)
    for level, count in enumerate(counts):
        below += count
        if below > wanted:
            return level
    return 255


def around(image: Image.Image) -> Area:
    """The part of a grey page of about 200 dpi that is not bare paper.

    With a margin, and with whatever is a little darker than the paper: nothing faint is left out.
    """
    small = image.reduce(REDUCTION)
    paper = paper_of(small)
    marked = darker_than(small, paper - FAINT)
    left, top, right, bottom = marked.getbbox() or (0, 0, *marked.size)
    area = left * REDUCTION, top * REDUCTION, right * REDUCTION, bottom * REDUCTION
    return grown(area, EDGE, EDGE, image.size)


def is_blank(image: Image.Image) -> bool:
    """Whether a page read at 200 dpi has practically nothing on it."""
    return spots(image).histogram()[255] < BLANK_SPOTS


def share(image: Image.Image) -> float:
    """The share (0..1) of a page that is under ink."""
    marked = spots(image)
    return marked.histogram()[255] / (marked.width * marked.height)


def has_ink_beside(image: Image.Image, words: list[Word]) -> bool:
    """Whether much is drawn outside the boxes of the words."""
    marked = spots(image)
    cover(marked, words, ROUND)
    return marked.histogram()[255] > OUTSIDE_SPOTS


def cover(marked: Image.Image, words: list[Word], around: float) -> None:
    """Paints 0 over the boxes of words and `around` (of the page) them."""
    draw = ImageDraw.Draw(marked)
    width, height = marked.size
    for word in words:
        left, top = (word.left - around) * width, (word.top - around) * height
        right = (word.left + word.width + around) * width
        bottom = (word.top + word.height + around) * height
        draw.rectangle((left, top, right, bottom), fill=0)
