"""What fields take, without a database."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.fields.table import FIELDS, field_named, read
from search.fields.values import Between, Cotes, Days, Span
from search.query.errors import Problem, QueryError
from search.query.tree import Where


def test_it_works():
    assert read("page", "12..40") == Where("page", Span(12, 40))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_example_can_be_read_and_written_again(field):
    for example in field.examples:
        name, _, value = example.partition(":")
        where = read(name, value.strip('"'))
        assert where is not None
        assert where.field == field.name
        assert hash(where)
        if field.name not in {"phone"}:  # written as it is in the index
            assert read(field.name, str(where.value)) == where


@pytest.mark.parametrize(
    ("name", "value", "means"),
    [
        ("PAGE", "12", Span(12, 12)),
        ("page", "12-40", Span(12, 40)),
        ("page", "..40", Span(1, 40)),
        ("tome", "2", 2),
        ("Volume", "Tome É", "tome e"),
        ("cote", "d12", Cotes("D", 12, 12)),
        ("cote", "D12/2", Cotes("D", 12, 12, 2)),
        ("cote", "D12 bis", Cotes("D", 12, 12, suffix="bis")),
        ("cote", "D12*", Cotes("D", begins="12")),
        ("cote", "D", Cotes("D")),
        ("cote", "D100..D200", Cotes("D", 100, 200)),
        ("cote", "D100..200", Cotes("D", 100, 200)),
        ("cote", "..D20", Cotes("D", 0, 20)),
        ("date", "2024", Days(date(2024, 1, 1), date(2024, 12, 31))),
        ("date", "2024-02", Days(date(2024, 2, 1), date(2024, 2, 29))),
        ("date", "14/03/2024", Days(date(2024, 3, 14), date(2024, 3, 14))),
        ("date", "2024-03..2024-05", Days(date(2024, 3, 1), date(2024, 5, 31))),
        ("date", "2024-03..", Days(date(2024, 3, 1), date.max)),
        ("téléphone", "+33 6 39 98 00 00", "#phone:0639980000"),
        ("avec", "notes", "note"),
        ("source", "couche", "layer"),
        ("source", "Corrigé", "edited"),
        ("confiance", ">=90 %", Between(0.9, None)),
        ("confidence", "<0.7", Between(None, 0.7, beyond=True)),
        ("confidence", "0.7", Between(0.695, 0.705)),
        ("confidence", "0,5..0,7", Between(0.5, 0.7)),
        ("auteur", "Dominique Ève", "dominique eve"),
    ],
)
def test_what_is_meant(name, value, means):
    where = read(name, value)
    assert where is not None
    assert where.value == means


@pytest.mark.parametrize("name", ["shape", "", "type", "person"])
def test_no_such_field(name):
    assert read(name, "round") is None
    assert field_named(name) is None


@pytest.mark.parametrize(
    "term",
    [
        "page:abc", "page:", "page:..", "page:40..12", "page:-1", "page:٣", "page:1..2..3",
        "cote:12", "cote:D12/2*", "cote:D20..A30", "cote:D200..D100", "cote:", "cote:..",
        "date:2024-13", "date:2024-02-30", "date:2024-05..2024-03", "date:yesterday", "date:0000",
        "phone:12", "phone:AB-123-CD", "has:wings", "source:heaven", "confidence:2",
        "confidence:low", "confidence:0.9..0.1", "note:!!", "author:", "volume: ",
    ],
)  # fmt: skip
def test_what_a_field_cannot_take(term):
    name, _, value = term.partition(":")
    with pytest.raises(QueryError) as error:
        read(name, value)
    assert error.value.code == Problem.BAD_VALUE
    assert error.value.fragment == term


@given(st.sampled_from([name for field in FIELDS for name in field.names]), st.text(max_size=30))
def test_any_value_is_read_or_refused(name, value):
    with contextlib.suppress(QueryError):
        where = read(name, value)
        assert where is not None
        assert hash(where)
        assert str(where.value)
