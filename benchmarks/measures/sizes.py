"""How much is measured."""

from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True)
class Sizes:
    """Pages and rounds; `pdf` is read in place of the invented scans."""

    scans: int = 60
    digital: int = 2000
    dossier: int = 300
    searched: int = 3000
    behind: int = 300  # of the scan that a latecomer finds being read
    heavy: int = 400  # megabytes of one file
    rounds: int = 3
    searches: int = 15  # times each query
    pages: tuple[int, ...] = (3000, 30_000, 300_000)  # in all, for each engine
    case_files: tuple[int, ...] = (1, 50, 1000)
    engines: tuple[str, ...] = ("whoosh", "tantivy")
    keep: Path | None = None  # where what the engines are filled with stays for the next run
    pdf: Path | None = None
    most_of_pdf: int = 10_000  # pages


def quick(sizes: Sizes) -> Sizes:
    """Enough to see that everything works, and nothing to quote."""
    small = replace(
        sizes, scans=10, digital=150, dossier=24, searched=200, searches=3, most_of_pdf=10
    )
    small = replace(small, behind=40, heavy=60, pages=(100,), case_files=(2,))
    return replace(small, rounds=min(sizes.rounds, 2))
