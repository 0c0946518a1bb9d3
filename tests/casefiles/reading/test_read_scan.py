import pytest
from PIL import Image, ImageFilter

from casefiles.reading.reasons import ReadingError, Reason
from casefiles.reading.words import unpack
from tests.casefiles.reading.drawing import (
    A6,
    LINES,
    canvas,
    ink_box,
    place,
    scan_of_text,
    scanned,
    write,
)

WORDS = " ".join(LINES).split()


def share_found(reading):
    found = set(reading.text.split())
    return sum(word in found for word in WORDS) / len(WORDS)


def test_it_works(read, tmp_path):
    reading = read(scanned(tmp_path / "scan.pdf", scan_of_text(tmp_path)))
    assert reading.source == "ocr"
    assert share_found(reading) > 0.95
    assert reading.confidence > 0.85
    assert reading.rotation == 0
    assert (reading.width, reading.height) == pytest.approx(A6, abs=0.5)
    assert len(reading.text.split()) == len(unpack(reading.boxes))


def test_a_box_covers_the_ink(read, tmp_path):
    image = scan_of_text(tmp_path, ["Églantine"])
    (box,) = unpack(read(scanned(tmp_path / "scan.pdf", image)).boxes)
    left, top, right, bottom = ink_box(image)
    assert box.left == pytest.approx(left, abs=0.01)
    assert box.top == pytest.approx(top, abs=0.01)
    assert box.left + box.width == pytest.approx(right, abs=0.01)
    assert box.top + box.height == pytest.approx(bottom, abs=0.01)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_scan_is_set_upright(read, tmp_path, turn):
    image = scan_of_text(tmp_path)
    upright = read(scanned(tmp_path / "upright.pdf", image))
    # Pillow turns anticlockwise.
    reading = read(scanned(tmp_path / "turned.pdf", image.rotate(-turn, expand=True)))
    assert reading.rotation == (360 - turn) % 360
    assert share_found(reading) > 0.95
    assert (reading.width, reading.height) == pytest.approx(A6, abs=0.5)
    first, there = unpack(upright.boxes)[0], unpack(reading.boxes)[0]
    assert there[:4] == pytest.approx(first[:4], abs=0.01)


def test_a_page_of_nothing_readable_is_not_turned(read, tmp_path):
    noise = Image.effect_noise((827, 1167), 200).filter(ImageFilter.GaussianBlur(3))
    reading = read(scanned(tmp_path / "noise.pdf", noise.point(lambda level: (level > 128) * 255)))
    assert reading.rotation == 0
    assert reading.source == "ocr"
    assert reading.confidence < 0.5


def test_a_blank_scan_is_blank(read, tmp_path):
    paper = Image.effect_noise((827, 1167), 12).point(lambda level: min(level + 100, 255))
    reading = read(scanned(tmp_path / "blank.pdf", paper))
    assert (reading.source, reading.text, reading.confidence) == ("blank", "", None)
    assert unpack(reading.boxes) == []


def test_an_empty_page_is_blank(read, tmp_path):
    page = canvas(tmp_path / "empty.pdf")
    page.showPage()
    page.save()
    assert read(tmp_path / "empty.pdf").source == "blank"


def test_one_word_is_not_blank(read, tmp_path):
    assert read(scanned(tmp_path / "cote.pdf", scan_of_text(tmp_path, ["D 12"]))).source == "ocr"


def test_a_stamp_over_a_scan_is_not_its_text(read, tmp_path):
    page = canvas(tmp_path / "stamped.pdf")
    place(page, scan_of_text(tmp_path), A6)
    write(page, ["D1234"], left=230, top=30)
    page.showPage()
    page.save()
    reading = read(tmp_path / "stamped.pdf")
    assert reading.source == "ocr"
    assert share_found(reading) > 0.95
    assert "D1234" in reading.text


def test_a_stamp_over_a_picture_of_part_of_the_page_is_not_its_text(read, tmp_path):
    page = canvas(tmp_path / "stamped.pdf")
    image = scan_of_text(tmp_path)
    place(page, image.crop((0, 0, image.width, image.height * 2 // 5)), (A6[0], A6[1] * 0.4))
    page.setPageSize(A6)
    write(page, ["D1234"], left=230, top=30)
    page.showPage()
    page.save()
    reading = read(tmp_path / "stamped.pdf")
    assert reading.source == "ocr"
    assert "voiture" in reading.text


def test_hidden_text_under_a_scan_is_read_anew(read, tmp_path):
    page = canvas(tmp_path / "hidden.pdf")
    place(page, scan_of_text(tmp_path), A6)
    hidden = page.beginText(40, 300)
    hidden.setTextRenderMode(3)
    hidden.setFont("Helvetica", 10)
    for _ in range(20):
        hidden.textLine("Lc tcmoin dcclarc avoir apcrcu unc voiturc grisc")
    page.drawText(hidden)
    page.showPage()
    page.save()
    reading = read(tmp_path / "hidden.pdf")
    assert "tcmoin" not in reading.text
    assert share_found(reading) > 0.95


def test_a_scan_said_to_be_of_poster_size_is_read(read, tmp_path):
    path = scanned(tmp_path / "poster.pdf", scan_of_text(tmp_path), dpi=20)
    assert share_found(read(path)) > 0.95


def test_a_scan_shrunk_to_a_stamp_is_read(read, tmp_path):
    path = scanned(tmp_path / "stamp.pdf", scan_of_text(tmp_path), dpi=1500)
    assert share_found(read(path)) > 0.9


def test_two_languages_are_read(warm, tmp_path):
    path = scanned(tmp_path / "two.pdf", scan_of_text(tmp_path))
    assert share_found(warm.read(path, 1, "fra+eng", timeout=60)) > 0.9


@pytest.mark.parametrize("languages", ["lat", "fra+lat", "", "../fra", "fra+"])
def test_a_missing_model_is_told(warm, tmp_path, languages):
    path = scanned(tmp_path / "scan.pdf", scan_of_text(tmp_path))
    with pytest.raises(ReadingError) as refused:
        warm.read(path, 1, languages, timeout=60)
    assert refused.value.code == Reason.NO_MODEL


@pytest.mark.parametrize("size", [(2e9, 2e9), (595, 2_000_000_000)])
def test_a_page_beyond_measure_is_refused(read, tmp_path, size):
    page = canvas(tmp_path / "huge.pdf", size)
    page.rect(0, 0, 1000, 1000, fill=1)
    page.showPage()
    page.save()
    with pytest.raises(ReadingError) as refused:
        read(tmp_path / "huge.pdf")
    assert refused.value.code == Reason.PAGE_TOO_LARGE


@pytest.mark.parametrize("number", [0, -1, 2, 10**6])
def test_a_page_that_is_not_there_is_told(read, tmp_path, number):
    with pytest.raises(ReadingError) as refused:
        read(scanned(tmp_path / "scan.pdf", Image.new("L", (100, 100), 255)), number)
    assert refused.value.code == Reason.UNREADABLE
