"""Search times over many pages: `search.finding.find` and the search page, bare Whoosh beside."""

from __future__ import annotations

import json
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks import samples
from benchmarks.client import Client
from benchmarks.installation import running
from benchmarks.measures.engines import both, ratios
from benchmarks.measures.first_hit import NAME, prepare
from benchmarks.measures.sizes import Sizes
from benchmarks.memory import Watch, megabytes
from benchmarks.prose import QUERIES
from benchmarks.table import Outcome, Row

WHAT = "Search, p50 / p95"


def measure(folder: Path, sizes: Sizes) -> Outcome:
    """Ingest born-digital pages, then ask each query many times in three ways."""
    pdf = samples.digital(folder / "searched.pdf", sizes.searched, seed=3)
    with running() as greffe, closing(Client(greffe.port)) as client:
        (case_file,) = prepare(greffe, client)
        greffe.ingest(pdf, "Dossier")
        said = greffe.python(
            *("-m", "benchmarks.inside", "search", NAME, str(sizes.searches), case_file)
        )
        inside: dict[str, Any] = json.loads(said)
        with Watch(greffe.roots) as watch:
            pages = _over_http(client, sizes.searches)
    memory = megabytes(watch.use["web"].most)
    rows = [
        _row(sizes.searched, kind, inside["kinds"][kind]["seconds"], pages[kind], memory)
        for kind in QUERIES
    ]
    remarks = [f"First search of a process, index not yet open: {1000 * inside['first']:.0f} ms"]
    remarks += [_found(kind, told["found"]) for kind, told in inside["kinds"].items()]
    return Outcome(rows, {"searches over HTTP": watch.use}, remarks)


def _over_http(client: Client, rounds: int) -> dict[str, list[float]]:
    """Seconds of the search page by kind of query, after one round that does not count."""
    seconds: dict[str, list[float]] = {kind: [] for kind in QUERIES}
    for round_ in range(rounds + 1):
        for kind, queries in QUERIES.items():
            for query in queries:
                began = time.perf_counter()
                client.get(client.search_address(query))
                if round_:
                    seconds[kind].append(time.perf_counter() - began)
    return seconds


def _row(
    pages: int, kind: str, seconds: dict[str, list[float]], over_http: list[float], memory: str
) -> Row:
    ours, bare = seconds["ours"], seconds["floor"]
    return Row(
        f"Search of {pages} pages, {kind}, p50 / p95",
        both(bare),
        f"{both(ours)}; engine alone {both(seconds['engine'])}; page {both(over_http)}",
        f"{ratios(ours, bare)} the floor's",
        "none set",
        f"web {memory}",
    )


def _found(kind: str, found: dict[str, list[int]]) -> str:
    ours, bare = (", ".join(map(str, found[way])) for way in ("engine", "floor"))
    told = "the same as the floor" if ours == bare else f"the floor {bare}"
    return f"Pages found, {kind}: {ours}; {told}"
