"""When a case file is indexed: at once while little of it is, then in batches.

A commit costs the more the larger the index, and takes the time from reading pages. So the
first pages go in one by one, later ones wait for company, and the last ones for nobody.
"""

from __future__ import annotations

import logging
from uuid import UUID

import redis
from django.core.cache import cache

from casefiles.models import Page
from casefiles.queue import is_done_here, send
from casefiles.states import PageState

logger = logging.getLogger(__name__)

INDEX = "search.tasks.index"
LONGEST_WAIT = 5.0  # seconds
EAGER_PAGES = 6  # as long as no more are indexed, nobody waits
FORGOTTEN_AFTER = 20  # seconds after which a message is taken to be lost


def schedule(case_file_id: UUID, *, at_least: float = 0.0) -> None:
    """Queue the indexing of a case file, to begin after `at_least` seconds, unless it is queued.

    Whether it is queued is remembered in the cache; with the cache away the message is sent
    once too often, which does no harm.
    """
    if is_done_here():
        return
    wait = max(_wait(case_file_id), at_least)
    try:
        is_first = cache.add(_key(case_file_id), 1, timeout=FORGOTTEN_AFTER)
        # A message that is to wait may be there. One that is not to wait comes before it, at
        # most once a second: a search that meets a broken index asks each time.
        if not is_first and (wait > 0 or not cache.add(f"{_key(case_file_id)}:now", 1, timeout=1)):
            return
    except (redis.RedisError, OSError):
        logger.warning("The cache is away")
    send(INDEX, str(case_file_id), countdown=wait)


def taken_up(case_file_id: UUID) -> None:
    """Say that the queued message has arrived: what comes from now on needs another."""
    try:
        cache.delete(_key(case_file_id))
    except (redis.RedisError, OSError):
        logger.warning("The cache is away")


def _key(case_file_id: UUID) -> str:
    return f"indexing:{case_file_id}"


def _wait(case_file_id: UUID) -> float:
    being_read = Page.objects.filter(
        case_file=case_file_id, state__in=[PageState.WAITING, PageState.READING]
    )
    if not being_read.exists():
        return 0.0
    indexed = Page.objects.filter(case_file=case_file_id, indexed_version__gt=0)
    few = len(indexed.order_by().values_list("pk")[: EAGER_PAGES + 1]) <= EAGER_PAGES
    return 0.0 if few else LONGEST_WAIT
