import json
import time
from types import SimpleNamespace

import pytest
import redis
from celery import Celery
from django.db import transaction
from kombu.exceptions import OperationalError

from casefiles import queue


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    monkeypatch.setattr(queue, "_away_until", 0.0)


@pytest.fixture
def published(monkeypatch) -> list[tuple]:
    messages: list[tuple] = []

    def send_task(task, args, countdown, priority):
        messages.append((task, args, countdown))

    monkeypatch.setattr(queue, "current_app", SimpleNamespace(send_task=send_task))
    return messages


@pytest.fixture
def away(monkeypatch) -> list[str]:
    """The queue does not answer; what was tried all the same."""
    tried: list[str] = []

    def send_task(task, args, countdown, priority):
        tried.append(task)
        raise OperationalError("away")

    monkeypatch.setattr(queue, "current_app", SimpleNamespace(send_task=send_task))
    return tried


@pytest.fixture
def queue_emptied(queue_server):
    """The queue server of the run, emptied before and after."""
    client = redis.Redis(unix_socket_path=str(queue_server))
    client.flushall()
    yield queue_server
    client.flushall()
    client.close()


@pytest.mark.django_db(transaction=True)
def test_it_works(queue_emptied):
    queue.send(queue.READ_PAGES, [1, 2])
    queue.send(queue.READ_PAGES, [3])
    assert queue.length(queue.PAGES) == 2


@pytest.fixture
def worker(queue_emptied):
    """What a worker takes of the queue next, None where it is empty."""
    app = Celery(broker=f"redis+socket://{queue_emptied}", set_as_current=False)
    with app.connection() as line, line.channel() as channel:

        def take():
            message = channel.basic_get(queue.PAGES, no_ack=True)
            return message and json.loads(message.body)[0][0]

        yield take


@pytest.mark.django_db(transaction=True)
def test_what_is_looked_at_is_taken_first_then_what_is_wanted_soon(worker):
    queue.send(queue.READ_TURN, "in turn", priority=queue.IN_TURN)
    queue.send(queue.READ_PAGES, [1], priority=queue.SOON)
    queue.send(queue.READ_PAGES, [2], priority=queue.SOON)
    queue.send(queue.READ_PAGES, [3], priority=queue.LOOKED_AT)
    assert [worker() for _ in range(5)] == [[3], [1], [2], "in turn", None]


@pytest.mark.django_db(transaction=True)
def test_the_length_is_that_of_all_priorities_or_of_some(queue_emptied):
    for priority in (queue.LOOKED_AT, queue.SOON, queue.SOON, queue.IN_TURN):
        queue.send(queue.READ_PAGES, [1], priority=priority)
    assert queue.length(queue.PAGES) == 4
    assert queue.length(queue.PAGES, queue.SOON) == 2
    assert queue.length(queue.PAGES, queue.SOON, queue.IN_TURN) == 3


@pytest.mark.django_db(transaction=True)
def test_one_turn_waits_however_often_it_is_called(queue_emptied):
    queue.send(queue.READ_PAGES, [1], priority=queue.SOON)
    for _ in range(3):
        queue.call()
    assert queue.length(queue.PAGES, queue.IN_TURN) == 1


@pytest.mark.django_db(transaction=True)
def test_a_turn_is_called_once_there_is_something_to_see(published, monkeypatch):
    monkeypatch.setattr(queue, "length", lambda name, *priorities: 0)
    with transaction.atomic():
        queue.call("that one")
        assert published == []
    assert published == [(queue.READ_TURN, ("that one",), None)]


@pytest.mark.django_db(transaction=True)
def test_a_process_that_works_itself_calls_nobody(published):
    with queue.work_is_done_here():
        queue.call()
    assert published == []


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_before_the_commit(published):
    with transaction.atomic():
        queue.send("a.task", 1, countdown=5)
        assert published == []
    assert published == [("a.task", (1,), 5)]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_sent(published):
    with transaction.atomic():
        queue.send("a.task")
        transaction.set_rollback(True)
    assert published == []


@pytest.mark.django_db(transaction=True)
def test_with_the_queue_away_nothing_is_raised(away):
    queue.send("a.task")
    assert away == ["a.task"]


@pytest.mark.django_db(transaction=True)
def test_with_the_queue_away_not_every_message_waits_in_vain(away, monkeypatch):
    for _ in range(300):
        queue.send("a.task")
    assert away == ["a.task"]
    monkeypatch.setattr(queue, "_away_until", time.monotonic())
    queue.send("a.task")
    assert away == ["a.task", "a.task"]


@pytest.mark.django_db
def test_without_a_server_the_length_is_not_known(settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    began = time.monotonic()
    assert queue.length(queue.PAGES) is None
    assert time.monotonic() - began < 2


@pytest.mark.django_db(transaction=True)
def test_a_process_that_works_itself_sends_nothing(published):
    with queue.work_is_done_here():
        assert queue.is_done_here()
        queue.send("a.task")
    assert published == []
    assert not queue.is_done_here()
    queue.send("a.task")
    assert len(published) == 1


def test_work_is_queued_again_after_a_failure_here():
    with pytest.raises(ZeroDivisionError), queue.work_is_done_here():
        1 / 0  # noqa: B018
    assert not queue.is_done_here()
