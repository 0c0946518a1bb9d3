from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from investigations.access import allowed
from investigations.models import Grant, Person
from investigations.roles import Action, Role
from tests.factories import CaseFileFactory, InvestigationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def investigation():
    return InvestigationFactory(name="Canal")


def run(*words):
    said = StringIO()
    call_command("grant", *words, stdout=said)
    return said.getvalue()


def test_it_works(investigation):
    person = PersonFactory(username="bruno")
    run("bruno", "editor", "--investigation", "Canal")
    assert allowed(person, Action.ANNOTATE, investigation)
    assert not allowed(person, Action.MANAGE_ACCESS, investigation)
    assert Grant.objects.get().granted_by is None


def test_a_person_who_is_missing_is_created_without_a_password(investigation):
    assert "changepassword" in run("bruno", "reader", "--investigation", "Canal")
    person = Person.objects.get(username="bruno")
    assert not person.has_usable_password()
    assert allowed(person, Action.VIEW, investigation)


def test_until_a_day_is_until_its_end(investigation):
    day = timezone.localdate() + timedelta(days=3)
    run("bruno", "reader", "--investigation", "Canal", "--until", f"{day}")
    until = timezone.localtime(Grant.objects.get().until)
    assert (until.date(), until.hour, until.minute) == (day, 23, 59)


def test_until_today_works(investigation):
    run("bruno", "reader", "--investigation", "Canal", "--until", f"{timezone.localdate()}")
    assert allowed(Person.objects.get(), Action.VIEW, investigation)


def test_until_a_moment(investigation):
    day = timezone.localdate() + timedelta(days=3)
    run("bruno", "reader", "--investigation", "Canal", "--until", f"{day}T18:00")
    until = timezone.localtime(Grant.objects.get().until)
    assert (until.date(), until.hour, until.minute) == (day, 18, 0)


def test_a_case_file_of_it_opens(investigation):
    case_file = CaseFileFactory(investigation=investigation)
    run("bruno", "reader", "--investigation", "Canal")
    assert allowed(Person.objects.get(), Action.VIEW, case_file)


@pytest.mark.parametrize("until", ["demain", "2020-01-01", "2999-02-30", "2020-01-01T18:00", "12"])
def test_an_end_that_cannot_be_is_refused_and_nobody_is_created(investigation, until):
    with pytest.raises(CommandError):
        run("bruno", "reader", "--investigation", "Canal", "--until", until)
    assert not Grant.objects.exists()
    assert not Person.objects.exists()


def test_an_unknown_role_is_refused(investigation):
    with pytest.raises(CommandError):
        run("bruno", "owner", "--investigation", "Canal")


def test_an_unknown_investigation_is_refused():
    with pytest.raises(CommandError):
        run("bruno", "reader", "--investigation", "Canal")
    assert not Person.objects.exists()


def test_a_name_that_two_bear_is_refused(investigation):
    InvestigationFactory(name="Canal")
    with pytest.raises(CommandError):
        run("bruno", "reader", "--investigation", "Canal")
    assert not Grant.objects.exists()


def test_the_last_admin_made_less_is_refused(investigation):
    run("bruno", "admin", "--investigation", "Canal")
    with pytest.raises(CommandError):
        run("bruno", Role.READER, "--investigation", "Canal")
    assert allowed(Person.objects.get(), Action.MANAGE_ACCESS, investigation)
