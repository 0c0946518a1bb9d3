import pytest

from casefiles.ingest.retry import retry_failed
from casefiles.models import Page
from casefiles.reading.reasons import Reason
from casefiles.states import PageState
from investigations.models import AuditEvent
from tests.factories import CaseFileFactory, PageFactory, PersonFactory, VolumeFactory

pytestmark = pytest.mark.django_db


def failed(volume, **attributes) -> Page:
    defaults = {"state": PageState.FAILED, "reason": Reason.CRASHED, "attempts": 3, "text": ""}
    return PageFactory(volume=volume, text_version=0, **(defaults | attributes))


def test_it_works(sent):
    volume, person = VolumeFactory(), PersonFactory()
    pages = [failed(volume) for _ in range(3)]

    assert retry_failed(volume.case_file, by=person) == 3

    for page in pages:
        page.refresh_from_db()
        assert (page.state, page.reason, page.attempts) == (PageState.WAITING, "", 0)
    assert [key for _task, chunk in sent for key in chunk] == [page.pk for page in pages]
    event = AuditEvent.objects.get(verb=AuditEvent.Verb.RETRY)
    assert (event.actor, event.details) == (person.username, {"pages": 3})


@pytest.mark.parametrize("state", [PageState.READ, PageState.READING, PageState.WAITING])
def test_only_failed_pages_are_read_again(state, sent):
    page = PageFactory(state=state)
    assert retry_failed(page.case_file, by=PersonFactory()) == 0
    page.refresh_from_db()
    assert page.state == state
    assert sent == []
    assert not AuditEvent.objects.exists()


def test_other_case_files_are_left_alone(sent):
    other = failed(VolumeFactory())
    assert retry_failed(CaseFileFactory(), by=PersonFactory()) == 0
    other.refresh_from_db()
    assert other.state == PageState.FAILED
    assert sent == []


def test_twice_is_as_once(sent):
    page = failed(VolumeFactory())
    retry_failed(page.case_file, by=PersonFactory())
    assert retry_failed(page.case_file, by=PersonFactory()) == 0
    assert len(sent) == 1
