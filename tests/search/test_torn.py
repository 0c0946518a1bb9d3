import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.torn import fits, phones, plates

NOWHERE = ()


@pytest.mark.parametrize(
    ("text", "rests"),
    [
        ("réception au 6 39 98 14 19 et de", ["0639981419"]),
        ("|0 +33 39 98 69 59 06.39.98.24.94", ["0.39986959"]),
        ("la ligne 06 39 98 2, 65 a changé", ["0639982.65", "063998.265"]),
        ("au 06 “ 98 93 41 et", ["06..989341"]),
        ("+33 6 39 9 97 98 -", ["06399.9798", "0639.99798"]),
        ("rappelé sur le +33 39986955. 0", ["0.39986955"]),
        ("la ligne 96 39 98-03 43 retrouvée", [".639980343"]),
    ],
)
def test_what_is_left_of_a_phone(text, rests):
    assert [rest.signs for rest in phones(text, NOWHERE)] == rests


@pytest.mark.parametrize(
    "text",
    [
        *("06 39 98 16 22", "le 6 mars 1998", "1 6 39 98 14 19", "06 39", "16 39 98 14 19 22 35"),
        *("20 39 98 14 19", "16/39/98/14/19", "26 39 98 14,19"),
    ],
)
def test_what_is_a_whole_phone_or_none(text):
    assert list(phones(text, NOWHERE)) == []


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("par MW320D, et", "MW320D."),
        ("immatriculé ML 860 st pé", "ML860.."),
        ("le NE-423-L Ba", "NE423L."),
        ("W- 672-GY ; Requérons", "..672GY"),
    ],
)
def test_what_is_left_of_a_plate(text, rest):
    assert [each.signs for each in plates(text, NOWHERE)] == [rest]


@pytest.mark.parametrize(
    "text", ["au 150 km", "ART 4320", "XML860st", "OU 860 ST", "le W-672", "éW-672-GY"]
)
def test_what_is_left_of_no_plate(text):
    assert list(plates(text, NOWHERE)) == []


def test_where_a_number_is_whole_nothing_is_left():
    assert list(plates("AB-123-CD", [(0, 9)])) == []
    assert list(phones("au 6 39 98 14 19", [(3, 16)])) == []


def test_what_fits():
    assert fits("063998.265", "0639983265")
    assert not fits("063998.265", "0639983266")
    assert not fits("ML860..", "ML860M")


@given(st.text(alphabet="0639 .,+“AB-\n", max_size=60))
def test_any_text_gives_signs_of_the_right_number(text):
    for signs, start, end in phones(text, NOWHERE):
        assert len(signs) == 10
        assert 0 <= start < end <= len(text)
    for signs, start, end in plates(text, NOWHERE):
        assert len(signs) == 7
        assert 0 <= start < end <= len(text)


def test_what_lies_in_a_whole_number_is_none_wherever_it_lies():
    text = "AB 123 " * 3
    assert [plate.start for plate in plates(text, NOWHERE)] == [0, 7, 14]
    assert [plate.start for plate in plates(text, [(8, 9), (0, 1), (2, 9)])] == [14]
