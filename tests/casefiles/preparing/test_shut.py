"""Shutting the data folder to the child: what of it can still be read, and what a document gets."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from casefiles.preparing import office, run
from casefiles.preparing.formats import Format

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import sys
from pathlib import Path
from casefiles.preparing.confinement import shut

data = Path(sys.argv[1])
print(shut(data, but=[data / "ours", data / "original"]))
for name in sys.argv[2:]:
    try:
        print((data / name).read_text())
    except OSError as error:
        print(type(error).__name__)
"""


def said(data: Path, *names: str) -> list[str]:
    """What a process with a shut folder says of files, by their paths from there."""
    command = [sys.executable, "-c", PROGRAM, str(data), *names]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()


@pytest.fixture
def data(tmp_path):
    """A data folder; skips where the system shuts none."""
    made = tmp_path / "data"
    (made / "ours").mkdir(parents=True)
    if said(made) != ["True"]:
        pytest.skip("this system shuts no folder")
    return made


def test_it_works(data):
    (data / "original").write_text("the file")
    (data / "ours" / "made").write_text("made of it")
    (data / "secret_key").write_text("secret")
    (data.parent / "beside").write_text("beside")
    (data.parent / "way").symlink_to(data)
    assert said(data, "original", "ours/made", "../beside", "secret_key", "../way/secret_key") == [
        "True",
        "the file",
        "made of it",
        "beside",
        "PermissionError",
        "PermissionError",
    ]


@pytest.mark.skipif(office.find() is None, reason="LibreOffice is not installed")
def test_a_document_does_not_get_the_pictures_that_it_names(data):
    """Those of pages in case files that whoever sends it may not open."""
    page = data / "images" / "12-0-110.png"
    page.parent.mkdir()
    Image.new("RGB", (300, 100), "red").save(page)
    field = rb"{\field{\*\fldinst INCLUDEPICTURE " + f'"{page.as_uri()}"'.encode() + rb" \\d}}"
    (data / "original").write_bytes(rb"{\rtf1 Debut " + field + rb" Fin}")
    limits = replace(run.USUAL, shut=data)
    made = run.prepare(
        data / "original", Format.OFFICE, "acte.rtf", data / "ours", limits=limits
    ).pdf
    with pypdfium2.PdfDocument(made) as document:
        kinds = [thing.type for thing in document[0].get_objects()]
        assert "Debut" in document[0].get_textpage().get_text_range()
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE not in kinds
