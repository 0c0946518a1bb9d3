"""Ink that no word covers, read by itself: stamps in their frames, headings beside an emblem,
paragraphs of a dark copy.

Tesseract takes a framed stamp for a picture, now and then a whole line for part of a drawing, and
the end of a page on dark paper for shade; the cote of a piece is such a stamp. What is about as
high as a line, or is lines, and was not read is read again, alone, without its frame, and kept only
where that reading is sure.
"""

import dataclasses
from collections.abc import Iterator, Sequence
from itertools import groupby

import tesserocr
from PIL import Image, ImageDraw

from casefiles.reading import ink
from casefiles.reading.areas import Area, Size, grown
from casefiles.reading.merging import with_others
from casefiles.reading.ocr import Engines, Text
from casefiles.reading.stamps import unframed
from casefiles.reading.words import Word

SURE = 0.85  # confidence of a region, below which it is a drawing, a signature, or dirt
HOPELESS = 0.55  # confidence of a page whose ink is handwriting
MOST = 8  # regions of a page, those with the most ink
CELL = 4  # spots (1/50 inch) a side: what of a page is looked through cell by cell
INKED = 8  # of 255, in a cell: a single spot
REACH = ((0, 1), (0, 2), (1, 0), (1, 1), (1, 2))  # cells that belong together, and mirrored
LOWEST, HIGHEST = 5, 44  # spots: a line of small print; three lines, of which none may be
STRIP = 40  # spots: across so few, lines of a page aslant are still apart
LEAST_IN_STRIP = 20  # spots of ink; fewer say nothing of lines
BARE = 6  # of 255, across a strip: no line goes through this row
LINE = (4, 16)  # spots: height of a line, small letters and large
LINES, BETWEEN = 0.6, 0.15  # share of what stands there that are lines; of rows that are bare
NARROWEST = 8  # spots
FLATTEST = 0.8  # width by height: less is a rule or a bracket
SPARSE, DENSE = 0.04, 0.7  # share of ink: less is dirt, more a black box
EDGE = 12  # pixels of paper around a region
ONE_LINE = 110  # pixels: what is lower is read as one line


def with_overlooked(read: Text, image: Image.Image, languages: str, engines: Engines) -> Text:
    """The reading of a grey page of about 200 dpi with what it has overlooked.

    Raises ReadingError(no_model).
    """
    if read.confidence < HOPELESS:
        return read
    found: list[Word] = []
    for left, top, right, bottom in overlooked(image, read.words):
        whole = image.crop((left, top, right, bottom))
        inside, (across, down) = unframed(whole)
        text = _read(inside, languages, engines)
        if text.confidence < SURE and inside is not whole:  # lines of text are like a frame, too
            text, inside, across, down = _read(whole, languages, engines), whole, 0, 0
        if text.confidence >= SURE:
            corner = left + across, top + down
            found += [placed(word, inside.size, corner, image.size) for word in text.words]
    return with_others(read, found) if found else read


def _read(piece: Image.Image, languages: str, engines: Engines) -> Text:
    is_line = piece.height <= ONE_LINE
    layout = tesserocr.PSM.SINGLE_LINE if is_line else tesserocr.PSM.SINGLE_BLOCK
    return engines.read(piece, languages, layout)


def overlooked(image: Image.Image, words: Sequence[Word]) -> list[Area]:
    """The regions of a page, in pixels, with ink like that of a line that no word covers."""
    spots = ink.spots(image)
    width, height = spots.size
    cover = ImageDraw.Draw(spots)
    for word in words:
        left, top = word.left * width, word.top * height
        right, bottom = left + word.width * width, top + word.height * height
        cover.rectangle((left - 3, top - 2, right + 3, bottom + 2), fill=0)
    regions = []
    for box in pieces(spots):
        piece = spots.crop(box)
        left, top, right, bottom = piece.getbbox() or (0, 0, 0, 0)
        across, down = right - left, bottom - top
        inked = piece.histogram()[255]
        if (
            down >= LOWEST
            and across >= max(NARROWEST, FLATTEST * down)
            and SPARSE < inked / (across * down) < DENSE
            and (down <= HIGHEST or _is_lines(piece.crop((left, top, right, bottom))))
        ):
            x, y = box[:2]
            regions.append((inked, (x + left, y + top, x + right, y + bottom)))
    regions.sort(reverse=True)
    scale = image.width / width, image.height / height
    return [grown(_scaled(area, scale), EDGE, EDGE, image.size) for _, area in regions[:MOST]]


def _scaled(area: Area, scale: tuple[float, float]) -> Area:
    left, top, right, bottom = area
    across, down = scale
    return int(left * across), int(top * down), int(right * across), int(bottom * down)


def _is_lines(piece: Image.Image) -> bool:
    """Whether ink that is higher than three lines is lines all the same, one below the other with
    bare paper between; a drawing, a signature, the rules of a table are not."""
    strips = [
        piece.crop((left, 0, min(left + STRIP, piece.width), piece.height))
        for left in range(0, piece.width, STRIP)
    ]
    told = [_has_lines(strip) for strip in strips if strip.histogram()[255] >= LEAST_IN_STRIP]
    return 2 * sum(told) > len(told)


def _has_lines(strip: Image.Image) -> bool:
    rows = strip.resize((1, strip.height), Image.Resampling.BOX).tobytes()
    heights = [len(list(rows)) for is_bare, rows in groupby(rows, BARE.__ge__) if not is_bare]
    lines = sum(LINE[0] <= height <= LINE[1] for height in heights)
    return (
        len(heights) > 1
        and lines >= LINES * len(heights)
        and sum(heights) <= (1 - BETWEEN) * strip.height
    )


def pieces(spots: Image.Image) -> Iterator[Area]:
    """The areas, in spots, of ink that hangs together across the blanks of a line."""
    cells = spots.reduce(CELL)
    width, height = cells.size
    left = {place for place, level in enumerate(cells.tobytes()) if level > INKED}
    while left:
        piece = [left.pop()]
        for place in piece:  # grows while it is walked through
            x, y = place % width, place // width
            for down, across in REACH:
                for dx, dy in ((across, down), (-across, down), (across, -down), (-across, -down)):
                    near = place + dy * width + dx
                    if near in left and 0 <= x + dx < width and 0 <= y + dy < height:
                        left.remove(near)
                        piece.append(near)
        columns = [place % width for place in piece]
        rows = [place // width for place in piece]
        yield (
            min(columns) * CELL,
            min(rows) * CELL,
            (max(columns) + 1) * CELL,
            (max(rows) + 1) * CELL,
        )


def placed(word: Word, piece: Size, corner: tuple[int, int], page: Size) -> Word:
    """A word of a piece of a page, placed on the page."""
    return dataclasses.replace(
        word,
        left=(word.left * piece[0] + corner[0]) / page[0],
        top=(word.top * piece[1] + corner[1]) / page[1],
        width=word.width * piece[0] / page[0],
        height=word.height * piece[1] / page[1],
    )
