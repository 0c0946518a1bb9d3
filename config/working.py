"""Do the work of the workers in this process, where none is running."""

from __future__ import annotations

import os
import queue as thread_queue
import threading
import time
from collections.abc import Callable
from contextlib import closing

import redis
from celery import current_app
from django.db import connection
from kombu.exceptions import OperationalError

from casefiles import queue
from casefiles.ingest.claims import release_dead
from casefiles.ingest.handing import chunks
from casefiles.ingest.plan import plan
from casefiles.ingest.read import read_chunk
from casefiles.models import CaseFile
from casefiles.readers import new_reader
from casefiles.states import PageState
from search.engines.base import IndexBusy
from search.indexing import index_case_file

NEEDED_QUEUES = {"celery", "index", "pages"}
INDEX_EVERY = 2.0  # seconds


def workers_answer() -> bool:
    """Whether there are workers for all that an ingest needs."""
    if queue.length(queue.PAGES) is None:
        return False
    try:
        answers = current_app.control.inspect(timeout=2).active_queues() or {}
    except (OperationalError, redis.RedisError, OSError):
        return False
    served = {served["name"] for worker in answers.values() for served in worker}
    return served >= NEEDED_QUEUES


def read_here(case_file: CaseFile, tell: Callable[[], object]) -> None:
    """Plan, read and index a case file to the end, on all cores; `tell` is called meanwhile.

    A page that is worth another attempt gets it, so this ends when every page is read, has
    failed, or waits for something that is not on this machine.
    """
    with queue.work_is_done_here():
        release_dead()
        with closing(new_reader()) as reader:
            plan(case_file.pk, reader)
        while to_read := _waiting(case_file):
            _read_on_all_cores(case_file, to_read, tell)
            if _waiting(case_file) == to_read:
                break
        while not _index(case_file):
            tell()
            time.sleep(INDEX_EVERY)
    tell()


def _waiting(case_file: CaseFile) -> list[int]:
    waiting = case_file.pages.filter(state=PageState.WAITING).order_by("number")
    return list(waiting.values_list("pk", flat=True))


def _read_on_all_cores(
    case_file: CaseFile, page_ids: list[int], tell: Callable[[], object]
) -> None:
    work: thread_queue.SimpleQueue[list[int]] = thread_queue.SimpleQueue()
    for chunk in chunks(page_ids):
        work.put(chunk)

    def read_on() -> None:
        # The pages are read in a child process; this thread waits for it and writes rows.
        try:
            with closing(new_reader()) as reader:
                while True:
                    read_chunk(work.get_nowait(), reader)
        except thread_queue.Empty:
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
