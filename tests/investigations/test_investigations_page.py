import pytest
from django.urls import reverse

from investigations.access import allowed
from investigations.models import Investigation
from investigations.roles import Action, Role
from investigations.services.grants import end, give
from tests.factories import CaseFileFactory, InvestigationFactory, PersonFactory, TeamFactory

pytestmark = pytest.mark.django_db
ADDRESS = reverse("investigations:list")


@pytest.fixture
def person(client):
    person = PersonFactory()
    client.force_login(person)
    return person


def listed(client):
    return {row.name: row.my_role for row in client.get(ADDRESS).context["investigations"]}


def test_it_works(client, person):
    answer = client.post(ADDRESS, {"name": "Canal"})
    started = Investigation.objects.get()
    assert (answer.status_code, answer.url) == (
        302,
        reverse("casefiles:investigation", args=[started.pk]),
    )
    assert started.created_by == person
    assert all(allowed(person, action, started) for action in Action)
    assert listed(client) == {"Canal": str(Role.ADMIN.label)}


def test_nothing_to_list(client, person):
    InvestigationFactory(name="Verger")
    answer = client.get(ADDRESS)
    assert not answer.context["investigations"]
    assert b"Verger" not in answer.content


def test_the_strongest_role_is_told(client, person):
    investigation, team = InvestigationFactory(name="Canal"), TeamFactory()
    person.groups.add(team)
    give(team, Role.EDITOR, investigation)
    give(person, Role.READER, investigation)
    assert listed(client) == {"Canal": str(Role.EDITOR.label)}


def test_an_ended_role_is_not_told(client, person):
    investigation = InvestigationFactory(name="Canal")
    give(person, Role.READER, investigation)
    grant = give(PersonFactory(), Role.ADMIN, investigation)
    end(grant.__class__.objects.get(person=person))
    assert listed(client) == {}


def test_a_case_file_alone_does_not_tell_its_investigation(client, person):
    case_file = CaseFileFactory(investigation__name="Verger")
    give(person, Role.ADMIN, case_file)
    assert b"Verger" not in client.get(ADDRESS).content
    assert b"Verger" not in client.get(case_file.get_absolute_url()).content


@pytest.mark.parametrize("name", ["", "   ", "n" * 201, "nul\x00"])
def test_a_name_that_cannot_be_is_refused(client, person, name):
    answer = client.post(ADDRESS, {"name": name})
    assert answer.status_code == 400
    assert answer.context["form"].errors
    assert not Investigation.objects.exists()


def test_a_name_that_exists_already_is_taken_without_a_word(client, person):
    """To refuse it would tell that somebody works on it."""
    InvestigationFactory(name="Canal")
    assert client.post(ADDRESS, {"name": "Canal"}).status_code == 302


def test_markup_in_a_name_is_shown_and_not_run(client, person):
    client.post(ADDRESS, {"name": "<img src=x onerror=alert(1)>"})
    shown = client.get(ADDRESS).content
    assert b"<img src=x" not in shown
    assert b"&lt;img src=x" in shown


def test_not_without_logging_in(client):
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer.url) == (302, f"{reverse('login')}?next={ADDRESS}")
