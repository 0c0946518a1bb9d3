import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.tolerance.confusions import CHANGED, LIKELY, LOST, POSSIBLE, distance

words = st.text(alphabet="abcdeilmnort01", max_size=9)


@pytest.mark.parametrize(
    ("asked", "read", "cost"),
    [
        ("carnet", "carnet", 0),
        ("carnet", "camet", LIKELY),
        ("camet", "carnet", LIKELY),
        ("2017", "2o17", LIKELY),
        ("comme", "cornrne", 2 * LIKELY),
        ("cote", "eote", POSSIBLE),
        ("gare", "gaxe", CHANGED),
        ("passage", "pasage", POSSIBLE),
        ("chose", "chosep", LOST),
        ("nm", "nnn", LIKELY),
    ],
)
def test_what_a_reading_costs(asked, read, cost):
    assert distance(asked, read, 9) == pytest.approx(cost)


@given(words, words)
def test_it_is_the_same_both_ways_and_nothing_only_for_the_same(one, other):
    assert distance(one, other, 99) == pytest.approx(distance(other, one, 99))
    assert (distance(one, other, 99) == 0) is (one == other)


@given(words, words, st.floats(0.1, 4))
def test_a_limit_changes_nothing_below_it(one, other, limit):
    whole = distance(one, other, 99)
    limited = distance(one, other, limit)
    assert limited == pytest.approx(whole) if whole <= limit else limited > limit
