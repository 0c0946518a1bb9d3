import os
import socket
import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from casefiles.ingest.claims import (
    LOST_WORKERS,
    claim,
    claimant,
    claimed,
    give_back,
    lease,
    ready,
    release_dead,
    unstick,
)
from casefiles.ingest.read import SLICE
from casefiles.models import Page
from casefiles.reading.reasons import Reason
from casefiles.states import PageState
from tests.factories import PageFactory, VolumeFactory

pytestmark = pytest.mark.django_db

ELSEWHERE = "another-machine:4711:1"


@pytest.fixture
def dead() -> str:
    """A claimant of this machine whose process has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return f"{socket.gethostname()}:{process.pid}:1"


def pages(count: int, **attributes) -> list[Page]:
    volume = VolumeFactory()
    defaults = {"state": PageState.WAITING, "text": "", "text_version": 0, "source": ""}
    return [PageFactory(volume=volume, **(defaults | attributes)) for _ in range(count)]


def held_by(name: str, count: int = 1, **attributes) -> list[Page]:
    now = {"claimed_by": name, "claimed_at": timezone.now()}
    return pages(count, state=PageState.READING, **(now | attributes))


def keys(rows) -> list[int]:
    return [page.pk for page in rows]


def test_it_works():
    made = pages(3)
    taken = claim(keys(reversed(made)))
    assert [page.number for page in taken] == [1, 2, 3]
    for page in made:
        page.refresh_from_db()
        assert page.state == PageState.READING
        assert page.claimed_by == claimant()
        assert page.claimed_at is not None
        assert page.attempts == 0


def test_a_claimant_is_this_process_on_this_machine():
    assert claimant().startswith(f"{socket.gethostname()}:{os.getpid()}:")


def test_a_page_is_claimed_once():
    made = keys(pages(2))
    assert len(claim(made)) == 2
    assert claim(made) == []


def test_what_somebody_else_holds_is_left_out():
    theirs = held_by(ELSEWHERE)[0]
    mine = pages(1)[0]
    assert keys(claim([theirs.pk, mine.pk])) == [mine.pk]
    theirs.refresh_from_db()
    assert theirs.claimed_by == ELSEWHERE


@pytest.mark.parametrize("state", [PageState.READ, PageState.FAILED, PageState.READING])
def test_only_what_waits_is_claimed(state):
    assert claim(keys(pages(1, state=state))) == []


def test_pages_that_are_no_more_are_no_matter():
    assert claim([4711]) == []


def test_only_who_holds_a_page_counts_as_its_claimant():
    mine, theirs = pages(1)[0], held_by(ELSEWHERE)[0]
    claim([mine.pk])
    assert keys(claimed([mine.pk, theirs.pk])) == [mine.pk]


def test_what_is_given_back_waits_as_if_nothing_had_been():
    mine, theirs = held_by(claimant())[0], held_by(ELSEWHERE)[0]
    give_back([mine.pk, theirs.pk])
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, mine.claimed_by, mine.claimed_at) == (PageState.WAITING, "", None)
    assert mine.attempts == 0
    assert (theirs.state, theirs.claimed_by) == (PageState.READING, ELSEWHERE)


def test_what_waits_for_the_operator_is_not_ready():
    made = pages(1) + pages(1, reason=Reason.CRASHED)
    pages(1, reason=Reason.NO_MODEL)
    pages(1, state=PageState.READ)
    held_by(ELSEWHERE)
    assert keys(ready().order_by("pk")) == keys(made)


def test_what_waited_for_the_operator_is_ready_again():
    stuck = pages(2, reason=Reason.NO_MODEL)
    elsewhere = pages(1, reason=Reason.NO_MODEL)[0]
    unstick([stuck[0].case_file_id])
    assert keys(ready().order_by("pk")) == keys(stuck)
    elsewhere.refresh_from_db()
    assert elsewhere.reason == Reason.NO_MODEL


def test_pages_of_a_dead_process_wait_again(dead):
    left = held_by(dead, 2)
    assert sorted(release_dead()) == keys(left)
    for page in left:
        page.refresh_from_db()
        assert (page.state, page.claimed_by, page.claimed_at) == (PageState.WAITING, "", None)
        assert page.attempts == 1


def test_pages_of_a_living_process_are_left_to_it():
    mine = held_by(claimant())[0]
    init = held_by(f"{socket.gethostname()}:1:1")[0]  # lives, and is perhaps not ours to signal
    assert release_dead() == []
    assert keys(Page.objects.filter(state=PageState.READING)) == [mine.pk, init.pk]


def test_pages_of_another_machine_wait_again_after_the_lease():
    fresh = held_by(ELSEWHERE)[0]
    stale = held_by(ELSEWHERE, claimed_at=timezone.now() - lease() - timedelta(seconds=1))[0]
    assert release_dead() == [stale.pk]
    fresh.refresh_from_db()
    assert fresh.state == PageState.READING


@pytest.mark.parametrize("seconds", [1, 90, 1000])
def test_a_lease_is_longer_than_a_slice_with_a_slow_page_at_its_end(seconds, settings):
    settings.PAGE_SECONDS = seconds
    assert lease() > timedelta(seconds=SLICE + seconds)


def test_a_few_lost_workers_are_not_the_pages_fault(dead):
    left = held_by(dead, attempts=LOST_WORKERS - 2)[0]
    assert release_dead() == [left.pk]


def test_a_page_that_is_left_behind_each_time_has_failed(dead):
    poison = held_by(dead, attempts=LOST_WORKERS - 1)[0]
    assert release_dead() == []
    poison.refresh_from_db()
    assert (poison.state, poison.reason) == (PageState.FAILED, Reason.CRASHED)
    assert poison.claimed_by == ""


def test_releasing_twice_is_as_once(dead):
    held_by(dead)
    assert len(release_dead()) == 1
    assert release_dead() == []
    assert Page.objects.get().attempts == 1
