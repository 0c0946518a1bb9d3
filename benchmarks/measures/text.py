"""Pages a second of text-layer ingest, against bare pdfium and bare Whoosh bulk indexing."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks import samples
from benchmarks.course import course
from benchmarks.installation import running
from benchmarks.measures.sizes import Sizes
from benchmarks.memory import Watch, megabytes
from benchmarks.table import Outcome, Row, middle
from config.folders import ROOT

WHAT = "Text-layer ingest, pages/s"


def measure(folder: Path, sizes: Sizes) -> Outcome:
    """Ingest born-digital pages with workers that are warm, and handle them bare, in turns."""
    pdf = samples.digital(folder / "digital.pdf", sizes.digital)
    warming = samples.first_pages(folder / "warming.pdf", pdf, 30 * (os.cpu_count() or 1))
    ours: list[float] = []
    floors: list[dict[str, Any]] = []
    remarks: list[str] = []
    with running() as greffe:
        greffe.ingest(warming, "Échauffement")
        with Watch(greffe.roots) as watch:
            for number in range(1, sizes.rounds + 1):
                name = f"Tour {number}"
                seconds = greffe.ingest(pdf, name)["seconds"]
                ours.append(sizes.digital / seconds)
                remarks.append(
                    f"Text-layer ingest, round {number}: {course(greffe, name, seconds)}"
                )
                floors.append(_bare(pdf, folder / f"bare-{number}"))
    bare = [floor["pages"] / floor["seconds"] for floor in floors]
    ratios = [mine / its for mine, its in zip(ours, bare, strict=True)]
    system = sum(group.most for group in watch.use.values())
    pages = sizes.digital * sizes.rounds
    everything = sum(group.cpu_seconds for group in watch.use.values())
    least = sum(floor["cpu_seconds"] for floor in floors)
    remarks.append(_parts(floors))
    return Outcome(
        [
            Row(
                WHAT,
                middle(bare, digits=0),
                middle(ours, digits=0),
                middle(ratios),
                "none set",
                f"floor {megabytes(max(floor['rss'] for floor in floors))}, "
                f"ours {megabytes(system)} with web and queue",
            ),
            Row(
                "Text-layer ingest, processor time a page",
                f"{1000 * least / pages:.1f} ms",
                f"{1000 * everything / pages:.1f} ms",
                f"{everything / least:.2f}× the floor's",
            ),
        ],
        {"text-layer ingest": watch.use},
        remarks,
    )


def _bare(pdf: Path, folder: Path) -> dict[str, Any]:
    """In a process of its own, so that its memory is its own."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.floor", str(pdf), str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def _parts(floors: list[dict[str, Any]]) -> str:
    text = statistics.median(floor["pages"] / floor["text_seconds"] for floor in floors)
    index = statistics.median(floor["pages"] / floor["index_seconds"] for floor in floors)
    return (
        f"Text-layer floor by parts: pdfium {text:.0f} pages/s, then Whoosh {index:.0f} pages/s, "
        "in one process"
    )
