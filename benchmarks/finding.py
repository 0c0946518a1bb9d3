"""What is found on scans: `python -m benchmarks.finding DOSSIER (TEXTS.json | --ingest)`.

DOSSIER is the folder of a generated dossier, with `truth.json` and `queries.json`. Its pages are
searched as they were read: TEXTS.json holds the text of each page by its number, `--ingest` reads
the PDFs of the folder (`--save TEXTS.json` keeps that). Prints recall on scanned pages, recall and
precision for each class of queries and each engine, without and with tolerance of OCR's errors:
means over the queries; pages that nobody can read count neither for nor against.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.quality import read
from benchmarks.table import plain
from search.analysis import analysis_language
from search.engines.base import Engine, PageDocument
from search.engines.factory import KINDS, open_engine
from search.query.parse import parse
from search.query.resolve import resolve
from search.tolerance import widen

HEADINGS = (
    *("engine", "class", "queries"),
    *("scans", "recall", "precision"),
    *("scans, tolerant", "recall, tolerant", "precision, tolerant"),
)


@dataclass
class Scores:
    """Recall on scanned pages, recall and precision, a value a query that has one."""

    scans: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    precision: list[float] = field(default_factory=list)

    def count(self, query: Mapping[str, Any], found: set[int]) -> None:
        """Compare what a query found with what it should find."""
        wanted, scans = set(query["pages"]), set(query["scan_pages"])
        found = found - (set(query["unreadable_pages"]) - wanted)
        if wanted:
            self.recall.append(len(found & wanted) / len(wanted))
        if scans:
            self.scans.append(len(found & scans) / len(scans))
        if found:
            self.precision.append(len(found & wanted) / len(found))

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(
            f"{statistics.fmean(values):.4f}" if values else "-"
            for values in (self.scans, self.recall, self.precision)
        )


def measure(
    engine: Engine, texts: Mapping[int, str], queries: list[dict[str, Any]], languages: str
) -> dict[str, tuple[Scores, Scores]]:
    """By class of query: what is found without and with tolerance."""
    name, language = str(uuid4()), analysis_language(languages)
    engine.update(
        name, (PageDocument(number, text) for number, text in texts.items()), language=language
    )
    vocabulary = engine.vocabulary(name)
    scores: defaultdict[str, tuple[Scores, Scores]] = defaultdict(lambda: (Scores(), Scores()))
    for query in queries:
        ask = resolve(parse(query["query"]), language, vocabulary=vocabulary)
        found = engine.matching(name, ask)
        wide = widen(ask, vocabulary)
        plainly, tolerantly = scores[query["class"]]
        plainly.count(query, found)
        tolerantly.count(query, found | engine.matching(name, wide) if wide else found)
    return scores


def read_all(dossier: Path, languages: str) -> dict[int, str]:
    """The texts of all pages of a dossier's PDFs, read by this process, in the order of names."""
    texts = [page.text for pdf in sorted(dossier.glob("*.pdf")) for page in read(pdf, languages)]
    return dict(enumerate(texts, 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dossier", type=Path)
    parser.add_argument("texts", type=Path, nargs="?", metavar="TEXTS.json")
    parser.add_argument("--ingest", action="store_true", help="read the PDFs")
    parser.add_argument("--save", type=Path, metavar="TEXTS.json", help="keep what was read")
    parser.add_argument("--engine", action="append", choices=KINDS, help="all without it")
    parser.add_argument("--languages", default="fra")
    options = parser.parse_args()
    if bool(options.texts) == options.ingest:
        parser.error("either TEXTS.json or --ingest")
    if options.ingest:
        texts = read_all(options.dossier, options.languages)
    else:
        told = json.loads(options.texts.read_text())
        # As `--save` writes them, or as `manage.py pagetext --json` does.
        texts = {int(n): t["text"] if isinstance(t, dict) else t for n, t in told.items()}
    if options.save:
        options.save.write_text(json.dumps(texts, ensure_ascii=False))
    queries = json.loads((options.dossier / "queries.json").read_text())
    lines = []
    for kind in options.engine or KINDS:
        with tempfile.TemporaryDirectory() as folder:
            scores = measure(open_engine(kind, Path(folder)), texts, queries, options.languages)
        lines += [
            (kind, name, str(len(plainly.recall)), *plainly.cells, *tolerantly.cells)
            for name, (plainly, tolerantly) in scores.items()
        ]
    print(plain(HEADINGS, lines))


if __name__ == "__main__":
    main()
