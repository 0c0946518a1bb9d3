"""Hand pages out for reading, in chunks."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from casefiles.queue import READ_PAGES, send

# A file stays open in the reader through a chunk. Beyond this size nothing is won by it.
LARGEST_CHUNK = 24


def hand_out(page_ids: Sequence[int]) -> None:
    """Queue pages for reading, neighbours together, in the order given."""
    for chunk in chunks(page_ids):
        send(READ_PAGES, chunk)


def chunks(page_ids: Sequence[int]) -> Iterator[list[int]]:
    """The pages in chunks that shrink towards the end, so that all cores finish together.

    Each takes half of a core's share of what is left: guided self-scheduling, Polychronopoulos
    and Kuck, IEEE Transactions on Computers C-36 (1987).
    """
    cores = os.cpu_count() or 1
    at = 0
    while at < len(page_ids):
        left = len(page_ids) - at
        size = max(1, min(LARGEST_CHUNK, left // (2 * cores)))
        yield list(page_ids[at : at + size])
        at += size
