from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from casefiles import queue
from casefiles.ingest.progress import FAILURES_SHOWN, progress
from casefiles.models import Volume
from casefiles.reading.reasons import Reason
from casefiles.states import PageState, VolumeState
from tests.factories import CaseFileFactory, PageFactory, VolumeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def length(monkeypatch):
    """The number of messages that wait, 0 unless the test sets another one."""

    class Length:
        of_pages: int | None = 0

    monkeypatch.setattr(queue, "length", lambda name: Length.of_pages)
    return Length


def test_it_works():
    case_file = CaseFileFactory()
    first, second = VolumeFactory(case_file=case_file), VolumeFactory(case_file=case_file)
    PageFactory(volume=first, indexed_version=1)
    PageFactory(volume=first)
    PageFactory(volume=first, state=PageState.READING, text_version=0)
    PageFactory(volume=second, state=PageState.WAITING, text_version=0)
    PageFactory(volume=second, state=PageState.FAILED, text_version=0, reason=Reason.TOO_SLOW)
    PageFactory()  # of another case file

    now = progress(case_file)

    assert (now.total, now.waiting, now.reading, now.read, now.failed) == (5, 1, 1, 2, 1)
    assert now.searchable == 1
    assert [(v.volume, v.total, v.done, v.failed) for v in now.volumes] == [
        (first, 3, 2, 0),
        (second, 2, 1, 1),
    ]
    assert [(failure.number, failure.url) for failure in now.failures] == [
        (5, f"/casefiles/{case_file.pk}/pages/5/")
    ]
    assert now.busy
    assert now.can_retry


def test_an_empty_case_file_has_nothing_to_do():
    now = progress(CaseFileFactory())
    assert (now.total, now.volumes, now.failures, now.minutes_left) == (0, [], [], None)
    assert not now.busy
    assert now.settled
    assert not now.can_retry


def test_it_is_busy_until_the_last_text_can_be_found():
    page = PageFactory(text_version=2, indexed_version=1)
    assert progress(page.case_file).busy
    page.indexed_version = 2
    page.save()
    assert not progress(page.case_file).busy


def test_a_volume_whose_pages_are_not_counted_yet_is_work():
    volume = VolumeFactory(state=VolumeState.RECEIVED)
    assert progress(volume.case_file).busy
    assert not progress(volume.case_file).settled


def test_a_volume_that_is_planned_meanwhile_is_work():
    """Else a browser would take the case file for done, and ask no more."""
    volume = VolumeFactory(state=VolumeState.RECEIVED)
    asked = []

    def planned_after_the_first_question(execute, *question):
        answer = execute(*question)
        asked.append(question)
        if len(asked) == 1:
            PageFactory(volume=volume, state=PageState.WAITING, text_version=0)
            Volume.objects.filter(pk=volume.pk).update(state=VolumeState.PLANNED)
        return answer

    with connection.execute_wrapper(planned_after_the_first_question):
        assert progress(volume.case_file).busy
    assert len(asked) > 1


def test_a_refused_volume_says_why_and_is_no_work():
    volume = VolumeFactory(state=VolumeState.REFUSED, reason=Reason.PASSWORD)
    now = progress(volume.case_file)
    assert not now.busy
    assert now.volumes[0].message
    assert now.volumes[0].state_label


def test_a_page_without_its_language_model_says_why_and_settles():
    page = PageFactory(state=PageState.WAITING, reason=Reason.NO_MODEL, text_version=0)
    now = progress(page.case_file)
    assert (now.waiting, now.stuck, now.failed) == (1, 1, 0)
    assert [failure.number for failure in now.failures] == [page.number]
    assert now.failures[0].message
    assert now.busy
    assert now.settled


def test_no_more_than_the_first_failures_are_listed():
    volume = VolumeFactory()
    for _ in range(FAILURES_SHOWN + 1):
        PageFactory(volume=volume, state=PageState.FAILED, reason=Reason.DAMAGED, boxes=b"")
    now = progress(volume.case_file)
    assert now.failed == FAILURES_SHOWN + 1
    assert [failure.number for failure in now.failures] == list(range(1, FAILURES_SHOWN + 1))


def test_the_time_left_follows_from_the_pages_of_the_last_minute():
    volume = VolumeFactory()
    for seconds in (5, 30, 59, 61, 3600):
        read_at = timezone.now() - timedelta(seconds=seconds)
        PageFactory(volume=volume, read_at=read_at, indexed_version=1)
    for _ in range(7):
        PageFactory(volume=volume, state=PageState.WAITING, text_version=0)
    assert progress(volume.case_file).minutes_left == 3  # 7 pages at 3 a minute


def test_without_a_page_of_late_the_time_left_is_not_known():
    page = PageFactory(state=PageState.WAITING, text_version=0)
    assert progress(page.case_file).minutes_left is None


def test_it_says_when_the_queue_is_away(length):
    page = PageFactory(state=PageState.WAITING, text_version=0)
    assert not progress(page.case_file).queue_away
    length.of_pages = None
    assert progress(page.case_file).queue_away


def test_with_nothing_to_read_nobody_asks_for_the_queue(length):
    length.of_pages = None
    assert not progress(PageFactory(indexed_version=1).case_file).queue_away
