import pytest

from investigations.models import Grant
from investigations.roles import Role
from investigations.services.grants import end, give
from search.indexing import index_case_file
from search.lists import asking
from search.lists.counting import carry_on
from search.lists.lines import read_lines
from search.lists.variants import Ways
from tests.factories import PersonFactory, case_file_with_pages


def dossier(*texts, **attributes):
    case_file = case_file_with_pages(*texts, **attributes)
    index_case_file(case_file.pk)
    return case_file


def asked_for(owner, *names, title="Témoins", ways=None, **given):
    """A list that waits to be counted."""
    lines = read_lines("\n".join(names)).lines
    return asking.create(owner, title, lines, ways=ways or Ways(), **given)


def counted(owner, *names, **given):
    """A list that has been counted to its end."""
    name_list = asked_for(owner, *names, **given)
    count(name_list)
    return name_list


def count(name_list):
    """Count to the end, however many turns that takes; how many they were."""
    name_list.refresh_from_db()
    turn, turns = name_list.turn, 0
    while turn is not None:
        turn = carry_on(name_list.pk, turn)
        turns += 1
    name_list.refresh_from_db()
    return turns


def revoke(person, case_file):
    """Take away what was given on the investigation of a case file."""
    [grant] = Grant.objects.filter(
        person=person, target_id=case_file.investigation_id, ended_at=None
    )
    end(grant)


@pytest.fixture
def port():
    return dossier(
        "Entendu Martin Dupuis sur le quai.",
        "Le nommé DUPUIS Martin, né à Brest.",
        "Remis à M. Dupuis.",
        "Rien.",
        name="Port",
    )


@pytest.fixture
def canal():
    return dossier("Anne de Kerven et Martin Dupuis.", name="Canal")


@pytest.fixture
def alix(port, canal):
    person = PersonFactory(username="alix")
    for case_file in (port, canal):
        give(person, Role.READER, case_file.investigation)
    return person
