"""A second look at a page of which the first reading is unsure, with other preparation.

The page is set straight, its ink is made even, and the rules of tables are taken off; what either
reading was surer of is kept, word by word. A page of plain text gains little, so that it has to
be less sure than a table to be read again.
"""

from PIL import Image

from casefiles.reading import grids, straight
from casefiles.reading.areas import grown
from casefiles.reading.grids import Grid
from casefiles.reading.merging import merged
from casefiles.reading.ocr import Engines, Text
from casefiles.reading.overlooked import with_overlooked
from casefiles.reading.paper import evened
from casefiles.reading.rows import in_rows
from casefiles.reading.rules import without_rules

UNSURE = 0.75  # confidence under which a page is read again
UNSURE_TABLE = 0.84  # the same of a page with a table
MISSED = 0.3  # share of a table's ink that no sure word covers, from which it is read again
HOPELESS = 0.55  # confidence under which a second look finds no more: handwriting
LARGEST = 16_000_000  # pixels: an A3 page at 300 dpi; a second look at more takes too long
AROUND = 8  # pixels around a table in which its outer rules may lie


def completed(
    first: Text, image: Image.Image, languages: str, engines: Engines, *, thorough: bool = False
) -> Text:
    """The reading of an upright grey page, its tables in rows, with what a second look adds."""
    tables = grids.grids(image)
    if thorough or _asks_for_more(first, image, tables):
        read = _with_second_look(first, image, languages, engines)
    else:
        read = in_rows(first, tables, image.size)
    return with_overlooked(read, image, languages, engines)


def _with_second_look(first: Text, image: Image.Image, languages: str, engines: Engines) -> Text:
    angle = straight.tilt(image)
    even = straight.turn(evened(image), angle)
    tables = grids.grids(even)
    second = engines.read(_without_rules(even, tables), languages)
    both = merged(straight.turned(first, angle, image.size), second)
    return straight.turned(in_rows(both, tables, image.size), -angle, image.size)


def _asks_for_more(first: Text, image: Image.Image, tables: list[Grid]) -> bool:
    if first.confidence < HOPELESS or image.width * image.height > LARGEST:
        return False
    if first.confidence < (UNSURE_TABLE if tables else UNSURE):
        return True
    return bool(tables) and grids.missed(image, first.words, tables) > MISSED


def _without_rules(image: Image.Image, tables: list[Grid]) -> Image.Image:
    done = image.copy()
    for table in tables:
        left, top = int(table.left * image.width), int(table.top * image.height)
        right, bottom = int(table.right * image.width), int(table.bottom * image.height)
        area = grown((left, top, right, bottom), AROUND, AROUND, image.size)
        done.paste(without_rules(image.crop(area)), area[:2])
    return done
