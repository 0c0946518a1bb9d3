"""Ink in a line that no letter accounts for is read again, with the words beside it."""

import dataclasses

import pytest
from PIL import ImageDraw

from casefiles.reading.gaps import MOST, with_gaps_filled
from casefiles.reading.ocr import Engines, text_of
from tests.casefiles.reading.drawing import scan_of_text
from tests.casefiles.reading.looks import looks_of

LINE = "On vit au grand étonnement de tous"
FADED = "étonnement"


@pytest.fixture(scope="module")
def engines(models):
    return Engines(models)


@pytest.fixture
def image(tmp_path):
    return scan_of_text(tmp_path, [LINE])


@pytest.fixture
def read(image, engines):
    read = engines.read(image, "fra")
    assert text(read) == LINE
    return read


def text(read):
    return " ".join(word.text for word in read.words)


def changed(read, change):
    """A reading with every word as `change` gives it; without those of which it gives None."""
    lines = [[[change(word) for word in line] for line in block] for block in read.blocks]
    return text_of([[[word for word in line if word] for line in block] for block in lines])


def without(read, *texts):
    return changed(read, lambda word: None if word.text in texts else word)


def cut(read, word, to, *, wide=True):
    """A reading with one word cut short; its box is as wide as before, or as its letters."""

    def change(one):
        if one.text != word:
            return one
        width = one.width if wide else one.width * len(to) / len(word)
        return dataclasses.replace(one, text=to, width=width)

    return changed(read, change)


def test_a_word_that_was_not_read_is_found_where_its_ink_is(read, image, engines):
    found = with_gaps_filled(without(read, FADED), image, "fra", engines)
    assert text(found) == LINE
    place = dict(zip(LINE.split(), found.words, strict=True))[FADED]
    right = next(word for word in read.words if word.text == FADED)
    assert abs(place.left - right.left) < 0.01
    assert abs(place.width - right.width) < 0.01


@pytest.mark.parametrize("word", LINE.split()[:1] + LINE.split()[-1:])
def test_so_is_one_at_either_end(word, tmp_path, engines):
    image = scan_of_text(tmp_path, [LINE, LINE])
    both = engines.read(image, "fra")
    (first, second), *_ = both.blocks
    kept = [one for one in first if one.text != word]
    found = with_gaps_filled(text_of([[kept, second]]), image, "fra", engines)
    assert text(found) == f"{LINE} {LINE}"


@pytest.mark.parametrize("wide", [True, False])
def test_a_word_cut_short_is_made_whole(wide, read, image, engines):
    found = with_gaps_filled(cut(read, FADED, "éton", wide=wide), image, "fra", engines)
    assert text(found) == LINE


def test_what_was_read_before_is_still_found(read, image, engines):
    found = with_gaps_filled(cut(read, FADED, "ëton"), image, "fra", engines)
    assert [word.second for word in found.words if word.text == FADED] == ["ëton"]


def test_what_is_unsurely_read_is_kept_beside_the_text(read, image, engines, monkeypatch):
    reading = engines.read

    def unsure(*asked):
        return dataclasses.replace(reading(*asked), confidence=0.5)

    monkeypatch.setattr(engines, "read", unsure)
    short = cut(read, FADED, "éton")
    found = with_gaps_filled(short, image, "fra", engines)
    assert text(found) == text(short)
    assert [word.second for word in found.words if word.second] == [FADED]


def test_a_line_wholly_read_is_not_read_again(read, image, engines):
    assert with_gaps_filled(read, image, "fra", engines) is read


def test_bare_paper_and_dust_are_no_gap(read, image, engines):
    place = next(word for word in read.words if word.text == FADED)
    left, top = place.left * image.width, place.top * image.height
    right, bottom = left + place.width * image.width, top + place.height * image.height
    draw = ImageDraw.Draw(image)
    draw.rectangle((left - 2, top - 2, right + 2, bottom + 2), fill=255)
    draw.ellipse((left + 20, top + 8, left + 25, top + 13), fill=0)
    short = without(read, FADED)
    assert with_gaps_filled(short, image, "fra", engines) is short


def test_what_another_line_says_is_no_gap(read, image, engines):
    (line,) = read.blocks[0]
    rest = [word for word in line if word.text != FADED]
    alone = [word for word in line if word.text == FADED]
    apart = text_of([[rest], [alone]])
    assert with_gaps_filled(apart, image, "fra", engines) is apart


def test_a_row_of_a_table_is_no_prose(tmp_path, engines):
    image = scan_of_text(tmp_path, ["Nom de rue ou de lieu et de mois"])
    whole = engines.read(image, "fra")
    row = without(whole, "de", "ou", "et")
    assert text(row) == "Nom rue lieu mois"
    assert with_gaps_filled(row, image, "fra", engines) is row
    (line,) = whole.blocks[0]
    prose = text_of([[[word for word in line if word.text != "et"][:-2] + line[-1:]]])
    assert text(with_gaps_filled(prose, image, "fra", engines)) == text(whole)


def test_of_a_page_of_gaps_few_are_read(tmp_path, engines, monkeypatch):
    image = scan_of_text(tmp_path, [LINE] * (MOST + 3))
    short = without(engines.read(image, "fra"), FADED)
    looks = looks_of(engines, monkeypatch)
    with_gaps_filled(short, image, "fra", engines)
    assert len(looks) == MOST
