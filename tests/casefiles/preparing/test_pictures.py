import io

import pillow_heif
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from casefiles.preparing import pictures
from casefiles.preparing.parts import Bounds, LeftOut
from casefiles.preparing.pictures import to_pdf
from casefiles.reading.reasons import ReadingError, Reason

A4 = (595, 842)


def drawn(size=(827, 1169), mode="RGB", mark="top"):
    """A white picture with a dark bar along one edge."""
    image = Image.new("RGB", size, "white")
    width, height = size
    bar = {"top": (0, 0, width, height // 10), "left": (0, 0, width // 10, height)}[mark]
    ImageDraw.Draw(image).rectangle(bar, fill=(20, 20, 20))
    return image.convert(mode)


def pages_of(pdf):
    """Size in points and the picture of each page, None where it cannot be opened."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            found.append(None)
            continue
        size = tuple(round(side) for side in page.get_size())
        found.append((size, page.render(scale=1).to_pil().convert("RGB")))
    document.close()
    return found


def made(path, **bounds):
    out = path.parent / "out.pdf"
    left_out = to_pdf(path, out, Bounds(**bounds))
    return pages_of(out), left_out


def dark(image, x, y):
    return sum(image.getpixel((int(x * image.width), int(y * image.height)))) < 200


@pytest.mark.parametrize("ending", ["jpg", "png", "tif", "webp", "bmp", "gif", "jp2", "heic"])
def test_it_works(ending, tmp_path):
    pillow_heif.register_heif_opener()
    path = tmp_path / f"photo.{ending}"
    drawn().save(path, **({"dpi": (100, 100)} if ending == "bmp" else {}))
    [(size, picture)], left_out = made(path)
    assert left_out == []
    assert abs(size[0] - A4[0]) <= 2
    assert abs(size[1] - A4[1]) <= 2
    assert dark(picture, 0.5, 0.05)
    assert not dark(picture, 0.5, 0.5)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16", "I", "F"])
def test_every_kind_of_colour(mode, tmp_path):
    path = tmp_path / "photo.tif"
    image = drawn(mode="L") if mode in ("I;16", "I", "F") else drawn(mode=mode)
    if mode == "I;16":
        image = image.convert("I").point(lambda level: level * 256).convert("I;16")
    elif image.mode != mode:
        image = image.convert(mode)
    image.save(path)
    [(_, picture)], left_out = made(path)
    assert left_out == []
    assert dark(picture, 0.5, 0.05)
    assert not dark(picture, 0.5, 0.5)


def test_a_page_for_each_frame_of_its_own_size_and_resolution(tmp_path):
    path = tmp_path / "fax.tif"
    first, second = drawn((1654, 2339), "1"), drawn((2339, 1654), "L")
    first.save(path, save_all=True, append_images=[second], dpi=(200, 200))
    found, left_out = made(path)
    assert left_out == []
    assert [size for size, _ in found] == [A4, (842, 595)]


def test_a_jpeg_is_put_in_as_it_is(tmp_path):
    path = tmp_path / "photo.jpg"
    drawn().save(path, quality=90)
    made(path)
    assert path.read_bytes() in (tmp_path / "out.pdf").read_bytes()


@pytest.mark.parametrize("orientation", [1, 2, 3, 4, 5, 6, 7, 8])
def test_it_is_upright_as_the_camera_says(orientation, tmp_path):
    """A bar along the top of what was seen, however the sensor was held."""
    turns = {
        1: [],
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    image = drawn()
    for turn in turns[orientation]:
        image = image.transpose(turn)
    path = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[pictures.ORIENTATION] = orientation
    image.save(path, exif=exif, quality=95)
    [(size, picture)], _ = made(path)
    assert size[1] > size[0]
    assert dark(picture, 0.5, 0.05)
    assert not dark(picture, 0.5, 0.95)
    assert not dark(picture, 0.02, 0.5)


def test_what_shines_through_is_white(tmp_path):
    path = tmp_path / "logo.png"
    image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((0, 0, 400, 40), fill=(20, 20, 20, 255))
    image.save(path)
    [(_, picture)], _ = made(path)
    assert dark(picture, 0.5, 0.05)
    assert picture.getpixel((picture.width // 2, picture.height // 2)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("size", "dpi", "points"),
    [
        ((2480, 3508), (300, 300), A4),
        ((4000, 3000), (72, 72), (842, 632)),  # a camera's default: it would be 1.4 m wide
        ((4000, 3000), None, (793, 595)),
        ((827, 1169), (1, 1), A4),
        ((96, 96), None, (72, 72)),  # an icon is not spread over a page
    ],
)
def test_how_large_its_page_is(size, dpi, points, tmp_path):
    path = tmp_path / "photo.jpg"
    drawn(size).save(path, **({"dpi": dpi} if dpi else {}))
    [(found, _)], _ = made(path)
    assert all(abs(one - other) <= 50 for one, other in zip(found, points, strict=True))
    assert max(found) <= 48 * 72


def test_a_broken_frame_keeps_its_number_and_the_others_are_read(tmp_path):
    path = tmp_path / "fax.tif"
    buffer = io.BytesIO()
    images = [drawn((400, 600)) for _ in range(3)]  # each in several strips
    images[0].save(
        buffer, "TIFF", save_all=True, append_images=images[1:], compression="tiff_adobe_deflate"
    )
    content = bytearray(buffer.getvalue())
    opened = Image.open(io.BytesIO(content))
    opened.seek(1)
    for offset in opened.tag_v2[273]:
        content[offset : offset + 10] = b"\xff" * 10
    path.write_bytes(content)
    found, left_out = made(path)
    assert [page is None for page in found] == [False, True, False]
    assert left_out == [LeftOut("p. 2", Reason.DAMAGED)]


def test_a_picture_cut_short_is_kept_as_far_as_it_goes(tmp_path):
    path = tmp_path / "photo.jpg"
    image = Image.effect_noise((800, 1000), 90).convert("RGB")
    ImageDraw.Draw(image).rectangle((0, 0, 800, 100), fill=(20, 20, 20))
    image.save(path, quality=90)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    [(_, picture)], left_out = made(path)
    assert left_out == [LeftOut("p. 1", Reason.INCOMPLETE)]
    assert dark(picture, 0.5, 0.05)


def test_nothing_that_can_be_read_is_damaged(tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    with pytest.raises(ReadingError) as error:
        made(path)
    assert error.value.code == Reason.DAMAGED


def test_a_frame_too_large_is_told_before_it_is_decoded(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 500_000)
    path = tmp_path / "photo.tif"
    drawn((600, 800)).save(path, save_all=True, append_images=[drawn((900, 1200))])
    found, left_out = made(path)
    assert [page is None for page in found] == [False, True]
    assert left_out == [LeftOut("p. 2", Reason.PAGE_TOO_LARGE)]


def test_more_frames_than_pages_are_taken(tmp_path):
    path = tmp_path / "fax.tif"
    drawn((40, 40)).save(path, save_all=True, append_images=[drawn((40, 40))] * 3)
    with pytest.raises(ReadingError) as error:
        made(path, pages=3)
    assert error.value.code == Reason.TOO_MANY_PAGES
