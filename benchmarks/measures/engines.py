"""Both engines against themselves bare, by number of pages and of case files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.installation import Installation
from benchmarks.measures.first_hit import NAME, PASSWORD
from benchmarks.measures.sizes import Sizes
from benchmarks.memory import megabytes
from benchmarks.table import Outcome, Row, percentile

WHAT = "Engines: indexing, and search p50 / p95"


def measure(folder: Path, sizes: Sizes) -> Outcome:
    """Pages that nobody had to read, indexed and searched by each engine on its own."""
    rows, remarks = [], []
    for pages in sizes.pages:
        for count in sizes.case_files:
            greffe = Installation(folder / f"{pages}-{count}")
            greffe.manage("migrate", "--verbosity", "0")
            names = [f"Dossier {n + 1}" for n in range(count)]
            keys = _inside(greffe, "prepare", NAME, PASSWORD, "Mesures", *names)["case_files"]
            made = _inside(greffe, "fill", str(pages), *keys)["pages"]
            for kind in sizes.engines:
                greffe.environment["SEARCH_ENGINE"] = kind
                what = f"{kind}, {made} pages in {count}"
                rows.append(_indexing(what, made, _inside(greffe, "index", *keys)))
                told = _inside(greffe, "search", NAME, str(sizes.searches), *keys)
                rows += [_searching(what, called, told) for called in told["kinds"]]
                remarks.append(f"{what}: first search of a process {1000 * told['first']:.0f} ms")
                remarks += _found(what, told)
    return Outcome(rows, remarks=remarks)


def _inside(greffe: Installation, *arguments: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(greffe.python("-m", "benchmarks.inside", *arguments))
    return said


def _indexing(what: str, pages: int, told: dict[str, Any]) -> Row:
    speed = {way: pages / seconds for way, seconds in told["seconds"].items()}
    return Row(
        f"{what}: indexing, pages/s",
        f"{speed['floor']:.0f}",
        f"{speed['ours']:.0f}; engine alone {speed['engine']:.0f}",
        f"{speed['ours'] / speed['floor']:.2f}; alone {speed['engine'] / speed['floor']:.2f}",
        "≥ 0.8",
        f"on disk {megabytes(told['bytes'])}",
    )


def _searching(what: str, called: str, told: dict[str, Any]) -> Row:
    seconds = told["kinds"][called]["seconds"]
    ours, bare = seconds["ours"], seconds["floor"]
    return Row(
        f"{what}: {called}",
        both(bare),
        f"{both(ours)}; tolerant {both(seconds['tolerant'])}; "
        f"engine alone {both(seconds['engine'])}",
        ratios(ours, bare),
        "≤ 2×",
        megabytes(told["memory"]),
    )


def _found(what: str, told: dict[str, Any]) -> list[str]:
    """Where the bare engine finds other pages: it cuts and counts in another way."""
    remarks = []
    for called, of_kind in told["kinds"].items():
        ours, bare = of_kind["found"]["engine"], of_kind["found"]["floor"]
        if ours != bare:
            remarks.append(f"{what}: {called}, pages found {ours}; bare {bare}")
    return remarks


def both(seconds: list[float]) -> str:
    """The 50th and the 95th percentile, in milliseconds."""
    return f"{1000 * percentile(seconds, 50):.1f} / {1000 * percentile(seconds, 95):.1f} ms"


def ratios(ours: list[float], bare: list[float]) -> str:
    """How many times as long, at both percentiles."""
    p50, p95 = (percentile(ours, p) / percentile(bare, p) for p in (50, 95))
    return f"{p50:.1f}× / {p95:.1f}× the floor's"
