from datetime import timedelta

import pytest
from django.utils import timezone

from casefiles import queue
from casefiles.ingest.claims import claimant, lease
from casefiles.ingest.sweep import PLANNED_WITHIN, sweep
from casefiles.models import Page, Volume
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


def page(state=PageState.WAITING, **attributes) -> Page:
    return PageFactory(state=state, text="", text_version=0, **attributes)


def read_soon(sent) -> list[list[int]]:
    return [chunk for task, chunk in sent if task == queue.READ_PAGES]


def received(age: timedelta, **attributes) -> Volume:
    volume = VolumeFactory(state=VolumeState.RECEIVED, **attributes)
    Volume.objects.filter(pk=volume.pk).update(created_at=timezone.now() - age)
    return volume


def test_it_works(sent):
    """A message was lost: the page waits, and no queue knows of it."""
    volume = VolumeFactory()
    lost = [page(volume=volume) for _ in range(3)]
    sweep()
    assert [key for chunk in read_soon(sent) for key in chunk] == [row.pk for row in lost]
    assert set(Page.objects.values_list("state", flat=True)) == {PageState.WAITING}


def test_nothing_to_do_sends_nothing(sent):
    for state in (PageState.READ, PageState.FAILED):
        page(state)
    VolumeFactory(state=VolumeState.REFUSED)
    sweep()
    assert sent == []


def test_pages_of_a_worker_that_is_gone_are_read_again(sent):
    overdue = timezone.now() - lease() - timedelta(seconds=1)
    lost = page(PageState.READING, claimed_by="another-machine:1:1", claimed_at=overdue)
    sweep()
    lost.refresh_from_db()
    assert lost.state == PageState.WAITING
    assert read_soon(sent) == [[lost.pk]]


def test_pages_in_work_are_left_alone(sent):
    page(PageState.READING, claimed_by=claimant(), claimed_at=timezone.now())
    sweep()
    assert sent == []


def test_pages_that_were_left_behind_before_go_alone(sent):
    volume = VolumeFactory()
    tried = [page(volume=volume, attempts=1) for _ in range(2)]
    new = [page(volume=volume) for _ in range(20)]
    sweep()
    chunks = read_soon(sent)
    assert [key for chunk in chunks for key in chunk] == [row.pk for row in new + tried]
    assert chunks[-2:] == [[tried[0].pk], [tried[1].pk]]


def test_while_messages_wait_no_more_are_added(sent, length):
    waiting = page()
    length.of_pages = 1
    sweep()
    assert sent == []
    length.of_pages = 0
    sweep()
    assert read_soon(sent) == [[waiting.pk]]


def test_pages_are_released_even_while_messages_wait(length):
    overdue = timezone.now() - lease() - timedelta(seconds=1)
    lost = page(PageState.READING, claimed_by="another-machine:1:1", claimed_at=overdue)
    length.of_pages = 7
    sweep()
    lost.refresh_from_db()
    assert lost.state == PageState.WAITING


def test_with_the_queue_away_nothing_is_lost(sent, length):
    waiting = page()
    length.of_pages = None
    sweep()
    assert sent == []
    waiting.refresh_from_db()
    assert waiting.state == PageState.WAITING


def test_a_worker_that_starts_plans_a_volume_that_has_just_come(sent):
    """It came before there was a worker: nobody else is about to plan it."""
    volume = received(timedelta(seconds=1))
    sweep()
    assert sent == []
    sweep(worker_lost=True)
    assert sent == [(queue.PLAN, str(volume.case_file_id))]


def test_a_forgotten_volume_is_planned(sent):
    volume = received(PLANNED_WITHIN + timedelta(seconds=1))
    sweep()
    assert sent == [(queue.PLAN, str(volume.case_file_id))]


def test_a_volume_just_received_is_left_to_its_own_message(sent):
    received(timedelta(0))
    sweep()
    assert sent == []


def test_volumes_of_one_case_file_are_planned_by_one_message(sent):
    case_file = CaseFileFactory()
    for _ in range(3):
        received(2 * PLANNED_WITHIN, case_file=case_file)
    sweep()
    assert sent == [(queue.PLAN, str(case_file.pk))]


def test_chunks_follow_the_order_of_the_pages(sent):
    case_files = [CaseFileFactory(), CaseFileFactory()]
    for number in (5, 2, 9):
        for case_file in case_files:
            page(volume=VolumeFactory(case_file=case_file), number=number)
    sweep()
    handed_out = [key for chunk in read_soon(sent) for key in chunk]
    numbers = [Page.objects.get(pk=key).number for key in handed_out]
    assert numbers == [2, 5, 9, 2, 5, 9]
