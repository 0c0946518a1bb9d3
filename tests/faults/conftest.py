import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.dossiers import digital_pdf, scanned_pdf
from tests.faults.house import House

WORKERS = ("queue", "pages", "index")
LINE = "Le témoin numéro {} confirme ses premières déclarations devant nous."
names = (f"Dossier {number}" for number in count(1))


@pytest.fixture(scope="session")
def _running(tmp_path_factory, models) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house"))
    house.manage("migrate", "--verbosity", "0")
    try:
        yield house
    finally:
        house.close()


@pytest.fixture
def house(_running: House) -> House:
    """One house for all these tests, with its queue and its workers up."""
    _running.start(*WORKERS)
    return _running


@pytest.fixture
def case_file() -> str:
    """The name of a case file that there is not yet."""
    return next(names)


def texts(count: int) -> list[str]:
    """So many pages that differ, each with the word “témoin”."""
    return [LINE.format(1000 + number) for number in range(1, count + 1)]


@pytest.fixture
def scan(tmp_path):
    """A PDF of so many scanned pages; each call makes another file."""

    def make(count: int, name: str = "scan.pdf") -> Path:
        return scanned_pdf(tmp_path / name, texts(count), seed=shared_seed())

    seeds = iter(range(10**9))
    shared_seed = seeds.__next__
    return make


@pytest.fixture
def digital(tmp_path):
    """A PDF of so many pages that have a text layer."""

    def make(count: int, name: str = "digital.pdf") -> Path:
        return digital_pdf(tmp_path / name, texts(count))

    return make


@pytest.fixture
def copy(tmp_path):
    return lambda path, name: Path(shutil.copy(path, tmp_path / name))
