"""The same volume once more: what has been read is not read again."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from benchmarks import samples
from benchmarks.client import Client
from benchmarks.installation import Installation, running
from benchmarks.measures.first_hit import all_searchable, prepare
from benchmarks.measures.sizes import Sizes
from benchmarks.memory import Watch
from benchmarks.table import Outcome, Row

WHAT = "The same scan a second time"


def measure(folder: Path, sizes: Sizes) -> Outcome:
    """Upload a scan to one case file, then, by the same person, to another one."""
    scan = samples.scanned(folder / "scan.pdf", sizes.scans)
    with running() as greffe, closing(Client(greffe.port)) as client:
        first, second = prepare(greffe, client, "Premier", "Second")
        once = _seconds(greffe, client, first, scan, sizes.scans)
        with Watch(greffe.roots) as watch:
            again = _seconds(greffe, client, second, scan, sizes.scans)
    row = Row(
        f"From the end of upload of {sizes.scans} scanned pages, to all searchable, second time",
        f"{once:.1f} s the first time",
        f"{again:.1f} s",
        f"{again / once:.2f}× the first time",
        "none set",
    )
    return Outcome([row], {"the same scan again": watch.use})


def _seconds(greffe: Installation, client: Client, case_file: str, scan: Path, pages: int) -> float:
    sent = client.upload(f"/casefiles/{case_file}/volumes/", [scan])
    return all_searchable(greffe, case_file, pages)[0] - sent
