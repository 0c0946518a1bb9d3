import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape

from search.fields.table import FIELDS
from search.query.parse import understand
from search.query.tree import Where
from search.views.help import FIELD_MEANINGS, SECTIONS
from tests.factories import PersonFactory

WAYS = [way for section in SECTIONS for way in section.ways]


@pytest.mark.django_db
def test_it_works(client):
    client.force_login(PersonFactory())
    page = client.get(reverse("search:help"), headers={"Accept-Language": "en"})
    assert page.status_code == 200
    shown = page.content.decode()
    for way in WAYS:
        assert escape(str(way.meaning)) in shown
        assert all(f"<code>{escape(example)}</code>" in shown for example in way.examples)


@pytest.mark.parametrize("example", [example for way in WAYS for example in way.examples])
def test_what_is_shown_is_understood_as_it_is(example):
    assert understand(example).repairs == ()


def test_fields_are_those_that_answer_and_no_others():
    assert set(FIELD_MEANINGS) == {field.name for field in FIELDS}
    fields = next(section for section in SECTIONS if section.key == "fields")
    for field, way in zip(FIELDS, fields.ways, strict=True):
        for example in way.examples:
            asked = understand(example).tree
            assert isinstance(asked, Where)
            assert asked.field == field.name


@pytest.mark.parametrize(("english", "french"), [(" AND ", " ET "), (" OR ", " OU ")])
def test_french_operators_stand_beside_the_english_ones_and_mean_the_same(english, french):
    both = [way.examples for way in WAYS if any(english in example for example in way.examples)]
    assert both
    for examples in both:
        assert any(french in example for example in examples)
        assert len({understand(example).tree for example in examples}) == 1


def test_the_short_help_leads_to_the_whole():
    assert reverse("search:help") in render_to_string("search/_how_to.html")
