"""The readers of this process: as many as it may have, lent to one thread at a time.

Their child processes stay warm from one loan to the next.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from casefiles.reading.reader import Reader

_places = threading.BoundedSemaphore(settings.READERS)
# The last one given back is lent first: with little to do only one child is kept warm.
_free: queue.LifoQueue[Reader] = queue.LifoQueue()


@contextmanager
def reader() -> Iterator[Reader]:
    """A reader for the length of the block; waits where all are lent."""
    with _places:
        try:
            lent = _free.get_nowait()
        except queue.Empty:
            lent = new_reader()
        try:
            yield lent
        finally:
            _free.put(lent)


def new_reader() -> Reader:
    """A reader whose end the caller looks after; its child starts with the first file."""
    return Reader(settings.TESSDATA, memory_limit=settings.READER_MEMORY_BYTES)
