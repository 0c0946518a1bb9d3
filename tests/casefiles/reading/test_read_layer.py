import pypdf
import pytest

from casefiles.reading.words import unpack
from tests.casefiles.reading.drawing import A6, LINES, canvas, ink_box, picture_of, write, written


def placed(reading):
    return dict(zip(reading.text.split(), unpack(reading.boxes), strict=True))


def assert_covers(box, ink, slack=0.006):
    left, top, right, bottom = ink
    assert box.left <= left + slack
    assert box.top <= top + slack
    assert box.left + box.width >= right - slack
    assert box.top + box.height >= bottom - slack
    assert box.width < right - left + 0.03
    assert box.height < bottom - top + 0.03


def test_it_works(read, tmp_path):
    reading = read(written(tmp_path / "page.pdf"))
    assert reading.text == "\n".join(LINES)
    assert reading.source == "layer"
    assert reading.confidence is None
    assert (reading.width, reading.height) == A6
    assert reading.rotation == 0


@pytest.mark.parametrize("flag", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (30, 100, 250, 400)])
def test_a_box_covers_the_ink(read, tmp_path, flag, crop):
    page = canvas(tmp_path / "one.pdf")
    page.saveState()
    # Drawn against the flag, so that the page is upright as shown.
    page.translate(150, 250)
    page.rotate(flag)
    page.setFont("Helvetica", 20)
    page.drawString(-40, 10, "Églantine")
    page.restoreState()
    page.showPage()
    page.save()
    turned = pypdf.PdfWriter(clone_from=tmp_path / "one.pdf")
    turned.pages[0].rotate(flag)
    if crop:
        turned.pages[0].cropbox = pypdf.generic.RectangleObject(crop)
    turned.write(tmp_path / "turned.pdf")
    reading = read(tmp_path / "turned.pdf")
    assert (reading.text, reading.rotation, reading.source) == ("Églantine", 0, "layer")
    assert_covers(unpack(reading.boxes)[0], ink_box(picture_of(tmp_path / "turned.pdf")))


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_text_drawn_sideways_is_set_upright(read, tmp_path, turn):
    page = canvas(tmp_path / "sideways.pdf", (400, 400))
    page.translate(200, 200)
    page.rotate(-turn)  # clockwise
    page.translate(-200, -200)
    write(page, height=400)
    page.showPage()
    page.save()
    reading = read(tmp_path / "sideways.pdf")
    assert reading.text == "\n".join(LINES)
    assert reading.rotation == (360 - turn) % 360
    first, last = unpack(reading.boxes)[0], unpack(reading.boxes)[-1]
    assert first.top < last.top
    assert first.left == pytest.approx(40 / 400, abs=0.01)


def test_a_sideways_page_swaps_its_sides(read, tmp_path):
    page = canvas(tmp_path / "sideways.pdf", (500, 300))
    page.translate(0, 300)
    page.rotate(-90)
    write(page, height=500)
    page.showPage()
    page.save()
    reading = read(tmp_path / "sideways.pdf")
    assert (reading.width, reading.height) == (300, 500)


def test_a_broken_word_keeps_its_hyphen_and_its_lines(read, tmp_path):
    reading = read(written(tmp_path / "page.pdf", ["devant le prési-", "dent de la cour"]))
    assert reading.text == "devant le prési-\ndent de la cour"
    places = placed(reading)
    assert places["dent"].top > places["prési-"].top


def test_paragraphs_are_apart(read, tmp_path):
    page = canvas(tmp_path / "page.pdf")
    write(page, LINES[:2])
    write(page, LINES[2:4], top=200)
    page.showPage()
    page.save()
    assert read(tmp_path / "page.pdf").text == "\n\n".join(
        ["\n".join(LINES[:2]), "\n".join(LINES[2:4])]
    )


def test_what_is_off_the_page_is_not_read(read, tmp_path):
    page = canvas(tmp_path / "page.pdf")
    write(page, ["visible"])
    write(page, ["repère"], left=A6[0] + 20)
    page.showPage()
    page.save()
    assert read(tmp_path / "page.pdf").text == "visible"


def test_a_small_picture_does_not_make_it_a_scan(read, tmp_path):
    page = canvas(tmp_path / "page.pdf")
    write(page)
    page.drawImage(picture_file(tmp_path), 200, 20, 60, 60)
    page.showPage()
    page.save()
    assert read(tmp_path / "page.pdf").text.startswith("Le témoin")


def picture_file(folder):
    picture_of(written(folder / "logo.pdf", ["logo"]), dpi=30).save(folder / "logo.png")
    return str(folder / "logo.png")
