from datetime import timedelta

import pytest
from django.utils import timezone

from casefiles import queue
from casefiles.ingest.claims import claimant, lease
from casefiles.ingest.sweep import PLANNED_WITHIN, sweep
from casefiles.models import Page, Volume
from casefiles.reading.reasons import Reason
from casefiles.states import PageState, VolumeState
from tests.factories import CaseFileFactory, PageFactory, VolumeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def length(monkeypatch):
    """How many messages wait of each priority, 0 unless the test says otherwise."""
    waiting: dict[int, int | None] = {queue.SOON: 0, queue.IN_TURN: 0}
    monkeypatch.setattr(queue, "length", lambda name, priority: waiting[priority])
    return waiting


def page(state=PageState.WAITING, **attributes) -> Page:
    return PageFactory(state=state, text="", text_version=0, **attributes)


def stuck(**attributes) -> Page:
    return page(reason=Reason.NO_MODEL, **attributes)


TURN = (queue.READ_TURN, "")


def received(age: timedelta, **attributes) -> Volume:
    volume = VolumeFactory(state=VolumeState.RECEIVED, **attributes)
    Volume.objects.filter(pk=volume.pk).update(created_at=timezone.now() - age)
    return volume


def test_it_works(sent):
    """A message was lost: pages wait, and no queue knows of them."""
    volume = VolumeFactory()
    for _ in range(3):
        page(volume=volume)
    sweep()
    assert sent == [TURN]
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
    assert sent == [TURN]


def test_pages_in_work_are_left_alone(sent):
    page(PageState.READING, claimed_by=claimant(), claimed_at=timezone.now())
    sweep()
    assert sent == []


def test_while_a_turn_waits_no_other_is_called(sent, length):
    page()
    length[queue.IN_TURN] = 1
    sweep()
    assert sent == []
    length[queue.IN_TURN] = 0
    sweep()
    assert sent == [TURN]


def test_of_pages_that_wait_for_the_operator_one_is_tried(sent):
    one, other = VolumeFactory(), VolumeFactory()
    tried = [stuck(volume=one), stuck(volume=other), stuck(volume=other, options={"a": 1})]
    stuck(volume=one)
    stuck(volume=other)
    sweep()
    assert sorted(sent) == [(queue.READ_PAGES, [row.pk]) for row in tried]


def test_nor_is_it_tried_again_while_it_waits_to_be(sent, length):
    stuck()
    length[queue.SOON] = 1
    sweep()
    assert sent == []


def test_pages_are_released_even_while_messages_wait(length):
    overdue = timezone.now() - lease() - timedelta(seconds=1)
    lost = page(PageState.READING, claimed_by="another-machine:1:1", claimed_at=overdue)
    length[queue.IN_TURN] = 1
    sweep()
    lost.refresh_from_db()
    assert lost.state == PageState.WAITING


def test_with_the_queue_away_nothing_is_lost(length):
    waiting = [page(), stuck()]
    length.update({queue.SOON: None, queue.IN_TURN: None})
    sweep()
    for row in waiting:
        row.refresh_from_db()
        assert row.state == PageState.WAITING


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
