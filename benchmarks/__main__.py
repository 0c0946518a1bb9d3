"""Measures every speed that the README claims: `python -m benchmarks`, or `make bench`."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks import machine
from benchmarks.document import document
from benchmarks.measures import engines, first_hit, known, latecomer, ocr, search, text, weight
from benchmarks.measures.sizes import Sizes, quick
from benchmarks.table import (
    HEADINGS,
    MEMORY_HEADINGS,
    Outcome,
    memory_rows,
    not_run,
    plain,
)
from config.folders import ROOT

MEASURES: dict[str, tuple[str, Callable[[Path, Sizes], Outcome]]] = {
    "ocr": (ocr.WHAT, ocr.measure),
    "text": (text.WHAT, text.measure),
    "first-hit": (first_hit.WHAT, first_hit.measure),
    "latecomer": (latecomer.WHAT, latecomer.measure),
    "known": (known.WHAT, known.measure),
    "weight": (weight.WHAT, weight.measure),
    "search": (search.WHAT, search.measure),
    "engines": (engines.WHAT, engines.measure),
}
DOCUMENT = ROOT / "docs" / "benchmarks.md"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--only", action="append", choices=MEASURES, help="measure this; may be given again"
    )
    parser.add_argument("--quick", action="store_true", help="small sizes, nothing to quote")
    parser.add_argument("--pdf", type=Path, help="scans to read instead of the invented ones")
    parser.add_argument(
        "--pages", type=int, nargs="+", default=Sizes.pages, help="for the engines: 3000 30000"
    )
    parser.add_argument(
        "--case-files", type=int, nargs="+", default=Sizes.case_files, help="that they are in"
    )
    parser.add_argument(
        "--engines", nargs="+", choices=Sizes.engines, default=Sizes.engines, metavar="ENGINE"
    )
    parser.add_argument("--searches", type=int, default=Sizes.searches, help="of each query")
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FOLDER",
        help="where the engines' pages and indexes stay, and are found by the next run",
    )
    parser.add_argument("--rounds", type=int, default=Sizes.rounds)
    parser.add_argument(
        "--output",
        type=Path,
        help=f"where to write the page; {DOCUMENT.relative_to(ROOT)} unless --only or --quick",
    )
    parser.add_argument(
        "--with",
        dest="reports",
        action="append",
        type=Path,
        default=[],
        metavar="REPORT",
        help="what another command printed, for the end of the page; may be given again",
    )
    asked = parser.parse_args()
    for report in asked.reports:
        if not report.is_file():
            parser.error(f"{report} is not a file.")
    if asked.pdf and not asked.pdf.is_file():
        parser.error(f"{asked.pdf} is not a file.")
    return asked


def main() -> int:
    asked = arguments()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    sizes = replace(Sizes(), rounds=max(asked.rounds, 1), pdf=asked.pdf and asked.pdf.resolve())
    sizes = replace(
        sizes,
        pages=tuple(asked.pages),
        case_files=tuple(asked.case_files),
        engines=tuple(asked.engines),
        searches=max(asked.searches, 2),
        keep=asked.keep and asked.keep.resolve(),
    )
    if asked.quick:
        sizes = quick(sizes)
    described = machine.description()
    print("\n".join(described), flush=True)
    outcomes = []
    failed = False
    for name, (what, measure) in MEASURES.items():
        if asked.only and name not in asked.only:
            outcomes.append(not_run(what, "as it was not asked for"))
            continue
        print(f"\n{what} …", flush=True)
        began = time.monotonic()
        try:
            with tempfile.TemporaryDirectory(prefix="greffe-bench-") as folder:
                outcome = measure(Path(folder), sizes)
        except Exception as error:  # one that fails does not keep the others from being measured
            failed = True
            outcome = not_run(what, f"as it failed: {told(error)}")
        outcomes.append(outcome)
        tell(outcome)
        print(f"({time.monotonic() - began:.0f} s)", flush=True)
    print("\n" + plain(HEADINGS, [row.cells for outcome in outcomes for row in outcome.rows]))
    output = asked.output or (None if asked.only or asked.quick else DOCUMENT)
    if output:
        shown = dict.fromkeys(map(str, asked.reports), "REPORT") | {str(asked.keep): "FOLDER"}
        words = [shown.get(word, word) for word in sys.argv[1:]]
        command = " ".join(["python -m benchmarks", *words])
        output.write_text(document(outcomes, described, command, asked.reports), encoding="utf-8")
        print(f"\nWritten to {output}")
    return int(failed)


def tell(outcome: Outcome) -> None:
    """Print what one measure gave."""
    print(plain(HEADINGS, [row.cells for row in outcome.rows]))
    if used := memory_rows(outcome.use):
        print("\n" + plain(MEMORY_HEADINGS, used))
    for remark in outcome.remarks:
        print(f"- {remark}")


def told(error: Exception) -> str:
    """Why a measure failed."""
    if isinstance(error, subprocess.CalledProcessError):
        return f"{error}: {str(error.stdout)[-300:]}"
    return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # by then everything that was started has been stopped
        sys.exit("Stopped.")
