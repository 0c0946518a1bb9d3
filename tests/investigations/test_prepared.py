from datetime import timedelta

import pytest
from django.db.models import CharField, DateTimeField, Value
from django.utils import timezone

from investigations.models import Investigation, Person
from investigations.prepared import Given, Prepared
from tests.factories import InvestigationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def named():
    name = Given("name", CharField())
    return Person.objects.filter(username=name).order_by().values_list("pk", "username")


def test_it_works():
    first, other = PersonFactory(username="premiere"), PersonFactory(username="autre")
    question = Prepared(named)
    assert question.rows(name="premiere") == [(first.pk, "premiere")]
    assert question.rows(name="autre") == [(other.pk, "autre")]


def test_each_time_the_database_is_asked(django_assert_num_queries):
    person = PersonFactory(username="premiere")
    question = Prepared(named)
    assert question.rows(name=person.username)
    person.delete()
    with django_assert_num_queries(1):
        assert question.rows(name=person.username) == []


def test_it_is_put_into_sql_once():
    put = []

    def told():
        put.append(None)
        return named()

    question = Prepared(told)
    assert question.rows(name="une") == question.rows(name="deux") == []
    assert len(put) == 1


@pytest.mark.parametrize("name", ["' OR 1=1 --", "%s", "%", '"', "é"])
def test_a_value_is_a_value(name):
    PersonFactory()
    person = PersonFactory(username=name)
    assert Prepared(named).rows(name=name) == [(person.pk, name)]


def test_values_are_written_as_the_database_has_them():
    InvestigationFactory()
    until = Given("until", DateTimeField())
    rows = Prepared(
        lambda: Investigation.objects.filter(created_at__lte=until).values_list(Value(1))
    )
    assert len(rows.rows(until=timezone.now())) == 1
    assert rows.rows(until=timezone.now() - timedelta(days=1)) == []


def test_a_value_that_is_missing_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        Prepared(named).rows()
