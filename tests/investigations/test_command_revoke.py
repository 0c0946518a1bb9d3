from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from investigations.access import allowed
from investigations.models import Grant
from investigations.roles import Action, Role
from investigations.services.grants import give
from tests.factories import CaseFileFactory, InvestigationFactory, PersonFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def investigation():
    investigation = InvestigationFactory(name="Canal")
    give(PersonFactory(), Role.ADMIN, investigation)
    return investigation


@pytest.fixture
def person():
    return PersonFactory(username="bruno")


def run(*words):
    said = StringIO()
    call_command("revoke", *words, stdout=said)
    return said.getvalue()


def test_it_works(investigation, person):
    give(person, Role.ADMIN, investigation)
    run("bruno", "--investigation", "Canal")
    assert not allowed(person, Action.VIEW, investigation)


def test_it_takes_every_case_file_of_the_investigation_with_it(investigation, person):
    for sealed in (True, False):
        case_file = CaseFileFactory(investigation=investigation, sealed=sealed)
        give(PersonFactory(), Role.ADMIN, case_file)
        give(person, Role.ADMIN, case_file)
    run("bruno", "--investigation", "Canal")
    assert not Grant.objects.live().filter(person=person).exists()


def test_another_investigation_is_left_alone(investigation, person):
    other = InvestigationFactory(name="Verger")
    give(person, Role.READER, other)
    give(person, Role.READER, investigation)
    run("bruno", "--investigation", "Canal")
    assert allowed(person, Action.VIEW, other)


def test_who_still_has_access_as_a_member_is_told(investigation, person):
    team = TeamFactory(name="Relecture")
    person.groups.add(team)
    give(team, Role.READER, investigation)
    give(person, Role.EDITOR, investigation)
    assert "Relecture" in run("bruno", "--investigation", "Canal")


def test_who_still_has_access_to_a_case_file_as_a_member_is_told(investigation, person):
    team = TeamFactory(name="Relecture")
    person.groups.add(team)
    give(team, Role.READER, CaseFileFactory(investigation=investigation, sealed=True))
    give(person, Role.EDITOR, investigation)
    assert "Relecture" in run("bruno", "--investigation", "Canal")


def test_who_sealed_a_case_file_that_is_open_again_loses_it_too(investigation, person):
    """Nobody else is admin of the case file itself; those of the investigation are enough."""
    give(person, Role.ADMIN, investigation)
    give(person, Role.ADMIN, CaseFileFactory(investigation=investigation))
    run("bruno", "--investigation", "Canal")
    assert not Grant.objects.live().filter(person=person).exists()


def test_what_cannot_be_taken_away_is_named_and_all_else_is_taken(investigation, person):
    sealed = CaseFileFactory(investigation=investigation, sealed=True, name="Carnets")
    give(person, Role.ADMIN, sealed)
    give(person, Role.READER, investigation)
    with pytest.raises(CommandError, match="Carnets"):
        run("bruno", "--investigation", "Canal")
    assert not allowed(person, Action.VIEW, investigation)
    assert allowed(person, Action.VIEW, sealed)


def test_who_has_no_access_is_refused(investigation, person):
    with pytest.raises(CommandError):
        run("bruno", "--investigation", "Canal")


def test_the_last_admin_is_refused(person):
    investigation = InvestigationFactory(name="Canal")
    give(person, Role.ADMIN, investigation)
    with pytest.raises(CommandError):
        run("bruno", "--investigation", "Canal")
    assert allowed(person, Action.VIEW, investigation)


@pytest.mark.parametrize(
    "words", [["chloe", "--investigation", "Canal"], ["bruno", "--investigation", "Verger"]]
)
def test_unknown_names_are_refused(investigation, person, words):
    with pytest.raises(CommandError):
        run(*words)
