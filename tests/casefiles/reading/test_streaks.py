"""Hairlines from edge to edge are taken off; rules, bands and the edges of a page are not."""

import pytest
from PIL import Image, ImageChops, ImageDraw

from casefiles.reading.ocr import Engines
from casefiles.reading.scan import read_scan
from casefiles.reading.streaks import without_streaks
from tests.casefiles.reading.drawing import scan_of_text

LINES = ["Le gardien de la tannerie a compté", "les caisses au port de Valgrise"]
SIZE = 800, 1100


def page(*lines, thick=2, level=0):
    """An empty page with lines across it or down, each from one point to another."""
    image = Image.new("L", SIZE, 255)
    for line in lines:
        ImageDraw.Draw(image).line(line, fill=level, width=thick)
    return image


@pytest.mark.parametrize("line", [(0, 500, 799, 500), (300, 0, 300, 1099), (0, 500, 780, 500)])
@pytest.mark.parametrize("thick", [1, 4])
def test_a_hairline_goes(line, thick):
    assert without_streaks(page(line, thick=thick)).getextrema() == (255, 255)


@pytest.mark.parametrize(
    "image",
    [
        page((80, 500, 720, 500)),  # the rule of a table
        page((0, 500, 799, 500), thick=12),  # a band
        page((0, 500, 799, 530)),  # aslant
        page((0, 3, 799, 3)),  # the shadow of the edge
        page((0, 500, 799, 500), level=150),  # grey
        page(),
    ],
)
def test_what_is_no_hairline_stays(image):
    assert without_streaks(image) is image


def test_what_a_hairline_goes_through_stays():
    image = page((0, 500, 799, 500))
    bar = (400, 450, 410, 550)
    ImageDraw.Draw(image).rectangle(bar, fill=0)
    only_bar = page()
    ImageDraw.Draw(only_bar).rectangle(bar, fill=0)
    assert ImageChops.difference(without_streaks(image), only_bar).getbbox() is None


def test_a_line_of_text_under_a_hairline_is_read(tmp_path, models):
    engines = Engines(models)
    image = scan_of_text(tmp_path, LINES)
    words = read_scan(image, "fra", engines).text.words
    top = min(word.top for word in words)
    height = max(word.height for word in words)
    middle = int((top + 0.62 * height) * image.height)
    ImageDraw.Draw(image).line((0, middle, image.width, middle), fill=0, width=3)
    found = [word.text for word in read_scan(image, "fra", engines).text.words]
    assert found == " ".join(LINES).split()
