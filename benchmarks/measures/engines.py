"""Both engines against themselves bare, by number of pages and of case files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from benchmarks.installation import Installation
from benchmarks.measures.first_hit import NAME, PASSWORD
from benchmarks.measures.sizes import Sizes
from benchmarks.memory import megabytes
from benchmarks.table import Outcome, Row, percentile, target

WHAT = "Engines: indexing, and search p50 / p95"
FEWEST = 20  # pages in a case file
# Beyond, Whoosh takes more than twenty minutes to index, or keeps too many files open.
MOST = {"whoosh": (30_000, 50), "tantivy": (1_000_000, 1000)}  # pages, case files
LIMITS = {("whoosh", 3000): 100, ("tantivy", 300_000): 50}  # milliseconds at p95
HOW = (
    "Engines: floor is the bare engine, hits and count; in brackets with its own snippets of the "
    "20 best, rows fetched by key. Ours is find, spelled exactly, with access, snippets and "
    "strips. The process looks for garbage as a worker of the web server does: what is loaded is "
    "left out. Access is by a grant on the investigation, and on each tenth case file, sealed, by "
    "one of its own; the door open is the same search over the rows of all case files, unasked",
    "Engines, facets: floor is the engine's own count along the pages of the dossier only; ours "
    "is all facets and both histograms",
)


def measure(folder: Path, sizes: Sizes) -> Outcome:
    """Pages that nobody had to read, indexed and searched by each engine on its own."""
    rows, remarks = [], list(HOW)
    for pages in sizes.pages:
        for count in sizes.case_files:
            if pages < FEWEST * count:
                remarks.append(f"{pages} pages in {count}: not run, too few in each case file")
                continue
            kinds = [k for k in sizes.engines if pages <= MOST[k][0] and count <= MOST[k][1]]
            remarks += [
                f"{kind}, {pages} pages in {count}: not run, this engine is not for so many"
                for kind in sizes.engines
                if kind not in kinds
            ]
            if kinds:
                there = _Filled((sizes.keep or folder) / f"{pages}-{count}", pages, count)
            for kind in kinds:
                made, told = _both(there, kind, sizes)
                rows += made
                remarks += told
    return Outcome(rows, remarks=remarks)


class _Filled:
    """An installation with pages; what was made in it before is taken as it is."""

    def __init__(self, folder: Path, pages: int, count: int) -> None:
        self.folder = folder
        if not (folder / "filled.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
        self.greffe = Installation(folder)
        self.greffe.manage("migrate", "--verbosity", "0")
        told = self._once("filled", lambda: self._fill(pages, count))
        self.keys: list[str] = told["keys"]
        self.pages: int = told["pages"]

    def _fill(self, pages: int, count: int) -> dict[str, Any]:
        names = [f"Dossier {n + 1}" for n in range(count)]
        keys = self.inside("prepare", NAME, PASSWORD, "Mesures", *names)["case_files"]
        return {"keys": keys, "pages": self.inside("fill", str(pages), *keys)["pages"]}

    def indexed(self, kind: str) -> tuple[dict[str, Any], bool]:
        """What indexing took, and whether it was done in an earlier run."""
        self.greffe.environment["SEARCH_ENGINE"] = kind
        before = self._file(f"indexed-{kind}").exists()
        return self._once(f"indexed-{kind}", lambda: self.inside("index", *self.keys)), before

    def searched(self, kind: str, searches: int) -> dict[str, Any]:
        self.greffe.environment["SEARCH_ENGINE"] = kind
        return self.inside("search", NAME, str(searches), *self.keys)

    def inside(self, *arguments: str) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.greffe.python("-m", "benchmarks.inside", *arguments))
        return said

    def _once(self, what: str, make: Any) -> dict[str, Any]:
        file = self._file(what)
        if not file.exists():
            written = file.with_suffix(".new")
            written.write_text(json.dumps(make()))
            written.replace(file)
        found: dict[str, Any] = json.loads(file.read_text())
        return found

    def _file(self, what: str) -> Path:
        return self.folder / f"{what}.json"


def _both(there: _Filled, kind: str, sizes: Sizes) -> tuple[list[Row], list[str]]:
    what = f"{kind}, {there.pages} pages in {len(there.keys)}"
    indexed, before = there.indexed(kind)
    rows = [_indexing(what, indexed, before)] if "speed" in indexed else []
    told = there.searched(kind, sizes.searches)
    rows += [
        _searching(what, called, told, LIMITS.get((kind, there.pages))) for called in told["kinds"]
    ]
    return rows, [
        f"{what}: first search of a process {1000 * told['first']:.0f} ms",
        *_found(what, told),
    ]


def _indexing(what: str, told: dict[str, Any], before: bool) -> Row:
    speed = told["speed"]
    ratio = speed["ours"] / speed["floor"]
    return Row(
        f"{what}: indexing, pages/s" + (" (in an earlier run)" if before else ""),
        f"{speed['floor']:.0f}",
        f"{speed['ours']:.0f}; engine alone {speed['engine']:.0f}",
        f"{ratio:.2f}; alone {speed['engine'] / speed['floor']:.2f}",
        target(ratio >= 0.8, "≥ 0.8"),
        f"on disk {megabytes(told['bytes'])}",
    )


def _searching(what: str, called: str, told: dict[str, Any], limit: int | None) -> Row:
    seconds = told["kinds"][called]["seconds"]
    ours, bare, shown = seconds["ours"], seconds["floor"], seconds.get("shown")
    with_snippets = f" ({both(shown)})" if shown else ""
    against_snippets = f" ({ratios(ours, shown)})" if shown else ""
    wanted = f"p95 ≤ {limit} ms" if limit else "≤ 2×"
    met = percentile(ours, 95) * 1000 <= limit if limit else _most(ours, bare) <= 2
    return Row(
        f"{what}: {called}",
        both(bare) + with_snippets,
        f"{both(ours)}; tolerant {both(seconds['tolerant'])}; "
        f"engine alone {both(seconds['engine'])}{_door(ours, seconds.get('open'))}",
        f"{ratios(ours, bare)}{against_snippets} the floor's",
        target(met, wanted),
        megabytes(told["memory"]),
    )


def _door(ours: list[float], opened: list[float] | None) -> str:
    """What access costs: how many times as long as with the door open."""
    if not opened:
        return ""
    return f"; access {percentile(ours, 50) / percentile(opened, 50):.2f}×"


def _most(ours: list[float], bare: list[float]) -> float:
    return max(percentile(ours, p) / percentile(bare, p) for p in (50, 95))


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
    return f"{p50:.1f}× / {p95:.1f}×"
