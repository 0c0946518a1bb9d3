"""What of a page is not bare paper."""

from PIL import Image, ImageDraw

from casefiles.reading import ink
from casefiles.reading.ocr import Engines
from tests.casefiles.reading.drawing import scan_of_text


def test_all_ink_is_within_with_a_margin():
    page = Image.new("L", (1654, 2339), 255)
    ImageDraw.Draw(page).rectangle((400, 600, 900, 700), fill=0)
    left, top, right, bottom = ink.around(page)
    assert (300 < left < 400, 500 < top < 600) == (True, True)
    assert (900 < right < 1000, 700 < bottom < 800) == (True, True)


def test_what_is_faint_is_within():
    page = Image.new("L", (1654, 2339), 250)
    draw = ImageDraw.Draw(page)
    draw.rectangle((400, 600, 900, 700), fill=0)
    draw.rectangle((400, 2000, 900, 2040), fill=225)
    assert ink.around(page)[3] > 2040


def test_a_bare_page_and_a_dark_one_are_whole():
    assert ink.around(Image.new("L", (1654, 2339), 255)) == (0, 0, 1654, 2339)
    assert ink.around(Image.new("L", (1654, 2339), 20)) == (0, 0, 1654, 2339)


def test_words_are_placed_on_the_whole_page(tmp_path, models):
    small = scan_of_text(tmp_path, ["Églantine"])
    page = Image.new("L", (small.width + 800, small.height + 600), 255)
    page.paste(small, (800, 600))
    (here,) = Engines(models).read(small, "fra").words
    (there,) = Engines(models).read(page, "fra").words
    assert abs(there.left * page.width - here.left * small.width - 800) < 3
    assert abs(there.top * page.height - here.top * small.height - 600) < 3
