"""A search as a query string."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.answers import Order, Wanted
from search.saved.numbers import packed, unpacked
from search.saved.state import NO_CASE_FILE, BadState, read, written

KEYS = tuple(sorted(uuid.uuid4() for _ in range(2)))


def test_it_works():
    wanted = Wanted(
        "« sous couvert » ET 2019",
        within=KEYS,
        filters=(("page", "1..40"), ("source", "ocr")),
        order=Order.DATE,
        tolerant=False,
    )
    assert read(written(wanted)) == wanted


def test_a_plain_search_is_its_query_alone():
    assert written(Wanted("quai")) == "q=quai"


def test_the_same_search_is_written_the_same():
    one = Wanted("quai", within=KEYS, filters=(("page", "1"), ("source", "ocr")))
    other = Wanted("quai", within=KEYS[::-1], filters=(("source", "ocr"), ("page", "1")))
    assert written(one) == written(other)


def test_within_nothing_is_not_within_everything():
    assert read(written(Wanted("quai", within=()))).within == (NO_CASE_FILE,)


def test_what_is_no_part_of_a_search_is_left_out():
    assert read("q=quai&page=7&csrf=x") == Wanted("quai")


@pytest.mark.parametrize(
    "state",
    [
        "",
        "q=",
        "q=%2B",  # only a sign
        "q=quai&casefile=12",
        "q=quai&order=magic",
        "q=quai&f=nothing",
        "q=quai&f=page:abc",
        "q=quai&f=unknown:1",
        "q=quai" + "&f=page:1" * 500,
        "q=" + "x" * 1001,
        "q=quai&x=" + "y" * 20_000,
    ],
)
def test_what_the_search_page_would_not_send_is_refused(state):
    with pytest.raises(BadState):
        read(state)


@given(st.text(max_size=60))
def test_anything_is_read_or_refused(text):
    try:
        wanted = read(text)
    except BadState:
        return
    assert read(written(wanted)) == wanted


@given(st.sets(st.integers(0, 2**32 - 1)))
def test_packed_numbers_come_out_again(numbers):
    assert unpacked(packed(numbers)) == numbers
    assert unpacked(memoryview(packed(numbers))) == numbers
