"""Seconds until two pages are searchable that are uploaded behind a long scan."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

from benchmarks import samples
from benchmarks.client import Client
from benchmarks.course import counts
from benchmarks.installation import Installation, running
from benchmarks.measures.first_hit import EVERY, LONGEST, TooLongError, all_searchable, prepare
from benchmarks.measures.sizes import Sizes
from benchmarks.memory import Watch, megabytes
from benchmarks.table import Outcome, Row, target

WHAT = "Two pages behind a long scan"
TARGET = 15.0  # seconds
PAGES = 2
AT_WORK = 10  # pages searchable of the long scan: every reader is at it then


def measure(folder: Path, sizes: Sizes) -> Outcome:
    """Upload a long scan, and while it is read two pages: to another case file, to the same."""
    some = samples.scanned(folder / "some.pdf", min(sizes.scans, sizes.behind))
    long = samples.repeated(folder / "long.pdf", some, sizes.behind)
    short = samples.first_pages(folder / "short.pdf", some, PAGES)
    with running() as greffe, closing(Client(greffe.port)) as client:
        first, second = prepare(greffe, client, "Long", "Court")
        with Watch(greffe.roots) as watch:
            client.upload(_volumes(first), [long])
            before = _read_of(greffe, first, AT_WORK)
            sent = client.upload(_volumes(second), [short])
            elsewhere = all_searchable(greffe, second, PAGES)[0] - sent
            between = _read_of(greffe, first, before)
            sent = client.upload(_volumes(first), [_other(folder, some)])
            same = _last_pages_searchable(greffe, first, sizes.behind) - sent
            after = _read_of(greffe, first, between)
    what = f"From the end of upload of {PAGES} pages behind a scan of {sizes.behind}, to"
    memory = megabytes(watch.total)
    rows = [
        _row(f"{what} both searchable, in another case file", elsewhere, memory),
        _row(f"{what} both searchable, in the same case file", same, memory),
    ]
    remarks = [
        f"Of the long scan {before} pages were searchable when the first two came, {after} when "
        "the last two were found"
    ]
    return Outcome(rows, {"latecomers": watch.use}, remarks)


def _row(what: str, seconds: float, memory: str) -> Row:
    told = target(seconds <= TARGET, f"≤ {TARGET:.0f} s")
    return Row(what, "none", f"{seconds:.1f} s", "", told, memory)


def _volumes(case_file: str) -> str:
    return f"/casefiles/{case_file}/volumes/"


def _other(folder: Path, some: Path) -> Path:
    """Two pages that have not been read yet: else they would be known."""
    return samples.last_pages(folder / "other.pdf", some, PAGES)


def _read_of(greffe: Installation, case_file: str, least: int) -> int:
    """Wait until so many pages can be found; how many they are."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        searchable = counts(greffe, case_file)[2]
        if searchable >= least:
            return searchable
        time.sleep(EVERY)
    raise TooLongError(f"{least} pages did not become searchable")


def _last_pages_searchable(greffe: Installation, case_file: str, before: int) -> float:
    """The moment when the pages numbered after `before` can be found."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        if counts(greffe, case_file, after=before)[2] == PAGES:
            return time.monotonic()
        time.sleep(EVERY)
    raise TooLongError("the last pages did not become searchable")
