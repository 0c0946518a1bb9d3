from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.closeness import close_windows, count_apart


def windows(text, parts, distance):
    """`text`: one letter a position; each part a string of the letters that answer it."""
    spots = list(enumerate(text))
    owners = {
        letter: [i for i, part in enumerate(parts) if letter in part]
        for letter in set("".join(parts))
    }
    told = [(at, letter) for at, letter in spots if letter in owners]
    return list(close_windows(told, owners, len(parts), distance))


@pytest.mark.parametrize(
    ("text", "parts", "distance", "expected"),
    [
        ("ab", ["a", "b"], 1, [(0, 1)]),
        ("ba", ["a", "b"], 1, [(0, 1)]),
        ("a-b", ["a", "b"], 1, []),
        ("a-b", ["a", "b"], 2, [(0, 2)]),
        ("a-b--a", ["a", "b"], 2, [(0, 2)]),
        ("a--b-a", ["a", "b"], 3, [(0, 3), (3, 5)]),
        ("a", ["a", "a"], 3, []),
        ("a-a", ["a", "a"], 2, [(0, 2)]),
        ("ab", ["a", "ab"], 1, [(0, 1)]),
        ("a-", ["a", "ab"], 1, []),
        ("abc", ["a", "b", "c"], 1, []),
        ("cab", ["a", "b", "c"], 2, [(0, 2)]),
        ("", ["a", "b"], 2, []),
    ],
)
def test_it_works(text, parts, distance, expected):
    assert windows(text, parts, distance) == expected


def test_what_overlaps_counts_once():
    assert count_apart([]) == 0
    assert count_apart([(0, 2), (1, 3), (3, 5), (6, 6)]) == 3


LETTERS = "abcd-"


@given(
    st.text(LETTERS, max_size=9),
    st.lists(st.text("abcd", min_size=1, max_size=3), min_size=1, max_size=3),
    st.integers(1, 5),
)
def test_there_is_one_where_a_plain_trial_finds_one(text, parts, distance):
    places = [(at, letter) for at, letter in enumerate(text) if letter != "-"]
    expected = any(
        max(at for at, _ in group) - min(at for at, _ in group) <= distance
        and all(letter in part for (_, letter), part in zip(group, parts, strict=True))
        for group in permutations(places, len(parts))
    )
    found = windows(text, parts, distance)
    assert bool(found) == expected
    assert all(0 <= first <= last <= first + distance for first, last in found)


@given(
    st.text("ab-", max_size=30),
    st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=12),
    st.integers(1, 12),
)
def test_of_many_alike_each_has_its_own(text, parts, distance):
    """Of two letters a trial needs no permutations: what wants one alone, and both together."""
    alone = [parts.count("a"), parts.count("b")]

    def fits(stretch):
        left = [stretch.count("a") - alone[0], stretch.count("b") - alone[1]]
        return min(left) >= 0 and sum(left) >= parts.count("ab")

    expected = any(fits(text[at : at + distance + 1]) for at in range(len(text)))
    assert bool(windows(text, parts, distance)) == expected
