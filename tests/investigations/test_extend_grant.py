import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from investigations.models import Grant
from investigations.roles import Role
from investigations.services.grants import end, give
from investigations.services.investigations import start
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    admin = PersonFactory()
    client.force_login(admin)
    return admin


@pytest.fixture
def investigation(admin):
    return start("Canal", by=admin)


@pytest.fixture
def grant(admin, investigation):
    until = timezone.now() + timedelta(hours=1)
    return give(PersonFactory(), Role.READER, investigation, by=admin, until=until)


def extend(client, grant, until):
    key = grant.pk if isinstance(grant, Grant) else grant
    return client.post(reverse("investigations:extend-grant", args=[key]), {"until": until})


def levels(client, investigation):
    shown = client.get(investigation.access_url()).context["messages"]
    return [message.level_tag for message in shown]


def test_it_works(client, investigation, grant):
    later = timezone.localtime(timezone.now() + timedelta(days=5))
    answer = extend(client, grant, later.strftime("%Y-%m-%dT%H:%M"))
    assert (answer.status_code, answer.url) == (302, investigation.access_url())
    grant.refresh_from_db()
    assert grant.until == later.replace(second=0, microsecond=0)
    assert levels(client, investigation) == ["success"]


def test_an_empty_date_takes_the_end_away(client, grant):
    extend(client, grant, "")
    grant.refresh_from_db()
    assert grant.until is None


@pytest.mark.parametrize(
    "until", ["2020-01-01T00:00", "demain", "2999-13-01T00:00", "9" * 1000, "0001-01-01T00:00"]
)
def test_what_is_no_later_date_is_refused(client, investigation, grant, until):
    before = grant.until
    assert extend(client, grant, until).status_code == 302
    grant.refresh_from_db()
    assert grant.until == before
    assert levels(client, investigation) == ["error"]


def test_an_ended_grant_is_refused(client, admin, investigation, grant):
    end(grant, by=admin)
    extend(client, grant, "")
    assert levels(client, investigation) == ["error"]
    assert not Grant.objects.live().filter(pk=grant.pk).exists()


def test_ones_own_is_refused(client, admin, investigation):
    until_friday = PersonFactory()
    until = timezone.now() + timedelta(days=2)
    own = give(until_friday, Role.ADMIN, investigation, by=admin, until=until)
    client.force_login(until_friday)
    extend(client, own, "")
    own.refresh_from_db()
    assert own.until == until


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR])
def test_who_is_not_admin_is_refused(client, admin, investigation, grant, role):
    person = PersonFactory()
    give(person, role, investigation, by=admin)
    client.force_login(person)
    assert extend(client, grant, "").status_code == 403


def test_a_foreign_grant_is_as_one_that_is_not_there(client, admin):
    foreign = give(PersonFactory(), Role.READER, start("Verger"))
    there, not_there = extend(client, foreign, "demain"), extend(client, uuid.uuid4(), "demain")
    assert (there.status_code, there.content) == (404, not_there.content)
