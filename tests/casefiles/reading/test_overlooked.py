"""Ink that no word covers is read by itself; stamps are read without their frame."""

import pytest
from PIL import Image, ImageDraw

from casefiles.reading.ocr import Engines, Text, text_of
from casefiles.reading.overlooked import overlooked, with_overlooked
from casefiles.reading.stamps import unframed
from tests.casefiles.reading.drawing import scan_of_text

LINES = ["Le gardien de la tannerie a compté les caisses", "Remise au port de Valgrise"]


def without_last_line(read: Text) -> Text:
    """A reading that has overlooked the last line."""
    last = max(word.top for word in read.words)
    return text_of(
        [[[word for word in line if word.top < last - 0.01] for line in b] for b in read.blocks]
    )


def test_a_line_that_was_overlooked_is_read_in_its_place(tmp_path, models):
    engines = Engines(models)
    image = scan_of_text(tmp_path, LINES)
    whole = engines.read(image, "fra")
    partly = without_last_line(whole)
    assert "Valgrise" not in [word.text for word in partly.words]
    found = with_overlooked(partly, image, "fra", engines)
    assert [word.text for word in found.words] == [word.text for word in whole.words]
    (here,) = [word for word in found.words if word.text == "Valgrise"]
    (there,) = [word for word in whole.words if word.text == "Valgrise"]
    assert here.left == pytest.approx(there.left, abs=0.01)
    assert here.top == pytest.approx(there.top, abs=0.01)
    assert here.width == pytest.approx(there.width, abs=0.01)


def test_paragraphs_that_were_overlooked_are_read_in_their_place(tmp_path, models):
    engines = Engines(models)
    image = scan_of_text(tmp_path, LINES * 6)
    whole = engines.read(image, "fra")
    lines = [line for block in whole.blocks for line in block]
    partly = text_of([lines[:4]])
    assert len(partly.words) < len(whole.words) / 2
    found = with_overlooked(partly, image, "fra", engines)
    assert [word.text for word in found.words] == [word.text for word in whole.words]


def test_where_all_ink_is_read_nothing_is_read_again(tmp_path, models):
    image = scan_of_text(tmp_path, LINES)
    assert overlooked(image, Engines(models).read(image, "fra").words) == []


def test_rules_boxes_and_drawings_are_no_lines():
    image = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(image)
    draw.line((200, 400, 1400, 400), fill=0, width=4)
    draw.rectangle((200, 600, 500, 680), fill=0)
    draw.ellipse((600, 1000, 1100, 1500), outline=0, width=5)
    draw.point([(300, 1800), (340, 1850)], fill=0)
    assert overlooked(image, []) == []


def test_handwriting_is_left_alone(tmp_path, models):
    image = scan_of_text(tmp_path, LINES)
    unsure = Text([], 0.4, 0)
    assert with_overlooked(unsure, image, "fra", Engines(models)) is unsure


@pytest.mark.parametrize("sides", ["LTRB", "LTR", "TRB"])
def test_a_frame_is_taken_off_even_if_a_side_of_it_is_lost(sides):
    stamp = Image.new("L", (240, 110), 255)
    draw = ImageDraw.Draw(stamp)
    corners = {"L": (20, 20, 20, 90), "T": (20, 20, 220, 20), "R": (220, 20, 220, 90)}
    corners["B"] = (20, 90, 220, 90)
    for side in sides:
        draw.line(corners[side], fill=90, width=3)
    draw.rectangle((80, 45, 150, 70), fill=0)  # stands for what is written in it
    inside, (left, top) = unframed(stamp)
    dark = inside.point([255 if level < 128 else 0 for level in range(256)]).getbbox()
    assert dark is not None
    assert (dark[0] + left, dark[1] + top, dark[2] + left, dark[3] + top) == (80, 45, 151, 71)


def test_without_a_frame_a_piece_stays_as_it_is(tmp_path):
    piece = scan_of_text(tmp_path, ["D1234/2"])
    assert unframed(piece) == (piece, (0, 0))
    empty = Image.new("L", (240, 110), 255)
    assert unframed(empty) == (empty, (0, 0))


def test_a_framed_stamp_is_read(tmp_path, models):
    image = scan_of_text(tmp_path, LINES)
    stamp = scan_of_text(tmp_path, ["D1234"])
    box = stamp.point([255 if level < 128 else 0 for level in range(256)]).getbbox()
    assert box is not None
    written = stamp.crop(box)
    image.paste(written, (500, 900))
    frame = (475, 880, 525 + written.width, 920 + written.height)
    ImageDraw.Draw(image).rectangle(frame, outline=0, width=3)
    read = Engines(models).read(image, "fra")
    others = text_of([[[w for w in line if w.top < 0.6] for line in b] for b in read.blocks])
    found = with_overlooked(others, image, "fra", Engines(models))
    assert "D1234" in [word.text for word in found.words]
