import pytest

from casefiles import queue
from casefiles.ingest.handing import AHEAD, MOST_AHEAD, hand_out
from casefiles.queue import READ_PAGES, READ_TURN
from casefiles.states import PageState
from tests.factories import CaseFileFactory, PageFactory, VolumeFactory

pytestmark = pytest.mark.django_db


def waiting(count: int, case_file=None) -> list[int]:
    volume = VolumeFactory(case_file=case_file or CaseFileFactory())
    fresh = {"state": PageState.WAITING, "text": "", "text_version": 0}
    return [PageFactory(volume=volume, **fresh).pk for _ in range(count)]


def test_it_works(sent):
    """The first pages go ahead, each to whoever is free; the others are read in turn."""
    page_ids = waiting(AHEAD + 5)
    hand_out(page_ids)
    assert sent == [(READ_PAGES, [key]) for key in page_ids[:AHEAD]] + [(READ_TURN, "")]


def test_few_pages_need_no_turn(sent):
    page_ids = waiting(2)
    hand_out(page_ids)
    assert sent == [(READ_PAGES, [key]) for key in page_ids]


def test_nothing_is_sent_for_nothing(sent):
    hand_out([])
    assert sent == []


def test_hundreds_of_small_volumes_do_not_go_ahead_of_all_others(sent):
    case_file = CaseFileFactory()
    for _ in range(3 * MOST_AHEAD):
        hand_out(waiting(1, case_file))
    assert len([task for task, _what in sent if task == READ_PAGES]) == MOST_AHEAD
    latecomer = waiting(2)
    hand_out(latecomer)
    assert sent[-2:] == [(READ_PAGES, [key]) for key in latecomer]


def test_two_pages_behind_thousands_of_the_same_case_file_go_ahead(sent):
    case_file = CaseFileFactory()
    waiting(3 * MOST_AHEAD, case_file)
    latecomer = waiting(2, case_file)
    hand_out(latecomer)
    assert sent == [(READ_PAGES, [key]) for key in latecomer]


def test_a_process_that_works_itself_sends_nothing(sent):
    with queue.work_is_done_here():
        hand_out(waiting(10))
    assert sent == []
