"""`manage.py watch`: files of a folder, and files that come into it."""

import errno
import hashlib
import io
import os
import signal
import subprocess
import sys
import time

import pytest
from django.core.management import CommandError, call_command

from casefiles import originals
from casefiles.ingest import watching
from casefiles.ingest.watching import Watch
from casefiles.models import CaseFile
from tests.dossiers import digital_pdf
from tests.factories import CaseFileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path / "data"
    settings.ORIGINALS = tmp_path / "data" / "originals"
    settings.INCOMING = tmp_path / "data" / "incoming"
    settings.INCOMING.mkdir(parents=True)
    monkeypatch.setattr(watching, "STILL_FOR", 0.0)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "livraison"
    folder.mkdir()
    return folder


def state_of(folder):
    """All that could be changed in a folder by somebody who only should read."""
    return {
        path: (
            path.lstat().st_mtime_ns,
            path.lstat().st_mode,
            path.is_file() and path.stat().st_size,
        )
        for path in folder.rglob("*")
    }


class Told:
    def __init__(self):
        self.said, self.complaints, self.code = "", "", 0


@pytest.fixture
def watch(folder):
    """Run the command once; what it said."""

    def watch(*arguments, where=folder):
        told, out, err = Told(), io.StringIO(), io.StringIO()
        names = ("--investigation", "Affaire du pont", "--casefile", "Dossier")
        try:
            call_command("watch", str(where), "--once", *names, *arguments, stdout=out, stderr=err)
        except SystemExit as end:
            told.code = end.code
        told.said, told.complaints = out.getvalue(), err.getvalue()
        return told

    return watch


@pytest.fixture
def looking(folder):
    """A watch of the folder, looked after by hand."""
    told: list[str] = []
    complaints: list[str] = []
    watch = Watch(folder, CaseFileFactory(), told.append, complaints.append)
    watch.told, watch.complaints = told, complaints
    return watch


def names(case_file):
    return list(case_file.volumes.values_list("name", flat=True))


def test_it_works(watch, folder):
    digital_pdf(folder / "tome 10.pdf", ["Une page."])
    digital_pdf(folder / "tome 2.pdf", ["Une autre."])
    (folder / "annexes").mkdir()
    digital_pdf(folder / "annexes" / "plan.pdf", ["Un plan."])
    before = state_of(folder)

    told = watch()

    case_file = CaseFile.objects.get()
    assert (case_file.name, case_file.investigation.name) == ("Dossier", "Affaire du pont")
    assert names(case_file) == ["annexes › plan.pdf", "tome 2.pdf", "tome 10.pdf"]
    volume = case_file.volumes.get(name="tome 2.pdf")
    content = (folder / "tome 2.pdf").read_bytes()
    assert volume.sha256 == hashlib.sha256(content).hexdigest()
    assert originals.path_of(volume.sha256).read_bytes() == content
    assert (told.code, told.complaints) == (0, "")
    assert "tome 2.pdf: received as volume 2." in told.said
    assert told.said.endswith("3 files received, 0 not taken.\n")
    assert state_of(folder) == before


def test_a_second_time_it_knows_what_is_there(watch, folder):
    digital_pdf(folder / "tome.pdf", ["Une page."])
    watch()
    (folder / "tome.pdf").rename(folder / "autre nom.pdf")
    told = watch()
    assert "autre nom.pdf: Already here, as volume 1. It was not added again." in told.said
    assert told.said.endswith("0 files received, 0 not taken.\n")
    assert CaseFile.objects.get().volumes.count() == 1


def test_the_same_size_is_not_the_same_file(watch, folder):
    content = digital_pdf(folder / "tome.pdf", ["Une page."]).read_bytes()
    watch()
    (folder / "tome.pdf").write_bytes(content[:-1] + b"\x00")
    watch()
    assert CaseFile.objects.get().volumes.count() == 2


def test_a_refusal_is_told_once(looking, folder):
    (folder / "note.xyz").write_text("Ceci est une note." * 10)
    (folder / "vide.pdf").touch()
    assert looking.look() is False
    assert sorted(line.split(":")[0] for line in looking.complaints) == ["note.xyz", "vide.pdf"]
    looking.look()
    assert len(looking.complaints) == 2
    digital_pdf(folder / "vide.pdf", ["Une page."])
    looking.look()
    assert names(looking.case_file) == ["vide.pdf"]
    assert (looking.received, looking.refused) == (1, 2)


def test_a_refusal_is_an_error_of_the_command(watch, folder):
    (folder / "vide.pdf").touch()
    told = watch()
    assert told.code == 1
    assert told.complaints.startswith("vide.pdf: ")


def test_a_file_that_grows_is_waited_for(looking, folder, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(watching, "STILL_FOR", 2.0)
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    content = digital_pdf(folder / "tome.pdf", ["Une page."]).read_bytes()
    for part in (1, 2, 3):
        (folder / "tome.pdf").write_bytes(content[: len(content) * part // 3])
        assert looking.look() is True
        clock[0] += 1.9
        assert looking.look() is True
    clock[0] += 0.2
    assert looking.look() is False
    assert looking.case_file.volumes.get().size == len(content)


def test_a_file_that_changes_while_it_is_read_is_read_again(looking, folder, monkeypatch):
    path = digital_pdf(folder / "tome.pdf", ["Une page."])
    content = path.read_bytes()
    in_chunks = originals.in_chunks

    def interrupted(opened):
        yield from in_chunks(opened)
        if path.stat().st_size == len(content):
            path.write_bytes(content + b"\n%more")

    monkeypatch.setattr("casefiles.ingest.folder.in_chunks", interrupted)
    assert looking.look() is True
    assert not looking.case_file.volumes.exists()
    assert looking.look() is False
    assert looking.case_file.volumes.get().size == len(content) + 6
    assert not looking.complaints


def test_a_link_is_not_followed(watch, folder, tmp_path):
    outside = tmp_path / "dehors"
    outside.mkdir()
    digital_pdf(outside / "secret.pdf", ["Ce qui n'est pas dans le dossier."])
    (folder / "lien.pdf").symlink_to(outside / "secret.pdf")
    (folder / "dossier").symlink_to(outside)
    (folder / "boucle").symlink_to(folder)
    os.mkfifo(folder / "tube.pdf")
    assert watch().code == 0
    assert not CaseFile.objects.get().volumes.exists()


def test_hidden_and_unfinished_files_are_left(watch, folder):
    for name in (".DS_Store", "tome.pdf.part", "tome.pdf.crdownload", "lettre.odt~"):
        (folder / name).write_bytes(b"%PDF")
    assert watch().code == 0
    assert not CaseFile.objects.get().volumes.exists()


def test_a_file_that_vanishes_is_nothing_to_speak_of(looking, folder, monkeypatch):
    path = digital_pdf(folder / "tome.pdf", ["Une page."])
    found = watching.marks(folder)
    path.unlink()
    monkeypatch.setattr(watching, "marks", lambda _: found)
    assert looking.look() is True
    monkeypatch.undo()
    assert looking.look() is False
    assert not looking.complaints


def test_a_file_that_cannot_be_read_is_told(looking, folder, monkeypatch):
    path = digital_pdf(folder / "tome.pdf", ["Une page."])
    open_ = os.open

    def refused(name, *arguments):
        if str(name) == str(path):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return open_(name, *arguments)

    monkeypatch.setattr(os, "open", refused)
    assert looking.look() is False
    assert looking.complaints == ["tome.pdf: it cannot be read: Permission denied"]
    monkeypatch.setattr(os, "open", open_)
    assert looking.look() is False
    assert not looking.case_file.volumes.exists()
    path.chmod(0o640)  # now it can be
    looking.look()
    assert names(looking.case_file) == ["tome.pdf"]


def test_a_full_disk_is_told_and_tried_again(looking, folder, monkeypatch):
    digital_pdf(folder / "tome.pdf", ["Une page."])
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])

    def no_room(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_room)
        assert looking.look() is True
        assert looking.look() is True
    assert len(looking.complaints) == 1
    assert "No space left" in looking.complaints[0]
    clock[0] += watching.NO_ROOM_FOR + 1
    assert looking.look() is False
    assert names(looking.case_file) == ["tome.pdf"]


def test_not_a_folder(watch, folder):
    with pytest.raises(CommandError, match="is not a folder"):
        watch(where=folder / "absent")


@pytest.mark.parametrize("where", ["data", "data/originals", "."])
def test_not_its_own_folder(watch, tmp_path, where):
    (tmp_path / "data" / "originals").mkdir()
    with pytest.raises(CommandError, match="keeps its own files"):
        watch(where=tmp_path / where)
    assert not CaseFile.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_goes_on_until_it_is_stopped(tmp_path, folder, end):
    """In a process of its own, with a database of its own."""
    environment = os.environ | {"GREFFE_DATA": str(tmp_path / "own"), "DATABASE_URL": ""}
    environment.pop("DATABASE_URL")

    def manage(*arguments):
        return [sys.executable, "manage.py", *arguments]

    subprocess.run(manage("migrate", "--verbosity", "0"), env=environment, check=True)
    names = ("--investigation", "Affaire", "--casefile", "Dossier")
    digital_pdf(folder / "tome 1.pdf", ["Une page."])
    running = subprocess.Popen(
        manage("watch", str(folder), *names),
        env=environment | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout.readline() == "tome 1.pdf: received as volume 1.\n"
    assert running.stdout.readline().startswith("Watching")
    digital_pdf(folder / "tome 2.pdf", ["Une autre."])
    assert running.stdout.readline() == "tome 2.pdf: received as volume 2.\n"
    running.send_signal(end)
    said, complaints = running.communicate(timeout=30)
    assert (running.returncode, said) == (0, "Stopped.\n2 files received, 0 not taken.\n")
    assert "Traceback" not in complaints
