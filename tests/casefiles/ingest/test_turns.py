import os
from types import SimpleNamespace
from uuid import UUID

import pytest

from casefiles import queue
from casefiles.ingest import read as reading_module
from casefiles.ingest import turns
from casefiles.ingest.claims import claim
from casefiles.ingest.read import SLICE
from casefiles.ingest.turns import LARGEST_CHUNK, next_pages, read_some, take_turn, whose_turn
from casefiles.models import CaseFile, Page
from casefiles.reading.reasons import Reason
from casefiles.states import PageState
from tests.casefiles.ingest.readers import ScriptedReader, reading
from tests.factories import CaseFileFactory, PageFactory, VolumeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def length(monkeypatch):
    """How many turns wait in the queue, 0 unless the test says otherwise."""

    class Length:
        turns = 0

    monkeypatch.setattr(queue, "length", lambda name, *priorities: Length.turns)
    return Length


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test sets forward."""

    class Clock:
        now = 1000.0

    stopped = SimpleNamespace(monotonic=lambda: Clock.now)
    for module in (turns, reading_module):
        monkeypatch.setattr(module, "time", stopped)
    return Clock


@pytest.fixture
def cores(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def case_file_with(waiting: int, **attributes) -> CaseFile:
    volume = VolumeFactory(case_file=CaseFileFactory())
    fresh = {"state": PageState.WAITING, "text": "", "text_version": 0, "boxes": b""}
    for _ in range(waiting):
        PageFactory(volume=volume, **(fresh | attributes))
    return volume.case_file


def numbers(page_ids: list[int]) -> list[int]:
    return [Page.objects.get(pk=key).number for key in page_ids]


def read_of(case_file: CaseFile) -> int:
    return case_file.pages.filter(state=PageState.READ).count()


def called(sent) -> list[str]:
    return [after for task, after in sent if task == queue.READ_TURN]


def test_it_works(sent):
    case_file = case_file_with(3)
    take_turn(None, ScriptedReader(reading("mot")))
    assert read_of(case_file) == 3
    assert called(sent) == [str(case_file.pk)]  # for other cores, while this one reads


def test_with_nothing_to_read_no_turn_follows(sent):
    case_file_with(1, reason=Reason.NO_MODEL)
    case_file_with(1, state=PageState.READING)
    take_turn(None, ScriptedReader(reading("mot")))
    assert sent == []


def test_a_turn_that_waits_already_is_enough(sent, length):
    case_file_with(2)
    length.turns = 1
    take_turn(None, ScriptedReader(reading("mot")))
    assert called(sent) == []


def test_the_case_files_have_their_turns_one_after_the_other():
    keys = sorted(case_file_with(1).pk for _ in range(3))
    case_file_with(1, state=PageState.FAILED)
    assert whose_turn(None) == keys[0]
    assert [whose_turn(key) for key in keys] == [keys[1], keys[2], keys[0]]
    assert whose_turn(UUID(int=0)) == keys[0]


def test_two_large_case_files_share_the_time(sent, clock):
    """Neither waits until the other is done, whichever came first."""
    both = [case_file_with(40), case_file_with(40)]

    def takes_time(_):
        clock.now += 1.0

    shares = []
    after = None
    for _ in range(6):
        take_turn(after, ScriptedReader(reading("mot"), meanwhile=takes_time))
        after = UUID(called(sent)[-1])
        shares.append([read_of(case_file) for case_file in both])
    assert [abs(one - other) for one, other in shares][1::2] == [0, 0, 0]
    assert sum(shares[-1]) == 6 * SLICE


def test_what_was_not_begun_in_a_slice_waits(clock, sent):
    case_file = case_file_with(100)

    def takes_time(_):
        clock.now += SLICE

    take_turn(None, ScriptedReader(reading("mot"), meanwhile=takes_time))
    assert read_of(case_file) == 1
    assert case_file.pages.filter(state=PageState.WAITING).count() == 99
    assert called(sent)[-1] == str(case_file.pk)


def test_within_a_slice_all_that_can_be_read_is_read():
    case_file = case_file_with(2 * LARGEST_CHUNK)
    assert read_some(case_file.pk, ScriptedReader(reading("mot", "layer")))
    assert read_of(case_file) == 2 * LARGEST_CHUNK
    assert not read_some(case_file.pk, ScriptedReader(reading("mot", "layer")))


@pytest.mark.parametrize(
    ("waiting", "taken"), [(0, 0), (1, 1), (3, 1), (7, 1), (8, 2), (40, 10), (100, LARGEST_CHUNK)]
)
def test_no_core_waits_long_for_the_last_one(waiting, taken, cores):
    """The fewer pages are left the fewer are taken at once, and the last ones one by one."""
    found = next_pages(case_file_with(waiting).pk)
    assert numbers(found) == list(range(1, taken + 1))


def test_what_another_reader_has_taken_is_passed_over(cores):
    case_file = case_file_with(12)
    first = next_pages(case_file.pk)
    claim(first)
    assert numbers(next_pages(case_file.pk)) == [4, 5]


def test_pages_that_were_left_behind_come_last_and_alone():
    """If one of them is the cause, it is the only one to be left behind again."""
    case_file = case_file_with(4)
    case_file.pages.filter(number__lte=2).update(attempts=1)
    asked = ScriptedReader(reading("mot"))
    while page_ids := next_pages(case_file.pk):
        assert len(page_ids) == 1 or not Page.objects.filter(pk__in=page_ids, attempts__gt=0)
        reading_module.read_chunk(page_ids, asked)
    assert [number for number, _languages in asked.asked] == [3, 4, 1, 2]


def test_a_page_that_fails_each_time_does_not_hold_up_its_turn():
    case_file = case_file_with(3)
    read_some(case_file.pk, ScriptedReader(Reason.CRASHED, reading("mot"), Reason.CRASHED))
    states = list(case_file.pages.order_by("number").values_list("state", "attempts"))
    assert states[0] == (PageState.FAILED, 3)
    assert case_file.pages.filter(state=PageState.WAITING).count() == 0


def test_after_a_case_file_that_is_no_more_the_turns_go_on():
    case_file = case_file_with(1)
    assert whose_turn(UUID(int=2**128 - 1)) == case_file.pk
