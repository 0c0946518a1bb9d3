"""Wanted: a page that somebody is looking at is read before all others."""

from __future__ import annotations

import logging

import redis
from django.core.cache import cache

from casefiles.ingest.claims import ready
from casefiles.models import Page
from casefiles.queue import LOOKED_AT, READ_PAGES, send
from casefiles.states import PageState

logger = logging.getLogger(__name__)

NEXT = 2  # pages after it: they will be turned to while it is read
AGAIN_AFTER = 5  # seconds for which a page is not asked for once more


def want_now(page: Page) -> None:
    """Have a page read at once, and the next ones after it, if it still waits."""
    if page.state != PageState.WAITING:
        return
    try:
        if not cache.add(f"wanted:{page.pk}", 1, timeout=AGAIN_AFTER):
            return
    except (redis.RedisError, OSError):
        logger.warning("The cache is away")
        return  # and so is the queue, which is the same server
    numbers = range(page.number, page.number + NEXT + 1)
    near = ready().filter(case_file=page.case_file_id, number__in=numbers)
    for page_id in near.order_by("number").values_list("pk", flat=True):
        send(READ_PAGES, [page_id], priority=LOOKED_AT)
