"""The days that a text names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.facts.dates import MOST, days_in, in_words

MARCH = date(2019, 3, 14)


@pytest.mark.parametrize(
    "text",
    [
        "le 14 mars 2019 à huit heures",
        "le 14/03/2019.",
        "du 14.03.2019",
        "14-03-2019",
        "2019-03-14",
        "March 14, 2019",
        "14th of March, 2019",
        "le quatorze mars deux mille dix-neuf",
        "le quatorze mars 2019",
        "L'an deux mille dix-neuf, le quatorze mars à huit heures",
        "L’an 2019 et le jeudi 14 mars",
        "le 14\nmars\n2019",
        "I4 mars 2O19",
        "14 MARS 2019",
    ],
)
def test_however_it_is_written(text):
    assert days_in(text) == [MARCH]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er mars 2019", date(2019, 3, 1)),
        ("le premier juin deux mille dix-sept", date(2017, 6, 1)),
        ("3 févr. 2018", date(2018, 2, 3)),
        ("le 20 août 1999", date(1999, 8, 20)),
        ("l'an mil neuf cent quatre-vingt-dix-neuf, le vingt et un août", date(1999, 8, 21)),
    ],
)
def test_firsts_short_months_and_words(text, day):
    assert days_in(text) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2019",
        "14 mars",
        "mars 2019",
        "14/03/19",  # of which century?
        "14/03/1019",
        "N° 2017/000306",
        "le 06.39.98.00.00",
        "version 10.14.03.2019",
        "mai 2019 jusqu'à 2020",
        "",
    ],
)
def test_what_is_no_day(text):
    assert days_in(text) == []


def test_each_once_and_in_order():
    text = "Le 2 mai 2019, puis le 1er mai 2019, et le 02/05/2019."
    assert days_in(text) == [date(2019, 5, 1), date(2019, 5, 2)]


def test_a_page_of_nothing_but_dates_is_cut_short():
    text = " ".join(f"{day:02}/{month:02}/{year}" for year in range(1950, 1990)
                    for month in range(1, 13) for day in (1, 2))  # fmt: skip
    assert len(days_in(text)) == MOST


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("deux mille dix-neuf", 2019),
        ("mil neuf cent quatre-vingts", 1980),
        ("soixante et onze", 71),
        ("quatre-vingt-dix-neuf", 99),
        ("mille", 1000),
    ],
)
def test_numbers_in_words(words, number):
    assert in_words(words) == number


@given(st.text(alphabet="0123456789IiLlOo|/.- ,'marseptjuinandeuxmilévgtq\n", max_size=80))
def test_whatever_is_there_is_read_without_an_error(text):
    assert all(1900 <= day.year <= 2100 for day in days_in(text))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("le 1ı mars 2019", date(2019, 3, 11)),
        ("le 12 mars 20ı9", date(2019, 3, 12)),
        ("l'an 20İ9, le 2 mars", date(2019, 3, 2)),
    ],
)
def test_every_form_of_an_i_is_a_one(text, day):
    assert days_in(text) == [day]


@given(st.text("0123456789IiLlOoıİ| /.-", max_size=12), st.sampled_from(["mars", "MAI", "juin"]))
def test_nothing_beside_a_month_breaks_it(around, month):
    days_in(f"le {around} {month} {around}, l'an {around}, le {around} {month}")
