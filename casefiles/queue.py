"""The way into the task queue. It may be away: the database knows what is to do."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Iterator
from typing import Any

import redis
from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError
from kombu.transport.redis import Channel

logger = logging.getLogger(__name__)

# Tasks are named here rather than imported: what sends them is what they call.
PLAN = "casefiles.tasks.plan"
COMPARE = "casefiles.tasks.compare"
READ_PAGES = "casefiles.tasks.read_pages"
READ_TURN = "casefiles.tasks.read_turn"

PAGES = "pages"  # the queue of READ_PAGES and READ_TURN; settings.CELERY_TASK_ROUTES

# What is taken first. In Redis each priority is a list of its own, the lowest number before all
# others; kombu rounds down to one of its steps.
LOOKED_AT, SOON, IN_TURN = Channel.priority_steps[:3]

# For so long after the queue did not answer nothing is sent: a volume has hundreds of messages,
# and to wait in vain for each would take minutes.
PAUSE = 2.0  # seconds

_done_here = False
_away_until = 0.0  # on the monotonic clock


@contextlib.contextmanager
def work_is_done_here() -> Iterator[None]:
    """Within, nothing is queued: this process does all the work itself, in every thread."""
    global _done_here
    _done_here = True
    try:
        yield
    finally:
        _done_here = False


def is_done_here() -> bool:
    """Whether this process does the work itself."""
    return _done_here


def _is_shut() -> bool:
    """Whether nothing is sent, nor asked: the work is done here, or the queue did not answer."""
    return _done_here or time.monotonic() < _away_until


def send(
    task: str, *args: Any, countdown: float | None = None, priority: int | None = None
) -> None:
    """Queue a task once the current transaction is committed.

    Where the queue does not answer nothing is raised: the sweeper sends the work again.
    """

    def publish() -> None:
        global _away_until
        if _is_shut():
            return
        try:
            current_app.send_task(task, args=args, countdown=countdown, priority=priority)
        except (OperationalError, OSError, redis.RedisError) as error:
            _away_until = time.monotonic() + PAUSE
            logger.warning("The queue is away, %s will be sent later: %s", task, error)

    transaction.on_commit(publish)


def call(after: str = "") -> None:
    """Once the current transaction is committed: have a turn of reading wait, if none does.

    One is enough: whoever takes it calls the next as long as pages wait. It goes to the case
    file that follows the one whose key is `after`.
    """

    def publish() -> None:
        if _is_shut():
            return
        if not length(PAGES, IN_TURN):
            send(READ_TURN, after, priority=IN_TURN)

    transaction.on_commit(publish)


def somebody_goes_first() -> bool:
    """Whether pages wait that are to be read before whoever has their turn goes on."""
    if _is_shut():
        return False
    return bool(length(PAGES, LOOKED_AT, SOON))


def length(queue: str, *priorities: int) -> int | None:
    """How many messages wait in a queue, of these priorities or of all; None where the queue
    server does not answer."""
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1, retry=None
    )
    try:
        with client.pipeline(transaction=False) as asked:
            for priority in priorities or Channel.priority_steps:
                # As Channel._q_for_pri names them.
                asked.llen(f"{queue}{Channel.sep}{priority}" if priority else queue)
            return sum(asked.execute())
    except (redis.RedisError, OSError):
        return None
    finally:
        client.close()
