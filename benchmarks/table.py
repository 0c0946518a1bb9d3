"""The table of results, on the terminal and in Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.memory import Use, megabytes

HEADINGS = ("what", "floor", "ours", "ratio", "target", "memory")
MEMORY_HEADINGS = (
    *("while", "process", "how many", "largest one, RSS", "sum of RSS", "sum of PSS"),
    "processor time",
)


@dataclass(frozen=True)
class Row:
    """One measured thing, written as it will be read."""

    what: str
    floor: str
    ours: str
    ratio: str = ""
    target: str = ""
    memory: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        return self.what, self.floor, self.ours, self.ratio, self.target, self.memory


@dataclass
class Outcome:
    """What a measure gives: rows, what every process used meanwhile, and remarks."""

    rows: list[Row]
    use: dict[str, dict[str, Use]] = field(default_factory=dict)  # by what ran, by process
    remarks: list[str] = field(default_factory=list)


def not_run(what: str, why: str) -> Outcome:
    """The row of something that was not measured, and why."""
    row = Row(what, "not run", "not run", "not run", "not run", "not run")
    return Outcome([row], remarks=[f"{what}: not run, {why}"])


def target(met: bool, wanted: str) -> str:
    """A target and whether it is met."""
    return f"{wanted}: {'met' if met else 'MISSED'}"


def middle(values: Sequence[float], *, digits: int = 2, unit: str = "") -> str:
    """Median, and in brackets the lowest and the highest."""
    told = f"{statistics.median(values):.{digits}f}{unit}"
    if len(values) == 1:
        return told
    return f"{told} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def percentile(values: Sequence[float], share: int) -> float:
    """The value below which `share` per cent of the values are."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def memory_rows(use: dict[str, dict[str, Use]]) -> list[tuple[str, ...]]:
    """A row for each process while each thing ran."""
    return [
        (
            during,
            name,
            str(seen.processes),
            megabytes(seen.largest_rss),
            megabytes(seen.rss),
            megabytes(seen.pss) if seen.pss else "not told",
            f"{seen.cpu_seconds:.1f} s",
        )
        for during, groups in use.items()
        for name, seen in groups.items()
    ]


def plain(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table for the terminal."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    lines = [headings, ["-" * width for width in widths], *rows]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The same in Markdown."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
