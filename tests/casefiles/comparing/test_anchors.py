import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefiles.comparing.anchors import Region, carried, same_words
from casefiles.reading.words import Box

SENTENCE = "Le lieutenant déclare avoir saisi 4512 euros dans le coffre du hangar"
TEXT = SENTENCE.split()


def boxes(count, *, left=0.1, top=0.2, scale=1.0):
    """Words in lines of four."""
    return [
        Box(
            left + 0.2 * scale * (n % 4),
            top + 0.05 * scale * (n // 4),
            0.15 * scale,
            0.03 * scale,
            0.9,
        )
        for n in range(count)
    ]


def test_it_works():
    """A region around two words follows them to where they are on the other scan."""
    words = same_words(TEXT, TEXT)
    region = Region(0.29, 0.19, 0.4, 0.05)  # around the second and third word
    moved = carried(region, boxes(12), boxes(12, left=0.05, top=0.25, scale=0.9), words)
    assert moved == pytest.approx(
        (0.05 + 0.9 * 0.19, 0.25 - 0.9 * 0.01, 0.4 * 0.9, 0.05 * 0.9), abs=1e-4
    )


def test_words_before_it_that_are_lost_do_not_mislead():
    later = TEXT[2:]
    words = same_words(TEXT, later)
    assert words[2] == 0
    region = Region(0.09, 0.24, 0.2, 0.05)  # around the fifth word
    moved = carried(region, boxes(12), boxes(10), words)
    assert moved.left == pytest.approx(boxes(10)[2].left - 0.01)


def test_a_word_that_was_misread_is_the_same():
    words = same_words(TEXT, ["Le", "lieutenanl", "declare", *TEXT[3:]])
    assert words[1] == 1
    assert words[2] == 2


@pytest.mark.parametrize("later", [[], ["tout", "autre", "chose"]], ids=["none", "others"])
def test_a_region_whose_words_are_gone_stays_as_it_was(later):
    region = Region(0.29, 0.19, 0.4, 0.05)
    assert carried(region, boxes(12), boxes(len(later)), same_words(TEXT, later)) == region


def test_a_region_without_words_stays_as_it_was():
    region = Region(0.8, 0.8, 0.1, 0.1)
    assert carried(region, boxes(12), boxes(12, left=0.2), same_words(TEXT, TEXT)) == region


def test_words_that_were_found_at_the_wrong_place_do_not_stretch_it():
    far = [*boxes(5), *boxes(7, left=0.02, top=0.9, scale=0.2)]
    region = Region(0.65, 0.19, 0.3, 0.1)  # the fourth word and the eighth
    assert carried(region, boxes(12), far, same_words(TEXT, TEXT)) == region


SHARES = st.floats(0, 0.5)


@given(SHARES, SHARES, st.floats(0.01, 0.5), st.floats(0.01, 0.5), SHARES, SHARES)
def test_a_region_is_always_on_the_page(left, top, width, height, aside, down):
    later = boxes(12, left=aside, top=down)
    moved = carried(Region(left, top, width, height), boxes(12), later, same_words(TEXT, TEXT))
    assert min(moved.left, moved.top) >= 0
    assert min(moved.width, moved.height) > 0
    assert moved.width <= 1 - moved.left
    assert moved.height <= 1 - moved.top
