import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command

from casefiles.ingest.tryout import Tried
from casefiles.management.commands import tryfiles
from casefiles.models import Volume
from casefiles.preparing.formats import Format
from casefiles.reading.reasons import Reason
from casefiles.states import VolumeState
from tests.dossiers import digital_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path, models):
    settings.ORIGINALS = tmp_path / "originals"
    settings.INCOMING = tmp_path / "incoming"
    settings.RENDITIONS = tmp_path / "renditions"


def tried(*arguments) -> list[dict]:
    said = io.StringIO()
    call_command("tryfiles", *map(str, arguments), "--json", stdout=said)
    return [json.loads(line) for line in said.getvalue().splitlines() if line.startswith("{")]


def test_it_works(tmp_path, settings):
    folder = tmp_path / "lot"
    folder.mkdir()
    digital_pdf(folder / "a.pdf", ["Une page.", "Une autre."])
    (folder / "b.txt").write_text("note")
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.write(folder / "a.pdf", "tome.pdf")
    found = tried(folder, "--pages", 1)
    assert [(one["name"], one["state"], one["pages"], one["tried"]) for one in found] == [
        ("a.pdf", "planned", 2, 1),
        ("b.txt", "refused", 0, 0),
        ("c.zip", "opened", 0, 0),
        ("c.zip › tome.pdf", "planned", 2, 1),
    ]
    assert found[1]["reason"] == Reason.UNKNOWN_FORMAT
    assert found[1]["message"]
    assert not Volume.objects.exists()
    assert not settings.ORIGINALS.exists()
    assert not settings.RENDITIONS.exists()
    assert not any(settings.INCOMING.iterdir())


def test_a_table_in_markdown(tmp_path):
    path = tmp_path / "a|b.pdf"
    path.write_text("note")
    said = io.StringIO()
    call_command("tryfiles", str(path), "--markdown", stdout=said)
    head, rule, row, *_ = said.getvalue().splitlines()
    assert head.count("|") == rule.count("|") == row.count("|")
    assert "a/b.pdf" in row


@pytest.mark.parametrize(
    ("outcome", "fault"),
    [
        (Tried("a", Format.PDF, VolumeState.PLANNED, pages=3), False),
        (Tried("a", None, reason=Reason.UNKNOWN_FORMAT), False),
        (Tried("a", Format.ARCHIVE, VolumeState.OPENED), False),
        (Tried("a", Format.PDF, VolumeState.PLANNED, pages=0), True),
        (Tried("a", Format.PDF), True),
        (Tried("a", Format.PDF, reason=Reason.CRASHED), True),
        (Tried("a", Format.OFFICE, reason=Reason.TOO_SLOW), True),
        (Tried("a", Format.PDF, VolumeState.PLANNED, pages=1, seconds=301), True),
    ],
)
def test_it_ends_with_1_where_a_file_crashes_hangs_or_vanishes(
    outcome, fault, tmp_path, monkeypatch
):
    path = tmp_path / "tome.pdf"
    path.touch()
    monkeypatch.setattr(tryfiles, "try_out", lambda *_: iter([outcome]))
    if fault:
        with pytest.raises(SystemExit) as ended:
            tried(path)
        assert ended.value.code == 1
    else:
        assert len(tried(path)) == 1


def test_a_page_that_crashed_the_reader_counts_too(tmp_path, monkeypatch):
    path = tmp_path / "tome.pdf"
    path.touch()
    outcome = Tried("a", Format.PDF, VolumeState.PLANNED, pages=2)
    outcome.read_as.update(["layer", "crashed"])
    monkeypatch.setattr(tryfiles, "try_out", lambda *_: iter([outcome]))
    with pytest.raises(SystemExit):
        tried(path)


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="neither a file nor a folder"):
        tried(tmp_path / "absent.pdf")
