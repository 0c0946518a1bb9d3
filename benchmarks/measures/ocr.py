"""Pages a second of OCR ingest, against N warm OCR processes on the same pages."""

from __future__ import annotations

import os
import statistics
from pathlib import Path

from benchmarks import samples
from benchmarks.course import course, recognised
from benchmarks.floor import OcrFloor
from benchmarks.installation import running
from benchmarks.measures.sizes import Sizes
from benchmarks.memory import Use, Watch, megabytes
from benchmarks.table import Outcome, Row, middle, target
from config.folders import TESSDATA

WHAT = "OCR ingest, pages/s"
WHOLE = "OCR ingest of the whole file, pages/s"  # the floor recognises all of its pages
TARGET = 0.9  # of the floor
WORKER_MEMORY = 400_000_000  # bytes
LANGUAGE = "fra"
WARMING = 4  # pages a core, read before anything is timed: every reader then has its engine


def measure(folder: Path, sizes: Sizes) -> Outcome:
    """Ingest a scan with workers that are warm, and read it bare, in turns."""
    cores = os.cpu_count() or 1
    pdf = folder / "scans.pdf"
    if sizes.pdf:
        samples.first_pages(pdf, sizes.pdf, sizes.most_of_pdf)
    else:
        samples.scanned(pdf, sizes.scans)
    warming = samples.first_pages(folder / "warming.pdf", pdf, WARMING * cores)
    count = samples.page_count(pdf)
    ours: list[float] = []
    bare: list[float] = []
    times: list[tuple[float, float]] = []  # seconds: the floor's for those pages, ours for all
    remarks: list[str] = []
    with running() as greffe, OcrFloor(pdf, cores, TESSDATA, LANGUAGE) as floor:
        greffe.ingest(warming, "Échauffement")
        with Watch(greffe.roots) as watch, Watch(floor.roots) as floor_watch:
            for number in range(1, sizes.rounds + 1):
                name = f"Tour {number}"
                seconds = greffe.ingest(pdf, name)["seconds"]
                pages = recognised(greffe, name)  # only these count, on both sides
                ours.append(len(pages) / seconds)
                remarks.append(f"OCR ingest, round {number}: {course(greffe, name, seconds)}")
                times.append((floor.seconds(pages), seconds))
                bare.append(len(pages) / times[-1][0])
        # Not watched: the processor time of both is that of the pages recognised.
        others = floor.seconds(sorted(set(range(1, count + 1)) - set(pages)))
    remarks.append(f"{len(pages)} of the {count} pages were recognised")
    read = len(pages) * sizes.rounds
    found = _outcome(ours, bare, read, watch.use, floor_watch.use, remarks)
    speeds = [(count / (least + others), count / seconds) for least, seconds in times]
    found.rows.insert(1, _whole(speeds))
    return found


def _whole(speeds: list[tuple[float, float]]) -> Row:
    """The row of the whole file, of which the floor recognises every page."""
    floor, ours = zip(*speeds, strict=True)
    ratios = [mine / its for its, mine in speeds]
    met = target(statistics.median(ratios) >= TARGET, f"≥ {TARGET}")
    return Row(WHOLE, middle(floor), middle(ours), middle(ratios), met)


def _outcome(
    ours: list[float],
    bare: list[float],
    read: int,
    use: dict[str, Use],
    floor_use: dict[str, Use],
    remarks: list[str],
) -> Outcome:
    ratios = [mine / its for mine, its in zip(ours, bare, strict=True)]
    engines = sum(engine.most for engine in floor_use.values())
    system = sum(group.most for group in use.values())
    readers = sum(group.cpu_seconds for name, group in use.items() if name.endswith("readers"))
    everything = sum(group.cpu_seconds for group in use.values())
    least = sum(engine.cpu_seconds for engine in floor_use.values())
    memory = f"floor {megabytes(engines)}, ours {megabytes(system)} with web, queue and index"
    worker = use["pages"].most + use["pages: readers"].most
    rows = [
        Row(
            WHAT,
            middle(bare),
            middle(ours),
            middle(ratios),
            target(statistics.median(ratios) >= TARGET, f"≥ {TARGET}"),
            memory,
        ),
        Row(
            "OCR ingest, processor time a page",
            f"{least / read:.2f} s",
            f"{everything / read:.2f} s, of which readers {readers / read:.2f} s",
            f"{everything / least:.2f}× the floor's",
        ),
        Row(
            "OCR ingest, peak memory of the worker and its readers",
            megabytes(engines),
            megabytes(worker),
            f"{worker / engines:.2f}× the floor's",
            target(worker < WORKER_MEMORY, f"< {megabytes(WORKER_MEMORY)}"),
        ),
    ]
    return Outcome(rows, {"OCR ingest": use, "OCR floor": floor_use}, remarks)
