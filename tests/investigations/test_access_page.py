from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from investigations.access import allowed
from investigations.models import Grant
from investigations.roles import Action, Role
from investigations.services.grants import end, give
from investigations.services.investigations import start
from tests.factories import CaseFileFactory, PersonFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    admin = PersonFactory(username="alix")
    client.force_login(admin)
    return admin


@pytest.fixture
def investigation(admin):
    return start("Canal", by=admin)


def post(client, target, **given):
    return client.post(target.access_url(), {"role": "reader", **given})


def in_days(days):
    return timezone.localtime(timezone.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize("kind", ["investigation", "casefile"])
def test_it_works(client, admin, investigation, kind):
    target = (
        investigation if kind == "investigation" else CaseFileFactory(investigation=investigation)
    )
    person = PersonFactory(username="bruno")
    until = in_days(3)
    answer = post(client, target, holder="bruno", role="editor", until=until, reason="renfort")
    assert answer.status_code == 302
    assert answer.url == target.access_url()
    grant = Grant.objects.on(target).live().get(person=person)
    assert (grant.role, grant.reason, grant.granted_by) == ("editor", "renfort", admin)
    assert timezone.localtime(grant.until).strftime("%Y-%m-%dT%H:%M") == until
    assert allowed(person, Action.ANNOTATE, target)


def test_the_page_tells_who_has_and_who_had_access(client, admin, investigation):
    now, once = PersonFactory(username="bruno"), PersonFactory(username="chloe")
    live = give(now, Role.READER, investigation, by=admin)
    past = give(once, Role.READER, investigation, by=admin)
    end(past, by=admin)
    answer = client.get(investigation.access_url())
    assert live in answer.context["grants"]
    assert list(answer.context["past_grants"]) == [past]
    assert (answer.context["target"], answer.context["target_kind"]) == (
        investigation,
        "investigation",
    )
    assert {"bruno", "chloe"} <= set(answer.content.decode().replace("<", " ").split())


def test_a_team_of_somebody_else_does_not_exist(client, investigation):
    """The name of a team may tell of an investigation."""
    TeamFactory(name="Relecture")
    foreign = post(client, investigation, holder="Relecture")
    missing = post(client, investigation, holder="Inconnue")
    assert (foreign.status_code, missing.status_code) == (400, 400)
    assert not Grant.objects.exclude(team=None).exists()


def test_a_team_can_be_given_access(client, admin, investigation):
    team = TeamFactory(name="Relecture")
    admin.groups.add(team)
    assert post(client, investigation, holder="Relecture").status_code == 302
    assert Grant.objects.on(investigation).live().filter(team=team).exists()


def test_a_person_comes_before_a_team_of_the_same_name(client, investigation):
    team, person = TeamFactory(name="bruno"), PersonFactory(username="bruno")
    post(client, investigation, holder="bruno")
    assert Grant.objects.filter(person=person).exists()
    assert not Grant.objects.filter(team=team).exists()


@pytest.mark.parametrize(
    "given",
    [
        {"holder": "personne-de-ce-nom"},
        {"holder": ""},
        {"holder": "bruno\x00"},
        {"holder": "b" * 10_000},
        {"holder": "parti"},  # no longer active
        {"holder": "bruno", "role": "owner"},
        {"holder": "bruno", "role": ""},
        {"holder": "bruno", "until": "demain"},
        {"holder": "bruno", "until": "2020-01-01T00:00"},
        {"holder": "bruno", "until": "0001-01-01T00:00"},
        {"holder": "bruno", "until": "2999-02-30T00:00"},
        {"holder": "bruno", "until": "-1"},
        {"holder": "bruno", "reason": "r" * 201},
        {"holder": "alix"},  # oneself
    ],
)
def test_refused_with_the_form_and_nothing_given(client, investigation, given):
    PersonFactory(username="bruno")
    PersonFactory(username="parti", is_active=False)
    before = Grant.objects.count()
    answer = post(client, investigation, **given)
    assert answer.status_code == 400
    assert answer.context["form"].errors
    assert Grant.objects.count() == before


def test_names_are_escaped(client, admin, investigation):
    give(TeamFactory(name="<script>alert(1)</script>"), Role.READER, investigation, by=admin)
    assert b"<script>alert" not in client.get(investigation.access_url()).content


def test_an_unknown_name_is_escaped(client, investigation):
    assert b"<script>alert" not in post(client, investigation, holder="<script>alert(1)").content


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR])
def test_who_is_not_admin_is_refused(client, admin, investigation, role):
    person = PersonFactory()
    give(person, role, investigation, by=admin)
    client.force_login(person)
    assert client.get(investigation.access_url()).status_code == 403
    assert post(client, investigation, holder=person.username).status_code == 403


def test_an_admin_of_the_case_file_alone_decides_about_nothing_else(client, admin, investigation):
    case_file = CaseFileFactory(investigation=investigation, sealed=True)
    keyholder = PersonFactory()
    give(keyholder, Role.ADMIN, case_file)
    client.force_login(keyholder)
    assert client.get(case_file.access_url()).status_code == 200
    assert client.get(investigation.access_url()).status_code == 404
    PersonFactory(username="bruno")
    assert post(client, investigation, holder="bruno").status_code == 404


def test_sealing_shuts_the_investigation_out_and_keeps_who_sealed(client, admin, investigation):
    case_file = CaseFileFactory(investigation=investigation)
    other = PersonFactory()
    give(other, Role.ADMIN, investigation, by=admin)
    client.post(reverse("casefiles:seal", args=[case_file.pk]), {"sealed": "1"})
    case_file.refresh_from_db()
    assert case_file.sealed
    assert allowed(admin, Action.MANAGE_ACCESS, case_file)
    assert not allowed(other, Action.VIEW, case_file)


def test_unsealing_opens_it_to_the_investigation_again(client, admin, investigation):
    case_file = CaseFileFactory(investigation=investigation)
    other = PersonFactory()
    give(other, Role.READER, investigation, by=admin)
    seal = reverse("casefiles:seal", args=[case_file.pk])
    for sealed in ("1", "1", "0", "0"):  # each twice: no harm
        assert client.post(seal, {"sealed": sealed}).status_code == 302
    case_file.refresh_from_db()
    assert not case_file.sealed
    assert allowed(other, Action.VIEW, case_file)


def test_an_admin_with_an_end_does_not_lose_it_by_sealing(client, admin, investigation):
    """Until Friday means until Friday: sealing must not make somebody admin for good."""
    until_friday = PersonFactory()
    give(
        until_friday, Role.ADMIN, investigation, by=admin, until=timezone.now() + timedelta(days=2)
    )
    case_file = CaseFileFactory(investigation=investigation)
    client.force_login(until_friday)
    client.post(reverse("casefiles:seal", args=[case_file.pk]), {"sealed": "1"})
    endless = Grant.objects.on(case_file).live().filter(person=until_friday, until=None)
    assert not endless.exists()


def test_a_message_is_not_kept_in_a_cookie(client, investigation):
    """It would lie in the browser in the clear, and outlive the log-out."""
    PersonFactory(username="bruno")
    answer = post(client, investigation, holder="bruno")
    assert [str(m) for m in get_messages(answer.wsgi_request)]
    assert set(answer.cookies) <= {"sessionid", "csrftoken"}
