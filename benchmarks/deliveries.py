"""How well a second delivery is compared: `python -m benchmarks.deliveries [PDF] [--seed N]`.

Two deliveries are made of the pages of a dossier, the later one changed and scanned anew. Both go
through the whole of Greffe, files to comparison, in a folder of their own.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2

from benchmarks import machine
from benchmarks.installation import Installation
from benchmarks.redelivery import Truth, redeliver
from benchmarks.samples import mixed
from benchmarks.table import plain

PAGES = 60  # of the invented dossier
WANTED = 0.98
HEADINGS = ("kind", "pages", "found", "precision", "recall")


@dataclass(frozen=True)
class Score:
    """Pages of a kind: those that there are, those that were told, those told rightly."""

    kind: str
    there: int
    told: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.told if self.told else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 1.0

    @property
    def cells(self) -> list[str]:
        shares = [f"{self.precision:.3f}", f"{self.recall:.3f}"]
        return [self.kind, str(self.there), str(self.told), *shares]


def scores(truth: Truth, pages: list[dict[str, Any]], earlier_pages: int) -> list[Score]:
    """What was told against what is true; pages as `manage.py compare --json` tells them.

    `same` and `replaced` are right with the right partner only. Whether a blank page has moved
    nobody can say: such pages do not count.
    """
    told: dict[str, set[Any]] = {kind: set() for kind in ("same", "replaced", "new", "missing")}
    moved = set()
    for page in pages:
        later = page["later"] - earlier_pages if page["later"] else None
        earlier = page["earlier"]
        one = {"new": later, "missing": earlier}.get(page["change"], (later, earlier))
        told[page["change"]].add(one)
        if page["moved"]:
            moved.add(later)
    there: dict[str, set[Any]] = {
        "same": set(truth.same.items()),
        "moved": truth.moved - truth.blank,
        "replaced": set(truth.replaced.items()),
        "new": truth.new,
        "missing": truth.missing,
    }
    told["moved"] = moved - truth.blank
    return [
        Score(kind, len(true), len(told[kind]), len(true & told[kind]))
        for kind, true in there.items()
    ]


def compared(source: Path, folder: Path, seed: int) -> tuple[list[Score], dict[str, float]]:
    """The scores of one pair of deliveries, and the seconds of each step."""
    earlier, later = folder / "tome-1.pdf", folder / "tome-1-bis.pdf"
    truth = redeliver(source, earlier, later, seed=seed)
    with pypdfium2.PdfDocument(earlier) as document:
        earlier_pages = len(document)
    greffe = Installation(folder / "data")
    greffe.manage("migrate", "--verbosity", "0")
    began = time.monotonic()
    for file in (earlier, later):
        greffe.ingest(file, "Dossier")
    read = time.monotonic()
    said = greffe.manage(
        *("compare", "--casefile", "Dossier", "--earlier", "1", "--later", "2", "--json")
    )
    done = time.monotonic()
    seconds = {"reading": read - began, "comparing": done - read}
    return scores(truth, json.loads(said)["pages"], earlier_pages), seconds


def invented(folder: Path) -> Path:
    """The volumes of an invented dossier in one file."""
    whole = folder / "dossier.pdf"
    with pypdfium2.PdfDocument.new() as together:
        for volume in mixed(folder / "volumes", PAGES):
            with pypdfium2.PdfDocument(volume) as document:
                together.import_pages(document)
        together.save(whole)
    return whole


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.deliveries", description=__doc__)
    parser.add_argument("pdf", nargs="?", type=Path, help="a dossier; an invented one without it")
    parser.add_argument("--seed", action="append", type=int, help="may be given again; 1 without")
    asked = parser.parse_args()
    if asked.pdf and not asked.pdf.is_file():
        parser.error(f"{asked.pdf} is not a file.")
    print("\n".join(machine.description()), flush=True)
    good = True
    for seed in asked.seed or [1]:
        with tempfile.TemporaryDirectory(prefix="greffe-bench-") as made:
            folder = Path(made).resolve()
            found, seconds = compared(asked.pdf or invented(folder), folder, seed)
        told = ", ".join(f"{step} {taken:.0f} s" for step, taken in seconds.items())
        print(
            f"\nSeed {seed}: {told}\n{plain(HEADINGS, [score.cells for score in found])}",
            flush=True,
        )
        good &= all(min(score.precision, score.recall) >= WANTED for score in found)
    print(f"\n{'All' if good else 'Not all'} of them are {WANTED} or more.")
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
