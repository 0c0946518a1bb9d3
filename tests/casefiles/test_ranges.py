import pytest

from casefiles.ranges import BadRange, Wrong, ranges


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("12-40, 57", [(12, 40), (57, 57)]),
        ("7", [(7, 7)]),
        (" 1 – 3 ;5", [(1, 3), (5, 5)]),
        ("1—2", [(1, 2)]),
        ("3 4 5-6", [(3, 3), (4, 4), (5, 6)]),
        ("1,2,", [(1, 1), (2, 2)]),
        ("060", [(60, 60)]),
    ],
)
def test_it_works(written, understood):
    assert ranges(written, 60) == understood


@pytest.mark.parametrize(
    ("written", "code", "part"),
    [
        ("", Wrong.EMPTY, ""),
        (" , ; ", Wrong.EMPTY, ""),
        ("douze", Wrong.NO_PAGE, "douze"),
        ("1, x-3", Wrong.NO_PAGE, "x-3"),
        ("1,,2", Wrong.NO_PAGE, ""),
        ("-3", Wrong.NO_PAGE, "-3"),
        ("3-", Wrong.NO_PAGE, "3-"),
        ("1-2-3", Wrong.NO_PAGE, "1-2-3"),
        ("9" * 4000, Wrong.NO_PAGE, "9" * 4000),
        ("40-12", Wrong.BACKWARDS, "40-12"),
        ("0", Wrong.OUTSIDE, "0"),
        ("61", Wrong.OUTSIDE, "61"),
        ("50-61", Wrong.OUTSIDE, "50-61"),
    ],
)
def test_what_is_no_range_is_told(written, code, part):
    with pytest.raises(BadRange) as refused:
        ranges(written, 60)
    assert (refused.value.code, refused.value.part) == (code, part)
