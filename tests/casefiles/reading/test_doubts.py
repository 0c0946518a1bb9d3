"""Doubtful words are read once more, without what stands above and below them."""

import dataclasses

import pytest
import tesserocr
from PIL import ImageDraw

from casefiles.reading.doubts import MOST, with_second_readings
from casefiles.reading.ocr import EMPTY, Engines, text_of
from tests.casefiles.reading.drawing import scan_of_text
from tests.casefiles.reading.looks import looks_of

LINES = ["Le gardien de la tannerie a compté", "4127 caisses au port de Valgrise"]


@pytest.fixture(scope="module")
def engines(models):
    return Engines(models)


@pytest.fixture
def image(tmp_path):
    return scan_of_text(tmp_path, LINES)


def misread(read, word, **changes):
    """A reading with one of its words as if it had been read badly."""
    return text_of(
        [
            [
                [dataclasses.replace(one, **changes) if one.text == word else one for one in line]
                for line in block
            ]
            for block in read.blocks
        ]
    )


def test_the_surer_reading_of_a_word_becomes_the_text(image, engines):
    read = misread(engines.read(image, "fra"), "tannerie", text="tanrierie", confidence=0.4)
    found = with_second_readings(read, image, "fra", engines)
    (word,) = [word for word in found.words if word.text == "tannerie"]
    assert word.second == "tanrierie"
    assert word.confidence >= 0.9
    assert found.confidence > read.confidence
    assert [word.text for word in found.words] == " ".join(LINES).split()


def test_where_a_line_gives_nothing_the_word_is_looked_at_more_closely(image, engines, monkeypatch):
    read = misread(engines.read(image, "fra"), "4127", text="4121", confidence=0.4)
    reading = engines.read
    sizes = []

    def without_lines(piece, languages, layout):
        sizes.append(piece.size)
        is_line = layout == tesserocr.PSM.SINGLE_LINE
        return EMPTY if is_line else reading(piece, languages, layout)

    monkeypatch.setattr(engines, "read", without_lines)
    found = with_second_readings(read, image, "fra", engines)
    assert [word.second for word in found.words if word.second] == ["4127"]
    first, closer = sizes
    assert closer[0] < first[0]
    assert closer[1] < first[1]


def test_of_figures_the_first_reading_stays_the_text(image, engines):
    read = misread(engines.read(image, "fra"), "4127", text="4121", confidence=0.4)
    found = with_second_readings(read, image, "fra", engines)
    (word,) = [word for word in found.words if word.text == "4121"]
    assert (word.second, word.confidence) == ("4127", 0.4)


def test_dust_above_a_word_is_cut_off(image, engines):
    read = engines.read(image, "fra")
    (word,) = [word for word in read.words if word.text == "gardien"]
    height = 3 * word.height
    taller = {"top": word.top + word.height - height, "height": height}
    left, top = word.left * image.width, taller["top"] * image.height
    ImageDraw.Draw(image).ellipse((left + 10, top, left + 34, top + 20), fill=0)
    read = misread(read, "gardien", text="gafdièn", confidence=0.1, **taller)
    found = with_second_readings(read, image, "fra", engines)
    assert "gardien" in [word.text for word in found.words]


def test_what_was_surely_read_is_not_read_again(image, engines):
    read = engines.read(image, "fra")
    read = text_of([[[dataclasses.replace(word, confidence=0.7) for word in read.words]]])
    assert with_second_readings(read, image, "fra", engines) is read


def test_of_a_page_of_doubts_the_most_doubtful_are_read(image, engines, monkeypatch):
    (first, *_) = engines.read(image, "fra").words
    doubts = [dataclasses.replace(first, confidence=place / 200) for place in range(MOST + 20)]
    looks = looks_of(engines, monkeypatch)
    with_second_readings(text_of([[[word] for word in doubts]]), image, "fra", engines)
    assert len(looks) == MOST


def test_a_speck_and_a_picture_are_no_words(image, engines):
    (first, *_) = engines.read(image, "fra").words
    speck = dataclasses.replace(first, text="x", width=0.004, height=0.002, confidence=0.1)
    picture = dataclasses.replace(first, text="x", height=0.5, confidence=0.1)
    read = text_of([[[speck], [picture]]])
    assert with_second_readings(read, image, "fra", engines) is read
