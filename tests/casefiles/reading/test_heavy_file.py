"""A file of many heavy pages: what pdfium keeps of it does not pile up in the child."""

import pikepdf
import psutil
import pytest

from casefiles.reading.reader import Reader

WIDTH, HEIGHT = 2480, 3508  # A4 at 300 dpi
PAGES = 12
PAGE_BYTES = WIDTH * HEIGHT


@pytest.fixture
def heavy(tmp_path):
    """Pages with a picture each that is not compressed."""
    with pikepdf.Pdf.new() as made:
        for number in range(PAGES):
            picture = pikepdf.Stream(made, bytes([200 + number]) * PAGE_BYTES)
            picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
            picture.Width, picture.Height = WIDTH, HEIGHT
            picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceGray, 8
            page = made.add_blank_page(page_size=(595, 842))
            name = page.add_resource(picture, pikepdf.Name.XObject)
            page.Contents = pikepdf.Stream(made, f"595 0 0 842 0 0 cm {name} Do".encode())
        made.save(tmp_path / "heavy.pdf", compress_streams=False)
    return tmp_path / "heavy.pdf"


def test_it_works(heavy, tmp_path):
    with Reader(tmp_path) as reader:

        def memory_after(number: int) -> int:
            reader.picture(heavy, number, dpi=50, rotation=0, timeout=60)
            return psutil.Process(reader.pid).memory_info().rss

        held = [memory_after(number) for number in range(1, PAGES + 1)]
    assert max(held[2:]) - held[1] < 2 * PAGE_BYTES
