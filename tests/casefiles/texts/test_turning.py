import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefiles.reading.words import Box
from casefiles.texts.turning import Region, turn_notes, turned, turned_boxes
from tests.factories import AnnotationFactory

part = st.floats(0, 1)


@pytest.mark.parametrize(
    ("clockwise", "where"),
    [
        (0, (0.1, 0.2, 0.3, 0.05)),
        (90, (0.75, 0.1, 0.05, 0.3)),
        (180, (0.6, 0.75, 0.3, 0.05)),
        (270, (0.2, 0.6, 0.05, 0.3)),
        (-90, (0.2, 0.6, 0.05, 0.3)),
    ],
)
def test_it_works(clockwise, where):
    assert turned(Region(0.1, 0.2, 0.3, 0.05), clockwise) == pytest.approx(where)


@given(part, part, part, part, st.sampled_from([90, 180, 270]))
def test_four_quarters_and_it_is_where_it_was(left, top, width, height, clockwise):
    region = Region(left, top, width * (1 - left), height * (1 - top))
    there = turned(region, clockwise)
    assert 0 <= there.left <= 1
    assert there.width <= 1 - there.left
    assert there.height <= 1 - there.top
    assert turned(there, 360 - clockwise) == pytest.approx(region, abs=1e-9)


def test_boxes_keep_their_confidence():
    assert turned_boxes([Box(0, 0, 0.5, 0.25, 0.7)], 180) == [Box(0.5, 0.75, 0.5, 0.25, 0.7)]


@pytest.mark.django_db
def test_notes_stay_where_they_are_on_the_paper():
    note = AnnotationFactory(left=0.1, top=0.2, width=0.3, height=0.05)
    elsewhere = AnnotationFactory(left=0.1, top=0.2, width=0.3, height=0.05)
    turn_notes(note.page_id, 90)
    note.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (note.left, note.top, note.width, note.height) == pytest.approx((0.75, 0.1, 0.05, 0.3))
    assert elsewhere.left == 0.1
