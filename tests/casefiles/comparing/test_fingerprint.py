import numpy
import pytest
from PIL import Image

from casefiles.comparing.fingerprint import (
    fingerprint,
    has_ink,
    is_fingerprint,
    quarter_turns,
    vectors,
)
from tests.casefiles.comparing.pages import drawing, scanned

ALIKE, UNLIKE = 0.85, 0.75


def alike(one: bytes, other: bytes) -> float:
    first, second = vectors([one, other])
    return float(first @ second)


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"skew": 1.5},
        {"skew": -1.5},
        {"scale": 0.75},
        {"black": 70, "white": 215},
        {"white": 140},
        {"shift": (10, -14)},
        {"noise": 20},
        {"skew": -1.2, "scale": 0.8, "black": 50, "white": 230, "shift": (-7, 8), "noise": 15},
    ],
    ids=str,
)
def test_it_works(how):
    """Another scan of a sheet is alike, other sheets are not."""
    sheet = fingerprint(drawing(1))
    again = fingerprint(scanned(drawing(1), **how))
    assert alike(sheet, again) > ALIKE
    assert all(alike(again, fingerprint(drawing(seed))) < UNLIKE for seed in range(2, 6))


def test_a_blank_page_has_no_ink_and_is_like_nothing():
    blank = fingerprint(scanned(Image.new("L", (827, 1169), 255), white=225, noise=10))
    assert is_fingerprint(blank)
    assert not has_ink(blank)
    assert alike(blank, blank) == 0
    assert has_ink(fingerprint(drawing(1)))


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (2000, 3), (40, 40)])
def test_a_page_of_any_size_has_one(size):
    assert is_fingerprint(fingerprint(Image.new("L", size, 0)))


def test_a_page_that_was_turned_is_known():
    sheet = drawing(3)
    turned = fingerprint(sheet.transpose(Image.Transpose.ROTATE_90))
    ways = [rows[0] @ vectors([turned])[0] for rows in quarter_turns(vectors([fingerprint(sheet)]))]
    assert max(ways) > ALIKE
    assert ways[0] < UNLIKE


@pytest.mark.parametrize("data", [None, b"", b"\x01", b"\x00" + bytes(1028), bytes(2000)])
def test_what_is_no_fingerprint_is_like_nothing(data):
    assert not is_fingerprint(data)
    assert not numpy.any(vectors([data]))
