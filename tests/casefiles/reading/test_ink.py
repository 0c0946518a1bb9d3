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


def test_runs_are_told_row_by_row_and_end_with_their_row():
    marked = Image.new("L", (10, 4), 0)
    draw = ImageDraw.Draw(marked)
    draw.line((0, 0, 2, 0), fill=255)
    draw.line((6, 0, 9, 0), fill=255)
    draw.line((0, 1, 3, 1), fill=255)  # with the one above ten in a row, and none of ten
    draw.line((0, 3, 9, 3), fill=255)
    assert list(ink.runs(marked, 4)) == [(0, 6, 10), (1, 0, 4), (3, 0, 10)]
    assert list(ink.runs(marked, 5)) == [(3, 0, 10)]
    assert list(ink.runs(marked, 11)) == []
