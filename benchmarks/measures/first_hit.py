"""Time from the last byte of an upload to the first page found, and to all of them."""

from __future__ import annotations

import json
import time
from contextlib import closing
from pathlib import Path

from benchmarks import samples
from benchmarks.client import Client
from benchmarks.course import counts
from benchmarks.installation import Installation, running
from benchmarks.measures.sizes import Sizes
from benchmarks.memory import Watch, megabytes
from benchmarks.table import Outcome, Row, target

WHAT = "From upload to search, 300 pages"
NAME, PASSWORD = "mesureuse", "épreuve-sans-valeur"
TARGET = 5.0  # seconds to the first hit
QUERY = "le OR la OR de"  # on every page of French
EVERY = 0.2  # seconds between two questions
LONGEST = 600.0  # seconds


class TooLongError(Exception):
    """Not everything was searchable in the time given."""


def measure(folder: Path, sizes: Sizes) -> Outcome:
    """Upload a mixed dossier as a browser does, and search it until it is found."""
    volumes = samples.mixed(folder / "mixed", sizes.dossier)
    pages = sum(map(samples.page_count, volumes))
    with running() as greffe, closing(Client(greffe.port)) as client:
        (case_file,) = prepare(greffe, client)
        with Watch(greffe.roots) as watch:
            sent = client.upload(f"/casefiles/{case_file}/volumes/", volumes)
            answered = time.monotonic() - sent
            first = _first_hit(client, case_file) - sent
            done, failed = all_searchable(greffe, case_file, pages)
        all_of_them = done - sent
    system = megabytes(watch.total)
    what = f"From the end of upload, {pages} pages, to"
    remarks = [
        f"The upload was answered {answered:.2f} s after its last byte; {failed} pages failed"
    ]
    return Outcome(
        [
            Row(
                f"{what} the first hit",
                "none",
                f"{first:.1f} s",
                "",
                target(first <= TARGET, f"≤ {TARGET:.0f} s"),
                system,
            ),
            Row(
                f"{what} all searchable",
                "none",
                f"{all_of_them:.0f} s, {pages / all_of_them:.1f} pages/s",
                "",
                "none set",
                system,
            ),
        ],
        {"upload of a mixed dossier": watch.use},
        remarks,
    )


def prepare(greffe: Installation, client: Client, *names: str) -> list[str]:
    """Log a new person in, who may add to new case files of these names; their keys."""
    said = greffe.python(
        *("-m", "benchmarks.inside", "prepare", NAME, PASSWORD, "Mesures", *(names or ["Dossier"]))
    )
    client.log_in(NAME, PASSWORD)
    keys: list[str] = json.loads(said)["case_files"]
    return keys


def _first_hit(client: Client, case_file: str) -> float:
    """The moment when the search page shows a page of the case file."""
    address = client.search_address(QUERY, case_file)
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        if f"/casefiles/{case_file}/pages/" in client.get(address):
            return time.monotonic()
        time.sleep(EVERY)
    raise TooLongError("no hit")


def all_searchable(greffe: Installation, case_file: str, expected: int) -> tuple[float, int]:
    """The moment when every page was searchable or had failed, and how many had failed."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        pages, failed, searchable = counts(greffe, case_file)
        if pages == expected and searchable + failed == pages:
            return time.monotonic(), failed
        time.sleep(EVERY)
    raise TooLongError("not all pages became searchable")
