"""A page drawn for reading."""

import pypdfium2
import pytest
from PIL import Image, ImageChops

from casefiles.reading import raster
from tests.casefiles.reading.drawing import scan_of_text, scanned, written


@pytest.fixture
def drawn():
    def drawn(path, *, scan, dpi=200):
        with pypdfium2.PdfDocument(path) as document:
            return raster.drawn(document[0], dpi, scan=scan).grey

    return drawn


def test_a_scan_is_drawn_as_any_page_is(drawn, tmp_path):
    path = scanned(tmp_path / "scan.pdf", scan_of_text(tmp_path))
    as_scan, as_page = drawn(path, scan=True), drawn(path, scan=False)
    assert (as_scan.mode, as_scan.size) == ("L", as_page.size)
    assert as_scan.getextrema() == (0, 255)
    assert ImageChops.difference(as_scan, as_page).getextrema()[1] <= 2


def test_the_colours_of_a_scan_are_as_dark_as_in_grey(drawn, tmp_path):
    halves = Image.new("RGB", (600, 800), (200, 30, 30))
    halves.paste((30, 60, 200), (0, 400, 600, 800))
    path = scanned(tmp_path / "colours.pdf", halves)
    as_scan, as_page = drawn(path, scan=True), drawn(path, scan=False)
    assert as_scan.getpixel((300, 200)) != as_scan.getpixel((300, 600))
    assert ImageChops.difference(as_scan, as_page).getextrema()[1] <= 2


def test_a_scan_too_large_to_be_drawn_in_colours_is_drawn(drawn, tmp_path, monkeypatch):
    path = scanned(tmp_path / "scan.pdf", scan_of_text(tmp_path))
    usual = drawn(path, scan=True)
    monkeypatch.setattr(raster, "MOST_IN_COLOURS", 1000)
    assert drawn(path, scan=True).tobytes() == drawn(path, scan=False).tobytes()
    assert drawn(path, scan=True).size == usual.size


def test_the_picture_outlives_the_page(drawn, tmp_path):
    image = drawn(written(tmp_path / "page.pdf"), scan=True, dpi=72)
    assert image.copy().tobytes() == image.tobytes()
    assert image.getextrema()[0] < 100
