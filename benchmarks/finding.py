"""What is found in scans: `python -m benchmarks.finding DOSSIER [--keep FOLDER]`.

DOSSIER is the folder of a generated dossier: PDFs, and `queries.json` with the pages that each
query should find. They go through the whole of Greffe, files to answers, in a folder of their own;
then each engine is asked as a reader asks. Prints recall on scanned pages and precision for each
class of queries, spelled exactly and with tolerance of OCR's errors: means over the queries; pages
that nobody can read count neither for nor against.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.installation import Installation
from benchmarks.table import plain
from search.engines.factory import KINDS

CASE_FILE, INVESTIGATION, READER = "Dossier", "Mesures", "lectrice"
HEADINGS = (
    *("engine", "class", "queries"),
    *("recall on scans", "tolerant", "recall", "tolerant", "precision", "tolerant"),
)


@dataclass
class Scores:
    """Recall on scanned pages, recall and precision, a value a query that has one."""

    scans: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    precision: list[float] = field(default_factory=list)

    def count(self, query: Mapping[str, Any], answer: Collection[int]) -> None:
        """Compare what a query found with what it should find."""
        wanted, scans = set(query["pages"]), set(query["scan_pages"])
        found = set(answer) - (set(query["unreadable_pages"]) - wanted)
        if wanted:
            self.recall.append(len(found & wanted) / len(wanted))
        if scans:
            self.scans.append(len(found & scans) / len(scans))
        if found:
            self.precision.append(len(found & wanted) / len(found))

    @property
    def means(self) -> tuple[str, str, str]:
        """As they are printed, in the order of the fields."""
        on_scans, recalled, precise = (
            f"{statistics.fmean(values):.4f}" if values else "-"
            for values in (self.scans, self.recall, self.precision)
        )
        return on_scans, recalled, precise


def ingested(dossier: Path, data: Path) -> Installation:
    """An installation that has read the dossier; one that had read it before is taken as it is."""
    greffe = Installation(data)
    greffe.manage("migrate", "--verbosity", "0")
    if not (data / "read.json").exists():
        files = map(str, sorted(dossier.glob("*.pdf")))
        where = ("--investigation", INVESTIGATION, "--casefile", CASE_FILE)
        said = greffe.manage("ingest", *files, *where, "--wait", "--json")
        greffe.manage("grant", READER, "reader", "--investigation", INVESTIGATION)
        (data / "read.json").write_text(said)
    return greffe


def asked(greffe: Installation, kind: str, queries: Path) -> dict[str, list[list[int]]]:
    """By query, the pages that a reader finds as it is spelled, and those by resemblance only."""
    greffe.environment["SEARCH_ENGINE"] = kind
    greffe.manage("reindex")
    said = greffe.python("-m", "benchmarks.inside", "answer", READER, str(queries))
    found: dict[str, list[list[int]]] = json.loads(said)["pages"]
    return found


def rows(
    kind: str, queries: list[dict[str, Any]], found: Mapping[str, list[list[int]]]
) -> Iterator[tuple[str, ...]]:
    """A row for each class of queries."""
    scores: defaultdict[str, tuple[Scores, Scores]] = defaultdict(lambda: (Scores(), Scores()))
    for query in queries:
        spelled, alike = found[query["id"]]
        exactly, tolerantly = scores[query["class"]]
        exactly.count(query, spelled)
        tolerantly.count(query, [*spelled, *alike])
    for name, (exactly, tolerantly) in scores.items():
        both = zip(exactly.means, tolerantly.means, strict=True)
        yield kind, name, str(len(exactly.recall)), *(cell for pair in both for cell in pair)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.finding", description=__doc__)
    parser.add_argument("dossier", type=Path)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="what was read, for next time")
    parser.add_argument("--engine", action="append", choices=KINDS, help="all without it")
    options = parser.parse_args()
    queries = options.dossier / "queries.json"
    if not queries.is_file():
        parser.error(f"{queries} is not a file.")
    print("\n".join(machine.description()), flush=True)
    with contextlib.ExitStack() as stack:
        made = options.keep or stack.enter_context(tempfile.TemporaryDirectory())
        began = time.monotonic()
        greffe = ingested(options.dossier.resolve(), Path(made).resolve())
        print(f"Read, or read before, after {time.monotonic() - began:.0f} s", flush=True)
        wanted = json.loads(queries.read_text())
        lines = [
            row
            for kind in options.engine or KINDS
            for row in rows(kind, wanted, asked(greffe, kind, queries.resolve()))
        ]
    print(plain(HEADINGS, lines))


if __name__ == "__main__":
    main()
