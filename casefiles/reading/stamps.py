"""Stamps in a frame: what is written in it, without it."""

from PIL import Image, ImageFilter

from casefiles.reading.ink import darker_than, paper_of

FAINT = 60  # levels of grey below the paper: a frame is fainter than what it holds
THICKENED = 5  # pixels: holds a frame together that is aslant or worn
DRAWN = 140  # of 255: share of a row or a column under ink that is the side of a frame
THICKEST = 14  # pixels of such a side; more are letters
FURTHEST = 40  # pixels from the edge of the ink at which a side may be
SIDES = 3  # that have to be there: a scanner may have lost one
SMALLEST = (20, 16)  # pixels of what is inside
MARGIN = 20  # pixels of paper put around it


def unframed(piece: Image.Image) -> tuple[Image.Image, tuple[int, int]]:
    """The inside of a framed piece of a grey page, and where its corner is in the piece.

    The piece itself, and (0, 0), where there is no frame.
    """
    paper = paper_of(piece)
    dark = darker_than(piece, paper - FAINT).filter(ImageFilter.MaxFilter(THICKENED))
    box = dark.getbbox()
    if not box:
        return piece, (0, 0)
    drawn = dark.crop(box)
    rows = drawn.resize((1, drawn.height), Image.Resampling.BOX).tobytes()
    columns = drawn.resize((drawn.width, 1), Image.Resampling.BOX).tobytes()
    sides = [_side(levels) for levels in (columns, rows, columns[::-1], rows[::-1])]
    left, top = box[0] + sides[0], box[1] + sides[1]
    right, bottom = box[2] - sides[2], box[3] - sides[3]
    if sum(map(bool, sides)) < SIDES or right - left < SMALLEST[0] or bottom - top < SMALLEST[1]:
        return piece, (0, 0)
    inside = Image.new("L", (right - left + 2 * MARGIN, bottom - top + 2 * MARGIN), paper)
    inside.paste(piece.crop((left, top, right, bottom)), (MARGIN, MARGIN))
    return inside, (left - MARGIN, top - MARGIN)


def _side(levels: bytes) -> int:
    """How far the side of a frame reaches from where these begin; 0 where there is none."""
    begin = next((place for place, level in enumerate(levels) if level >= DRAWN), FURTHEST)
    if begin >= FURTHEST:
        return 0
    rest = enumerate(levels[begin:], begin)
    end = next((place for place, level in rest if level < DRAWN), len(levels))
    return end if end - begin <= THICKEST else 0
