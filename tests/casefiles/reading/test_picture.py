from io import BytesIO

import pytest
from PIL import Image

from casefiles.reading.reasons import ReadingError, Reason
from tests.casefiles.reading.drawing import A6, canvas, write, written


@pytest.fixture
def picture(warm):
    def picture(path, dpi=72, rotation=0):
        drawn = warm.picture(path, 1, dpi=dpi, rotation=rotation, timeout=20)
        return Image.open(BytesIO(drawn))

    return picture


def test_it_works(picture, tmp_path):
    image = picture(written(tmp_path / "page.pdf"))
    assert image.format == "JPEG"
    assert image.mode == "L"
    assert image.size == A6


def test_it_has_the_resolution_asked_for(picture, tmp_path):
    assert picture(written(tmp_path / "page.pdf"), dpi=144).size == (2 * A6[0], 2 * A6[1])


def test_a_page_in_colour_stays_in_colour(picture, tmp_path):
    page = canvas(tmp_path / "red.pdf")
    page.setFillColorRGB(0.8, 0.1, 0.1)
    page.rect(40, 60, 30, 30, fill=1, stroke=0)
    page.showPage()
    page.save()
    image = picture(tmp_path / "red.pdf")
    assert image.mode == "RGB"
    red, green, blue = image.getpixel((55, A6[1] - 75))
    assert red > 180
    assert max(green, blue) < 60


CORNERS = [(0, "top left"), (90, "top right"), (180, "bottom right"), (270, "bottom left")]


@pytest.mark.parametrize(("rotation", "place"), CORNERS)
def test_it_is_turned_clockwise(picture, tmp_path, rotation, place):
    page = canvas(tmp_path / "corner.pdf", (200, 300))
    page.rect(0, 260, 40, 40, fill=1)
    page.showPage()
    page.save()
    image = picture(tmp_path / "corner.pdf", rotation=rotation)
    assert image.size == ((200, 300) if rotation in (0, 180) else (300, 200))
    right, bottom = image.width - 20, image.height - 20
    corners = {
        "top left": (20, 20),
        "top right": (right, 20),
        "bottom left": (20, bottom),
        "bottom right": (right, bottom),
    }
    assert [name for name, at in corners.items() if image.getpixel(at) < 60] == [place]


def test_a_filled_form_shows_its_fields(picture, tmp_path):
    page = canvas(tmp_path / "form.pdf")
    page.acroForm.textfield(name="nom", value="MMMMMMMM", x=40, y=300, width=200, height=40)
    page.showPage()
    page.save()
    field = picture(tmp_path / "form.pdf", dpi=144).convert("L").crop((100, 180, 400, 220))
    assert field.getextrema()[0] < 80


def test_a_large_page_is_drawn_smaller(picture, tmp_path):
    page = canvas(tmp_path / "large.pdf", (14_400, 14_400))
    write(page, height=14_400)
    page.showPage()
    page.save()
    width, height = picture(tmp_path / "large.pdf", dpi=110).size
    assert 20_000_000 < width * height <= 60_100_000


def test_a_page_beyond_measure_is_refused(picture, tmp_path):
    page = canvas(tmp_path / "huge.pdf", (2e9, 2e9))
    page.showPage()
    page.save()
    with pytest.raises(ReadingError) as refused:
        picture(tmp_path / "huge.pdf")
    assert refused.value.code == Reason.PAGE_TOO_LARGE


def test_an_odd_turn_is_refused(warm, tmp_path):
    with pytest.raises(ValueError, match="quarter"):
        warm.picture(tmp_path / "any.pdf", 1, dpi=72, rotation=45, timeout=5)


def test_a_band_is_cut_out_of_a_picture_in_the_child(warm, picture, tmp_path):
    drawn = warm.picture(written(tmp_path / "page.pdf"), 1, dpi=72, rotation=0, timeout=20)
    kept = tmp_path / "kept.jpg"
    kept.write_bytes(drawn)
    with Image.open(BytesIO(warm.band(kept, 0.25, 0.5, timeout=20))) as band:
        assert band.format == "JPEG"
        assert band.size == (A6[0], pytest.approx(A6[1] / 4, abs=1))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\xff\xd8\xff and no more"])
def test_no_band_is_cut_out_of_what_is_no_picture(warm, tmp_path, content):
    kept = tmp_path / "kept.jpg"
    kept.write_bytes(content)
    with pytest.raises(ReadingError) as error:
        warm.band(kept, 0.25, 0.5, timeout=20)
    assert error.value.code == Reason.UNREADABLE
