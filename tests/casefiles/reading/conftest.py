import gzip
import os
from pathlib import Path

import pytest

from casefiles.reading.reader import Reader

ROOT = Path(__file__).resolve().parents[3]
NEEDED = ("fra", "eng", "osd")


@pytest.fixture(scope="session")
def models(tmp_path_factory):
    """A folder with the models of the npm packages, unpacked, or the one TESSDATA_PREFIX names."""
    given = Path(os.environ.get("TESSDATA_PREFIX", "/nonexistent"))
    if all((given / f"{name}.traineddata").is_file() for name in NEEDED):
        return given
    folder = tmp_path_factory.mktemp("models")
    for name in NEEDED:
        packages = ROOT / "node_modules" / "@tesseract.js-data" / name
        packed = packages / "4.0.0_best_int" / f"{name}.traineddata.gz"
        if not packed.is_file():
            pytest.skip("no OCR models: run `npm ci`")
        (folder / f"{name}.traineddata").write_bytes(gzip.decompress(packed.read_bytes()))
    return folder


@pytest.fixture(scope="session")
def warm(models):
    """One reader for all tests that do no harm to it."""
    with Reader(models) as reader:
        yield reader


@pytest.fixture
def fresh(models):
    """A reader of one's own, for tests that kill its child."""
    with Reader(models) as reader:
        yield reader


@pytest.fixture
def read(warm):
    """Reads a page in French."""

    def read(path, number=1):
        return warm.read(path, number, "fra", timeout=60)

    return read
