"""Memory of the worker and its readers at a file of hundreds of megabytes."""

from __future__ import annotations

from pathlib import Path

from benchmarks import samples
from benchmarks.course import recognised
from benchmarks.installation import running
from benchmarks.measures.sizes import Sizes
from benchmarks.memory import MB, Watch, megabytes
from benchmarks.table import Outcome, Row, target

WHAT = "A heavy file"
TARGET = 350 * MB  # of the worker and its readers
NAME = "Lourd"
PICTURES = 10  # different ones


def measure(folder: Path, sizes: Sizes) -> Outcome:
    """Ingest scans of hundreds of megabytes that are not compressed."""
    some = samples.scanned(folder / "some.pdf", PICTURES)
    pdf = samples.heavy(folder / "heavy.pdf", some, sizes.heavy)
    with running() as greffe, Watch(greffe.roots) as watch:
        seconds = greffe.ingest(pdf, NAME)["seconds"]
        pages = len(recognised(greffe, NAME))
    worker = watch.use["pages"].most + watch.use["pages: readers"].most
    row = Row(
        f"Ingest of {pdf.stat().st_size / MB:.0f} MB of scans, peak memory of the worker "
        "and its readers",
        "none",
        megabytes(worker),
        "",
        target(worker < TARGET, f"< {megabytes(TARGET)}"),
    )
    remark = f"The heavy file: {pages} pages of {samples.page_count(pdf)} recognised, {seconds} s"
    return Outcome([row], {"a heavy file": watch.use}, [remark])
