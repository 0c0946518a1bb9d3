"""Whether a page bears ink, and whether that ink is where the text layer says there are words."""

from PIL import Image, ImageDraw

from casefiles.reading.words import Word

REDUCTION = 4  # averages 4 x 4 pixels, so that the grain of a scanner is no ink
CONTRAST = 48  # levels of grey below the paper from which a spot is ink
MARGIN = 0.02  # share of each side left out: shadows of the scanner's lid
BLANK_SPOTS = 12  # reduced spots at 200 dpi; a short cote has about 50
OUTSIDE_SPOTS = 60  # ink spots beside the words of a sparse layer from which there is more to read


def spots(image: Image.Image) -> Image.Image:
    """A reduced image in which ink is 255 and paper 0, without the margins."""
    small = image.reduce(REDUCTION) if min(image.size) > 8 * REDUCTION else image
    counts = small.histogram()
    # The paper is the commonest of the lighter levels, so that a dark page is not its own paper.
    paper = max(range(128, 256), key=lambda level: counts[level])
    marked = small.point([255 if level < paper - CONTRAST else 0 for level in range(256)])
    across, down = int(marked.width * MARGIN), int(marked.height * MARGIN)
    framed = Image.new("L", marked.size, 0)
    inner = (across, down, marked.width - across, marked.height - down)
    framed.paste(marked.crop(inner), inner[:2])
    return framed


def is_blank(image: Image.Image) -> bool:
    """Whether a page read at 200 dpi has practically nothing on it."""
    return spots(image).histogram()[255] < BLANK_SPOTS


def has_ink_beside(image: Image.Image, words: list[Word]) -> bool:
    """Whether much is drawn outside the boxes of the words."""
    marked = spots(image)
    draw = ImageDraw.Draw(marked)
    for word in words:
        left, top = (word.left - 0.005) * marked.width, (word.top - 0.005) * marked.height
        right = (word.left + word.width + 0.005) * marked.width
        bottom = (word.top + word.height + 0.005) * marked.height
        draw.rectangle((left, top, right, bottom), fill=0)
    return marked.histogram()[255] > OUTSIDE_SPOTS
