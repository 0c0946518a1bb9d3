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

logger = logging.getLogger(__name__)

# Tasks are named here rather than imported: what sends them is what they call.
PLAN = "casefiles.tasks.plan"
READ_PAGES = "casefiles.tasks.read_pages"

PAGES = "pages"  # the queue of READ_PAGES; settings.CELERY_TASK_ROUTES

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


def send(task: str, *args: Any, countdown: float | None = None) -> None:
    """Queue a task once the current transaction is committed.

    Where the queue does not answer nothing is raised: the sweeper sends the work again.
    """

    def publish() -> None:
        global _away_until
        if _done_here or time.monotonic() < _away_until:
            return
        try:
            current_app.send_task(task, args=args, countdown=countdown)
        except (OperationalError, OSError, redis.RedisError) as error:
            _away_until = time.monotonic() + PAUSE
            logger.warning("The queue is away, %s will be sent later: %s", task, error)

    transaction.on_commit(publish)


def length(queue: str) -> int | None:
    """How many messages wait in a queue; None where the queue server does not answer."""
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1, retry=None
    )
    try:
        return int(client.llen(queue))
    except (redis.RedisError, OSError):
        return None
    finally:
        client.close()
