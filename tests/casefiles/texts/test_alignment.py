"""The n-th box belongs to the n-th word, whatever becomes of the words."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefiles.reading.words import Box, pack, unpack
from casefiles.texts import alignment
from casefiles.texts.alignment import NOWHERE, boxes_for, stretches

words = st.lists(
    st.sampled_from(["le", "quai", "est", "désert", "x", "procès-verbal"]), max_size=30
)


def line_of(*texts, top=0.1, width=0.1):
    """Boxes of words beside each other, a gap of 0.02 between them."""
    return [
        Box(0.1 + place * (width + 0.02), top, width, 0.02, 0.9) for place, _ in enumerate(texts)
    ]


def boxed(text):
    old = text.split()
    return old, line_of(*old)


def test_it_works():
    old, boxes = boxed("le quaj est désert")
    made = boxes_for(["le", "quai", "est", "désert"], old, boxes)
    assert [made[0], *made[2:]] == [boxes[0], *boxes[2:]]
    assert made[1] == boxes[1]._replace(confidence=None)


@given(words, words, st.integers(-3, 3))
def test_each_word_has_one_box_on_the_page(old, new, missing):
    boxes = [Box(0.9 * n / 40, n % 5 / 10, 0.02, 0.05, 0.5) for n in range(len(old) + missing)]
    made = boxes_for(new, old, boxes)
    assert len(made) == len(new)
    assert len(unpack(pack(made))) == len(new)
    for box in made:
        assert box.left >= 0
        assert box.top >= 0
        assert box.width >= 0
        assert box.left + box.width <= 1 + 1e-9
        assert box.top + box.height <= 1 + 1e-9


@given(words, words)
def test_words_that_stay_keep_their_boxes(old, new):
    boxes = [Box(n / 40, 0.1, 0.02, 0.05, 0.5) for n in range(len(old))]
    made = boxes_for(new, old, boxes)
    for piece in stretches(old, new):
        if piece.same:
            assert made[piece.new_start : piece.new_end] == boxes[piece.start : piece.end]
        else:
            assert all(box.confidence is None for box in made[piece.new_start : piece.new_end])


@given(words, words)
def test_stretches_are_all_of_both_texts(old, new):
    found = stretches(old, new)
    assert [word for s in found for word in old[s.start : s.end]] == old
    assert [word for s in found for word in new[s.new_start : s.new_end]] == new
    for stretch in found:
        if stretch.same:
            assert old[stretch.start : stretch.end] == new[stretch.new_start : stretch.new_end]
    assert all(one.same is not other.same for one, other in itertools.pairwise(found))


def test_a_word_for_several_is_where_they_were():
    old, boxes = boxed("le c ou rrier part")
    [_, one, _] = boxes_for(["le", "courrier", "part"], old, boxes)
    assert one.left == pytest.approx(boxes[1].left)
    assert one.left + one.width == pytest.approx(boxes[3].left + boxes[3].width)


def test_several_for_a_word_share_its_place_by_length():
    old, boxes = boxed("le quaidésert dort")
    _, first, second, _ = boxes_for(["le", "quai", "désert", "dort"], old, boxes)
    assert (first.left, first.width) == pytest.approx((boxes[1].left, boxes[1].width * 4 / 10))
    assert (second.left, second.width) == pytest.approx((first.left + first.width, 0.1 * 6 / 10))


def test_a_word_for_several_in_two_lines_is_in_one_of_them():
    old = ["dé", "barcadère", "fin"]
    places = [(0.9, 0.1, 0.05), (0.1, 0.2, 0.3), (0.5, 0.2, 0.1)]
    boxes = [Box(left, top, width, 0.02, 0.9) for left, top, width in places]
    made = boxes_for(["débarcadère", "fin"], old, boxes)
    assert made[0][:4] == pytest.approx(boxes[1][:4])


def test_words_put_in_between_are_in_the_gap():
    old = ["le", "désert"]
    boxes = [Box(0.1, 0.1, 0.1, 0.02, 0.9), Box(0.6, 0.1, 0.1, 0.02, 0.9)]
    made = boxes_for(["le", "quai", "est", "désert"], old, boxes)
    assert made[1].left == pytest.approx(0.2)
    assert made[1].width == pytest.approx(0.4 * 4 / 7)
    assert made[2].left + made[2].width == pytest.approx(0.6)


def test_where_there_is_no_gap_they_share_the_place_of_the_word_before():
    old = ["le", "désert"]
    boxes = [Box(0.1, 0.1, 0.1, 0.02, 0.9), Box(0.1, 0.2, 0.1, 0.02, 0.9)]
    made = boxes_for(["le", "quai", "désert"], old, boxes)
    assert made[1] == boxes[0]._replace(confidence=None)


def test_words_of_a_page_without_any_are_nowhere():
    assert boxes_for(["tout", "neuf"], [], []) == [NOWHERE, NOWHERE]


def test_what_is_too_long_to_be_compared_counts_as_changed(monkeypatch):
    monkeypatch.setattr(alignment, "LARGEST_COMPARED", 3)
    old, boxes = boxed("début un deux trois fin")
    new = ["début", "un", "2", "trois", "quatre", "fin"]
    assert [s.same for s in stretches(old, new)] == [True, False, True]
    made = boxes_for(new, old, boxes)
    assert (made[0], made[-1], len(made)) == (boxes[0], boxes[-1], 6)
