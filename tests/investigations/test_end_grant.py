import uuid

import pytest
from django.urls import reverse

from investigations.models import Grant
from investigations.roles import Role
from investigations.services.grants import give
from investigations.services.investigations import start
from tests.factories import CaseFileFactory, PersonFactory, case_file_with_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    admin = PersonFactory()
    client.force_login(admin)
    return admin


@pytest.fixture
def investigation(admin):
    return start("Canal", by=admin)


def end(client, grant):
    key = grant.pk if isinstance(grant, Grant) else grant
    return client.post(reverse("investigations:end-grant", args=[key]))


def test_it_works(client, admin, investigation):
    grant = give(PersonFactory(), Role.READER, investigation, by=admin)
    answer = end(client, grant)
    assert (answer.status_code, answer.url) == (302, investigation.access_url())
    grant.refresh_from_db()
    assert (grant.ended_at is not None, grant.ended_by) == (True, admin)


def test_it_takes_effect_on_the_next_click(client, admin, investigation, django_user_model):
    case_file = case_file_with_pages("Le quai.", investigation=investigation)
    colleague = PersonFactory()
    grant = give(colleague, Role.READER, investigation, by=admin)
    theirs = type(client)()
    theirs.force_login(colleague)
    open_tab = case_file.pages.get().get_absolute_url()
    assert theirs.get(open_tab).status_code == 200
    end(client, grant)
    assert theirs.get(open_tab).status_code == 404


def test_twice_does_no_harm(client, admin, investigation):
    grant = give(PersonFactory(), Role.READER, investigation, by=admin)
    end(client, grant)
    assert end(client, grant).status_code == 302


def test_on_a_case_file(client, admin, investigation):
    case_file = CaseFileFactory(investigation=investigation)
    grant = give(PersonFactory(), Role.READER, case_file, by=admin)
    assert end(client, grant).url == case_file.access_url()
    assert not Grant.objects.on(case_file).live().exists()


def test_the_last_admin_stays(client, admin, investigation):
    grant = Grant.objects.on(investigation).get()
    assert end(client, grant).status_code == 302
    grant.refresh_from_db()
    assert grant.ended_at is None
    answer = client.get(investigation.access_url())
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_who_left_is_not_told_more(client, admin, investigation):
    """Having ended one's own access one lands where there is nothing, as anybody would."""
    give(PersonFactory(), Role.ADMIN, investigation, by=admin)
    answer = end(client, Grant.objects.on(investigation).get(person=admin))
    assert answer.status_code == 302
    assert client.get(investigation.access_url()).status_code == 404


def test_a_get_changes_nothing(client, admin, investigation):
    grant = give(PersonFactory(), Role.READER, investigation, by=admin)
    address = reverse("investigations:end-grant", args=[grant.pk])
    assert client.get(address).status_code == 405
    grant.refresh_from_db()
    assert grant.ended_at is None


def test_without_the_token_of_the_form_nothing_changes(admin, investigation, client):
    grant = give(PersonFactory(), Role.READER, investigation, by=admin)
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(admin)
    assert end(strict, grant).status_code == 403
    grant.refresh_from_db()
    assert grant.ended_at is None


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR])
def test_who_is_not_admin_is_refused(client, admin, investigation, role):
    person = PersonFactory()
    grant = give(person, role, investigation, by=admin)
    client.force_login(person)
    assert end(client, grant).status_code == 403


def test_a_foreign_grant_is_as_one_that_is_not_there(client, admin):
    foreign = give(PersonFactory(), Role.READER, start("Verger"))
    there, not_there = end(client, foreign), end(client, uuid.uuid4())
    assert (there.status_code, there.content) == (404, not_there.content)
    foreign.refresh_from_db()
    assert foreign.ended_at is None


def test_the_grant_of_a_case_file_sealed_to_oneself_is_as_one_that_is_not_there(
    client, admin, investigation
):
    sealed = CaseFileFactory(investigation=investigation, sealed=True)
    grant = give(PersonFactory(), Role.READER, sealed)
    there, not_there = end(client, grant), end(client, uuid.uuid4())
    assert (there.status_code, there.content) == (404, not_there.content)
