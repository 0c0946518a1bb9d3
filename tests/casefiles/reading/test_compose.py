import math
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefiles.reading.words import (
    HEADER,
    Box,
    Word,
    compose,
    pack,
    second_readings,
    unpack,
    unpack_some,
)

fractions = st.floats(0, 1)
words = st.builds(
    Word,
    text=st.text(st.characters(), max_size=12),
    left=fractions,
    top=fractions,
    width=fractions,
    height=fractions,
    confidence=st.none() | fractions,
    second=st.text(st.characters(), max_size=12),
)
blocks = st.lists(st.lists(st.lists(words, max_size=4), max_size=4), max_size=4)


def word(text, left=0.1, width=0.2, confidence=None):
    return Word(text, left, 0.3, width, 0.02, confidence)


def test_it_works():
    text, boxes = compose([[[word("Le"), word("témoin")], [word("signe.")]], [[word("Fin")]]])
    assert text == "Le témoin\nsigne.\n\nFin"
    assert len(unpack(boxes)) == 4


@given(blocks)
def test_every_word_of_the_text_has_its_box(blocks):
    text, boxes = compose(blocks)
    assert len(text.split()) == len(unpack(boxes))


@given(blocks)
def test_the_text_can_be_stored(blocks):
    text, _ = compose(blocks)
    assert "\x00" not in text
    text.encode("utf-8")


@given(st.lists(st.builds(Box, fractions, fractions, fractions, fractions, st.none() | fractions)))
def test_boxes_come_back(boxes):
    for put, got in zip(boxes, unpack(pack(boxes)), strict=True):
        assert got[:4] == pytest.approx(put[:4], abs=1 / 65535)
        if put.confidence is None:
            assert got.confidence is None
        else:
            assert got.confidence == pytest.approx(put.confidence, abs=1 / 250)


def test_a_word_with_a_blank_shares_its_box():
    text, boxes = compose([[[word("12\u00a0500", left=0.2, width=0.6)]]])
    first, second = unpack(boxes)
    assert text == "12 500"
    assert first.left == pytest.approx(0.2, abs=1e-4)
    assert first.left + first.width <= second.left
    assert second.left + second.width == pytest.approx(0.8, abs=1e-4)


def test_a_word_twice_in_a_word_keeps_both_places():
    _, boxes = compose([[[word("a\u2003a", left=0.0, width=0.3)]]])
    first, second = unpack(boxes)
    assert second.left > first.left + first.width


def test_what_is_no_text_goes():
    text, _ = compose([[[word("a\x00bc\u00ad"), word("\ud800"), word("e\u0301")]]])
    assert text == "abc \u00e9"


def test_nothing_gives_nothing():
    text, boxes = compose([[], [[]], [[word("")]]])
    assert text == ""
    assert unpack(boxes) == []
    assert unpack(b"") == []


def test_a_dense_page_is_small():
    chance = random.Random(7)
    page = [
        Word("mot", chance.random(), line / 60, chance.random() / 8, 0.011, chance.random())
        for line in range(60)
        for _ in range(15)
    ]
    assert len(pack(page)) < 12_000


def test_what_lies_off_the_page_is_put_at_its_edge():
    (box,) = unpack(pack([Word("bord", -0.2, 0.5, 1.4, math.nextafter(1, 2))]))
    assert box[:4] == pytest.approx((0, 0.5, 1, 1), abs=1e-4)


GOOD = pack([word("un"), word("deux")])


@pytest.mark.parametrize(
    "data",
    [
        GOOD[:3],
        GOOD[:-4],
        b"\x09" + GOOD[1:],
        HEADER.pack(1, 2) + b"no zlib at all",
        HEADER.pack(1, 3) + GOOD[HEADER.size :],
        HEADER.pack(1, 2) + zlib.compress(bytes(10_000_000)),
        HEADER.pack(1, 4_000_000_000) + zlib.compress(b""),
    ],
    ids=["cut", "cut zlib", "version", "no zlib", "count", "bomb", "huge count"],
)
def test_damaged_boxes_are_refused(data):
    with pytest.raises(ValueError, match="packed boxes"):
        unpack(data)
    with pytest.raises(ValueError, match="packed boxes"):
        unpack_some(data, [0])


def test_some_boxes_are_those_of_all():
    chance = random.Random(3)
    sides = [[chance.random() for _ in range(4)] for _ in range(300)]
    packed = pack([Box(*four, chance.choice([None, chance.random()])) for four in sides])
    boxes = unpack(packed)
    assert unpack_some(packed, range(300)) == boxes
    assert unpack_some(packed, [299, 7, 300]) == [boxes[299], boxes[7]]
    assert unpack_some(packed, []) == unpack_some(b"", [0]) == []


def test_second_readings_come_back_at_their_words():
    first = word("Le")
    doubtful = Word("térnoin", 0.3, 0.3, 0.2, 0.02, 0.4, "témoin")
    text, boxes = compose([[[first, doubtful]], [[word("12\u00a0500")], [doubtful]]])
    assert second_readings(boxes) == {1: "témoin", 4: "témoin"}
    assert [text.split()[place] for place in (1, 4)] == ["térnoin", "térnoin"]
    assert len(unpack(boxes)) == len(text.split())
    assert unpack_some(boxes, [1]) == unpack(boxes)[1:2]


@given(blocks)
def test_second_readings_are_text_of_their_words(blocks):
    text, boxes = compose(blocks)
    found = second_readings(boxes)
    assert set(found) <= set(range(len(text.split())))
    for reading in found.values():
        assert reading == " ".join(reading.split())
        assert reading
        reading.encode()


def test_most_pages_have_none():
    _, boxes = compose([[[word("Le"), word("témoin")]]])
    assert second_readings(boxes) == {}
    assert second_readings(b"") == {}


@pytest.mark.parametrize(
    "data",
    [b"\x01", b"\x07\x00\x00\x00\x00", HEADER.pack(2, 1) + b"no zlib",
     HEADER.pack(2, 0) + zlib.compress(b"") + b"no zlib",
     HEADER.pack(2, 0) + zlib.compress(b"") + zlib.compress(b"\xff"),
     HEADER.pack(2, 0) + zlib.compress(b"") + zlib.compress(b"no number")],
)  # fmt: skip
def test_bytes_that_hold_no_second_readings(data):
    with pytest.raises(ValueError, match=r".+"):
        second_readings(data)
