"""A scan that came with a text: which one is believed, and that the other is kept."""

import pytest
from PIL import Image, ImageFilter

from casefiles.reading.options import Options
from casefiles.reading.words import unpack
from tests.casefiles.reading.drawing import (
    A6,
    LEADING,
    LEFT,
    LINES,
    SIZE,
    TOP,
    canvas,
    place,
    scan_of_text,
    write,
    written,
)

ELSEWHERE = (
    "Article premier du règlement",
    "relatif au stationnement des",
    "véhicules dans la commune de",
    "Montclair, arrêté le six mai.",
    "Les infractions seront punies",
    "conformément au code pénal et",
    "constatées par les agents que",
    "le maire aura commissionnés.",
)
GARBLED = tuple(line.replace("e", "c").replace("n", "ii").replace("a", "?") for line in LINES)


def under(page, lines, *, top=TOP):
    """Text that is there and not drawn, as OCR software puts it under a scan."""
    text = page.beginText(LEFT, A6[1] - top)
    text.setTextRenderMode(3)
    text.setFont("Helvetica", SIZE, LEADING)
    for line in lines:
        text.textLine(line)
    page.drawText(text)


@pytest.fixture
def sandwich(tmp_path):
    """A scan of LINES, or of another picture, with a text under it."""

    def make(lines, *, image=None, top=TOP, turn=0):
        page = canvas(tmp_path / "sandwich.pdf")
        image = image or scan_of_text(tmp_path)
        place(page, image.rotate(-turn, expand=True), A6)
        under(page, lines, top=top)
        page.showPage()
        page.save()
        return tmp_path / "sandwich.pdf"

    return make


def kinds(reading):
    return [other.source for other in reading.others]


def share_found(reading):
    words, found = " ".join(LINES).split(), set(reading.text.split())
    return sum(word in found for word in words) / len(words)


def test_a_good_layer_is_kept(read, sandwich):
    reading = read(sandwich(LINES))
    assert (reading.source, reading.confidence) == ("layer", None)
    assert reading.text == "\n".join(LINES)
    assert reading.others == ()


def test_a_garbled_layer_is_read_anew_and_kept_beside(read, sandwich):
    reading = read(sandwich(GARBLED))
    assert reading.source == "ocr"
    assert share_found(reading) > 0.95
    assert kinds(reading) == ["layer"]
    assert reading.others[0].text == "\n".join(GARBLED)


def test_the_layer_of_another_page_is_not_believed(read, sandwich):
    reading = read(sandwich(ELSEWHERE))
    assert reading.source == "ocr"
    assert share_found(reading) > 0.95
    assert reading.others[0].text == "\n".join(ELSEWHERE)


def test_the_right_words_in_the_wrong_places_are_not_believed(read, sandwich):
    reading = read(sandwich(LINES, top=TOP + 190))
    assert reading.source == "ocr"
    assert reading.others == ()  # the same words, so there is nothing to keep


def test_a_layer_of_half_the_page_is_not_believed(read, sandwich):
    reading = read(sandwich(LINES[:4]))
    assert reading.source == "ocr"
    assert "feuillet" in reading.text


def test_a_stamp_is_not_the_text_and_is_kept(read, tmp_path):
    page = canvas(tmp_path / "stamped.pdf")
    place(page, scan_of_text(tmp_path), A6)
    write(page, ["Reçu le 6 mai au greffe"], left=100, top=30, size=10)
    page.showPage()
    page.save()
    reading = read(tmp_path / "stamped.pdf")
    assert reading.source == "ocr"
    assert share_found(reading) > 0.95
    assert kinds(reading) == ["layer"]
    assert reading.others[0].text == "Reçu le 6 mai au greffe"


def test_one_letter_is_not_the_text_of_a_scan(read, sandwich):
    reading = read(sandwich(["A"]))
    assert reading.source == "ocr"
    assert share_found(reading) > 0.95


def test_text_drawn_on_a_background_picture_is_believed(read, tmp_path):
    paper = Image.effect_noise((827, 1167), 8).point(lambda level: min(level + 100, 255))
    page = canvas(tmp_path / "letterhead.pdf")
    place(page, paper, A6)
    write(page)
    page.showPage()
    page.save()
    reading = read(tmp_path / "letterhead.pdf")
    assert (reading.source, reading.text) == ("layer", "\n".join(LINES))


def test_a_layer_under_a_blank_page_is_kept_beside(read, sandwich):
    reading = read(sandwich(ELSEWHERE, image=Image.new("L", (827, 1167), 250)))
    assert (reading.source, reading.text) == ("blank", "")
    assert kinds(reading) == ["layer"]


def test_the_other_text_lies_on_the_page_as_it_is_turned(read, sandwich):
    # The layer is upright on a page whose picture is upside down.
    reading = read(sandwich(ELSEWHERE, turn=180))
    assert (reading.source, reading.rotation) == ("ocr", 180)
    boxes = unpack(reading.others[0].boxes)
    assert boxes[0].top > boxes[-1].top
    assert boxes[0].left + boxes[0].width == pytest.approx(1 - LEFT / A6[0], abs=0.02)


def test_a_typed_text_under_what_cannot_be_read_is_believed(read, sandwich):
    noise = Image.effect_noise((827, 1167), 200).filter(ImageFilter.GaussianBlur(3))
    scrawl = noise.point(lambda level: (level > 128) * 255)
    reading = read(sandwich(LINES + ELSEWHERE, image=scrawl))
    assert (reading.source, reading.text) == ("layer", "\n".join(LINES + ELSEWHERE))


def asked(warm, path, prefer):
    return warm.read(path, 1, "fra", timeout=60, options=Options(prefer=prefer))


def test_an_editor_may_prefer_the_layer(warm, sandwich):
    reading = asked(warm, sandwich(GARBLED), "layer")
    assert (reading.source, reading.text) == ("layer", "\n".join(GARBLED))


def test_an_editor_may_prefer_the_picture(warm, tmp_path):
    reading = asked(warm, written(tmp_path / "page.pdf"), "ocr")
    assert reading.source == "ocr"
    assert share_found(reading) > 0.95


def test_without_a_layer_the_picture_is_read_whatever_is_preferred(warm, sandwich):
    reading = asked(warm, sandwich([]), "layer")
    assert reading.source == "ocr"
    assert share_found(reading) > 0.95
