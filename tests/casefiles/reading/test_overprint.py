"""Print that a coloured stamp has been put over."""

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from casefiles.reading import raster
from casefiles.reading.colours import without_colours
from casefiles.reading.ocr import Engines
from casefiles.reading.scan import read_scan
from tests.casefiles.reading.drawing import LINES, picture_of, scanned, written

RED, BLUE, BLACK = (200, 40, 60), (50, 60, 170), (30, 30, 30)
PLACE = (240, 200, 700, 330)  # over the third and the fourth line


@pytest.fixture
def engines(models):
    return Engines(models)


def stamped(tmp_path, ink, *, place=PLACE, words="CLASSE"):
    """A page of text with a framed stamp, inks upon each other as on paper."""
    page = picture_of(written(tmp_path / "page.pdf")).convert("RGB")
    stamp = Image.new("RGB", page.size, "white")
    draw = ImageDraw.Draw(stamp)
    draw.rectangle(place, outline=ink, width=6)
    draw.text((place[0] + 24, place[1] + 16), words, ink, ImageFont.load_default(90))
    return ImageChops.multiply(page, stamp)


def lines_of(scan):
    return [" ".join(word.text for word in line) for block in scan.text.blocks for line in block]


def read(image, engines):
    return read_scan(image.convert("L"), "fra", engines, uncoloured=without_colours(image))


@pytest.mark.parametrize("ink", [RED, BLUE], ids=["red", "blue"])
def test_print_under_a_coloured_stamp_is_read_in_its_lines(tmp_path, engines, ink):
    image = stamped(tmp_path, ink)
    as_before = lines_of(read_scan(image.convert("L"), "fra", engines))
    assert not set(LINES) <= set(as_before)
    assert set(LINES) <= set(lines_of(read(image, engines)))


def test_a_stamp_beside_the_print_is_read_as_before(tmp_path, engines):
    image = stamped(tmp_path, BLUE, place=(240, 760, 700, 890), words="D1742")
    alone = read_scan(image.convert("L"), "fra", engines)
    assert read(image, engines).text == alone.text


def test_a_page_without_colours_has_nothing_to_take_off(tmp_path):
    assert without_colours(picture_of(written(tmp_path / "page.pdf")).convert("RGB")) is None
    assert without_colours(stamped(tmp_path, BLACK)) is None


def test_a_photograph_is_left_as_it_is(tmp_path):
    assert without_colours(Image.effect_noise((900, 1200), 90).convert("RGB")) is None
    hues = Image.linear_gradient("L").resize((900, 1200))
    assert without_colours(Image.merge("RGB", (hues, ImageChops.invert(hues), hues))) is None


def test_print_keeps_its_darkness_and_ink_loses_its_own(tmp_path):
    image = stamped(tmp_path, BLUE)
    print_alone = picture_of(tmp_path / "page.pdf")
    uncoloured = without_colours(image)
    assert uncoloured is not None
    assert ImageChops.difference(uncoloured, print_alone).getextrema()[1] < 60


@pytest.mark.parametrize("scan", [True, False])
def test_only_of_a_scan_the_colours_are_taken_off(tmp_path, scan):

    path = scanned(tmp_path / "scan.pdf", stamped(tmp_path, RED))
    with pypdfium2.PdfDocument(path) as document:
        drawn = raster.drawn(document[0], 200, scan=scan)
    assert (drawn.uncoloured is not None) == scan
