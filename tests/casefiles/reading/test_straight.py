"""Pages aslant: how far, and where their words are."""

import pytest
from PIL import Image

from casefiles.reading.ocr import Engines
from casefiles.reading.scan import read_scan
from casefiles.reading.straight import tilt, turn, turned
from tests.casefiles.reading.drawing import ink_box, scan_of_text


@pytest.mark.parametrize("angle", [-3.0, -1.0, 0.0, 2.25])
def test_it_works(tmp_path, angle):
    aslant = scan_of_text(tmp_path).rotate(-angle, Image.Resampling.BICUBIC, fillcolor=255)
    assert tilt(aslant) == pytest.approx(angle, abs=0.25)


def test_a_page_without_ink_is_not_turned():
    assert tilt(Image.new("L", (827, 1167), 255)) == 0.0


def test_words_go_with_the_page(tmp_path, models):
    image = scan_of_text(tmp_path, ["Églantine"])
    read = Engines(models).read(image, "fra")
    (word,) = turned(read, 3.0, image.size).words
    left, top, right, bottom = ink_box(turn(image, 3.0))
    assert word.left + word.width / 2 == pytest.approx((left + right) / 2, abs=0.01)
    assert word.top + word.height / 2 == pytest.approx((top + bottom) / 2, abs=0.01)


def test_words_come_back_to_where_they_were(tmp_path, models):
    image = scan_of_text(tmp_path)
    read = Engines(models).read(image, "fra")
    back = turned(turned(read, 2.0, image.size), -2.0, image.size)
    for there, word in zip(back.words, read.words, strict=True):
        assert (there.left, there.top) == pytest.approx((word.left, word.top))


def test_a_second_look_at_a_page_aslant_leaves_words_where_their_ink_is(tmp_path, models):
    image = scan_of_text(tmp_path).rotate(-2, Image.Resampling.BICUBIC, fillcolor=255)
    engines = Engines(models)
    first = {word.text: word for word in read_scan(image, "fra", engines).text.words}
    again = {w.text: w for w in read_scan(image, "fra", engines, thorough=True).text.words}
    assert len(first.keys() & again.keys()) > 0.9 * len(first)
    for text in first.keys() & again.keys():
        assert again[text].top == pytest.approx(first[text].top, abs=0.01)
        assert again[text].left == pytest.approx(first[text].left, abs=0.01)
