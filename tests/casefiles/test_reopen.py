from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from casefiles.reading.reasons import Reason
from casefiles.states import VolumeState
from investigations.models import AuditEvent
from investigations.roles import Role
from investigations.services import grants
from tests.factories import CaseFileFactory, PersonFactory, VolumeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case_file():
    return CaseFileFactory()


@pytest.fixture
def person(client, case_file):
    editor = PersonFactory()
    grants.give(editor, Role.EDITOR, case_file.investigation)
    client.force_login(editor)
    return editor


def refused(case_file, reason=Reason.NO_LIBREOFFICE, **attributes):
    return VolumeFactory(
        case_file=case_file, state=VolumeState.REFUSED, reason=reason, **attributes
    )


def reopen(client, volume):
    return client.post(reverse("casefiles:reopen", args=[volume.pk]))


def test_it_works(client, person, case_file):
    volume = refused(case_file, name="lettre.docx")
    other = refused(case_file)
    answer = reopen(client, volume)
    assert (answer.status_code, answer.url) == (302, case_file.get_absolute_url())
    volume.refresh_from_db()
    other.refresh_from_db()
    assert (volume.state, volume.reason) == (VolumeState.RECEIVED, "")
    assert other.state == VolumeState.REFUSED
    event = AuditEvent.objects.get(verb=AuditEvent.Verb.RETRY)
    assert (event.actor, event.details["name"]) == (person.username, "lettre.docx")


def test_the_page_offers_it_where_it_may_help(client, person, case_file):
    missing, locked = refused(case_file), refused(case_file, Reason.PASSWORD)
    shown = client.get(case_file.get_absolute_url()).content.decode()
    assert reverse("casefiles:reopen", args=[missing.pk]) in shown
    assert reverse("casefiles:reopen", args=[locked.pk]) not in shown


@pytest.mark.parametrize("reason", [Reason.PASSWORD, Reason.DAMAGED, Reason.EMPTY])
def test_what_would_end_as_before_is_left_alone(client, person, case_file, reason):
    volume = refused(case_file, reason)
    assert reopen(client, volume).status_code == 302
    volume.refresh_from_db()
    assert volume.state == VolumeState.REFUSED


def test_what_is_read_is_left_alone(client, person, case_file):
    volume = VolumeFactory(case_file=case_file)
    reopen(client, volume)
    volume.refresh_from_db()
    assert volume.state == VolumeState.PLANNED


def test_the_operator_reopens_all_that_waited_for_libreoffice():
    waiting = [refused(CaseFileFactory()), refused(CaseFileFactory())]
    slow = refused(waiting[0].case_file, Reason.TOO_SLOW)
    said = StringIO()
    call_command("reopen", "--reason", "no_libreoffice", stdout=said)
    assert said.getvalue().strip() == "Being opened again: 2."
    for volume in (*waiting, slow):
        volume.refresh_from_db()
    assert [volume.state for volume in waiting] == [VolumeState.RECEIVED] * 2
    assert slow.state == VolumeState.REFUSED
