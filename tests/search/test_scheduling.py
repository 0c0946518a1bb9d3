from types import SimpleNamespace

import pytest
import redis
from django.core.cache import cache

from casefiles import queue
from casefiles.models import CaseFile, Page
from casefiles.signals import page_text_changed
from casefiles.states import PageState
from search import scheduling, tasks
from search.engine import engine
from search.engines.base import IndexBusy
from search.indexing import index_case_file
from search.scheduling import EAGER_PAGES, INDEX, LONGEST_WAIT, schedule, taken_up
from tests.factories import PageFactory, case_file_with_pages
from tests.search.indexes import damage

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(queue_emptied, monkeypatch) -> list[tuple]:
    """What has been put into the queue: (case file, seconds to wait)."""
    messages: list[tuple] = []

    def send_task(task, args, countdown, priority):
        assert task == INDEX
        messages.append((*args, countdown))

    monkeypatch.setattr(queue, "current_app", SimpleNamespace(send_task=send_task))
    # Nothing is committed in these tests.
    monkeypatch.setattr(queue, "transaction", SimpleNamespace(on_commit=lambda send: send()))
    return messages


@pytest.fixture
def queue_emptied(queue_server):
    """The queue server, which is the cache's too, emptied."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def cache_away(monkeypatch):
    def nobody(*args, **options):
        raise redis.ConnectionError("away")

    monkeypatch.setattr(scheduling, "cache", SimpleNamespace(add=nobody, delete=nobody))


def test_it_works(sent):
    case_file = case_file_with_pages("Un canal.")
    schedule(case_file.pk)
    assert sent == [(str(case_file.pk), 0.0)]


def test_new_text_schedules_its_case_file(sent):
    case_file = case_file_with_pages("Un canal.")
    page_text_changed.send(Page, case_file_id=case_file.pk, numbers=[1])
    assert sent == [(str(case_file.pk), 0.0)]


def being_read() -> CaseFile:
    """A case file of which some pages can be found, and some are still to be read."""
    case_file = case_file_with_pages(*["Un canal."] * (EAGER_PAGES + 2))
    case_file.pages.exclude(number=1).update(indexed_version=1)
    PageFactory(volume=case_file.volumes.get(), state=PageState.WAITING, text_version=0)
    return case_file


def test_one_message_at_a_time(sent):
    first, second = being_read(), being_read()
    for case_file in (first, second, first, second):
        schedule(case_file.pk)
    assert [key for key, _wait in sent] == [str(first.pk), str(second.pk)]


def test_what_comes_after_the_message_arrived_needs_another(sent):
    case_file = being_read()
    schedule(case_file.pk)
    taken_up(case_file.pk)
    schedule(case_file.pk)
    assert len(sent) == 2


def test_the_first_pages_do_not_wait_and_later_ones_wait_for_company(sent):
    case_file = being_read()
    case_file.pages.filter(number__gt=EAGER_PAGES).update(indexed_version=0)
    schedule(case_file.pk)
    taken_up(case_file.pk)
    case_file.pages.filter(number__lte=EAGER_PAGES + 1).update(indexed_version=1)
    schedule(case_file.pk)
    assert [wait for _key, wait in sent] == [0.0, LONGEST_WAIT]


def test_the_last_pages_wait_for_nobody(sent):
    case_file = being_read()
    schedule(case_file.pk)
    case_file.pages.filter(state=PageState.WAITING).update(state=PageState.READ, text_version=1)
    schedule(case_file.pk)
    assert [wait for _key, wait in sent] == [LONGEST_WAIT, 0.0]


def test_at_least_so_long(sent):
    case_file = case_file_with_pages("Un canal.")
    schedule(case_file.pk, at_least=1.5)
    assert sent == [(str(case_file.pk), 1.5)]


def test_with_the_cache_away_a_message_is_sent_once_too_often(cache_away, sent):
    case_file = case_file_with_pages("Un canal.")
    schedule(case_file.pk)
    schedule(case_file.pk)
    taken_up(case_file.pk)
    assert len(sent) == 2


def test_a_process_that_works_itself_schedules_nothing(sent):
    with queue.work_is_done_here():
        schedule(case_file_with_pages("Un canal.").pk)
    assert sent == []


def test_the_task_indexes(sent):
    case_file = case_file_with_pages("Un canal.")
    schedule(case_file.pk)
    tasks.index(str(case_file.pk))
    assert engine().numbers(str(case_file.pk)) == {1}
    schedule(case_file.pk)
    assert len(sent) == 2


def test_an_index_that_is_busy_is_asked_for_again_a_little_later(sent, monkeypatch):
    def busy(key):
        raise IndexBusy

    monkeypatch.setattr(tasks, "index_case_file", busy)
    case_file = case_file_with_pages("Un canal.")
    tasks.index(str(case_file.pk))
    assert sent == [(str(case_file.pk), tasks.BUSY)]


def test_the_sweep_brings_back_what_is_behind(sent):
    behind = case_file_with_pages("Un canal.")
    done = case_file_with_pages("Un pont.")
    index_case_file(done.pk)
    tasks.sweep()
    assert [key for key, _wait in sent] == [str(behind.pk)]


def test_a_message_that_went_with_its_worker_is_sent_again(sent):
    case_file = being_read()
    index_case_file(case_file.pk)
    case_file.pages.filter(number=1).update(text_version=2)
    schedule(case_file.pk)
    tasks.sweep()
    assert len(sent) == 1
    tasks.sweep(worker_lost=True)
    assert len(sent) == 2


@pytest.mark.parametrize("kind", ["deleted", "truncated"])
def test_the_sweep_brings_back_what_is_damaged(kind, sent):
    case_file = case_file_with_pages("Un canal.")
    index_case_file(case_file.pk)
    damage(case_file, kind)
    tasks.sweep()
    assert [key for key, _wait in sent] == [str(case_file.pk)]
    tasks.index(sent[0][0])
    assert engine().numbers(str(case_file.pk)) == {1}


def test_the_sweep_leaves_a_busy_index_alone(sent, monkeypatch):
    def busy(key):
        raise IndexBusy

    monkeypatch.setattr(tasks, "mend", busy)
    case_file = case_file_with_pages("Un canal.")
    tasks.sweep()
    assert [key for key, _wait in sent] == [str(case_file.pk)]


def test_the_sweep_does_not_look_at_every_index_each_time(sent, monkeypatch):
    monkeypatch.setattr(tasks, "LOOKED_AT", 2)
    looked_at = []
    monkeypatch.setattr(tasks, "mend", looked_at.append)
    for _ in range(4):
        index_case_file(case_file_with_pages("Un canal.").pk)
    tasks.sweep()
    assert len(set(looked_at)) == 2
