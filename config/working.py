"""Do the work of the workers in this process, where none is running."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import redis
from celery import current_app
from django.db import connection
from kombu.exceptions import OperationalError

from casefiles import queue
from casefiles.ingest.claims import release_dead, unstick
from casefiles.ingest.plan import plan
from casefiles.ingest.turns import read_some
from casefiles.models import CaseFile
from casefiles.readers import new_reader
from search.engines.base import IndexBusy
from search.indexing import index_case_file

NEEDED_QUEUES = {"celery", "index", "pages"}
INDEX_EVERY = 2.0  # seconds


class _AllServed(Exception):
    """There is a worker for every queue."""


def workers_answer() -> bool:
    """Whether there are workers for all that an ingest needs."""
    if queue.length(queue.PAGES) is None:
        return False
    served: set[str] = set()

    def note(answer: dict[str, list[dict[str, Any]]]) -> None:
        served.update(queue["name"] for queues in answer.values() for queue in queues)
        if served >= NEEDED_QUEUES:
            raise _AllServed  # else the whole time would be waited for more answers

    try:
        current_app.control.broadcast("active_queues", reply=True, timeout=2, callback=note)
    except _AllServed:
        return True
    except (OperationalError, redis.RedisError, OSError):
        pass
    return False


def read_here(case_file: CaseFile, tell: Callable[[], object]) -> None:
    """Plan, read and index a case file to the end, on all cores; `tell` is called meanwhile.

    A page that is worth another attempt gets it, so this ends when every page is read, has
    failed, or waits for something that is not on this machine.
    """
    with queue.work_is_done_here():
        release_dead()
        with closing(new_reader()) as reader:
            plan(case_file.pk, reader)
        unstick([case_file.pk])
        _read_on_all_cores(case_file, tell)
        while not _index(case_file):
            tell()
            time.sleep(INDEX_EVERY)
    tell()


def _read_on_all_cores(case_file: CaseFile, tell: Callable[[], object]) -> None:
    def read_on() -> None:
        # The pages are read in a child process; this thread waits for it and writes rows.
        try:
            with closing(new_reader()) as reader:
                while read_some(case_file.pk, reader):
                    pass
        finally:
            connection.close()

    threads = [threading.Thread(target=read_on) for _ in range(os.cpu_count() or 1)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        _index(case_file)
        tell()
        time.sleep(INDEX_EVERY if case_file.pages.searchable().exists() else 0.1)
    for thread in threads:
        thread.join()


def _index(case_file: CaseFile) -> bool:
    """Index what there is; False where another writer, a worker say, is at it."""
    try:
        index_case_file(case_file.pk)
    except IndexBusy:
        return False
    return True
