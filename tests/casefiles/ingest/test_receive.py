import hashlib
import stat

import pytest
from django.conf import settings as django_settings

from casefiles import originals
from casefiles.ingest.receive import TooLarge, clean_name, receive
from casefiles.models import Volume
from casefiles.reading.reasons import ReadingError, Reason
from casefiles.states import Format, VolumeState
from investigations.models import AuditEvent
from tests.dossiers import digital_pdf
from tests.factories import CaseFileFactory, PersonFactory

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40


def files_in(folder) -> list:
    return [path for path in folder.rglob("*") if path.is_file()]


def refused(case_file, *chunks, name="tome.pdf"):
    """Why a file that comes in these chunks is refused; nothing of it may be left."""
    with pytest.raises(ReadingError) as error:
        receive(case_file, name, chunks)
    assert not Volume.objects.exists()
    assert not files_in(django_settings.INCOMING)
    assert not files_in(django_settings.ORIGINALS)
    return error.value.code


def test_it_works(sent, tmp_path):
    case_file, person = CaseFileFactory(), PersonFactory()
    content = digital_pdf(tmp_path / "tome-1.pdf", ["Première page", "Deuxième page"]).read_bytes()
    chunks = [content[at : at + 1000] for at in range(0, len(content), 1000)]

    volume = receive(case_file, "tome-1.pdf", chunks, by=person)

    volume.refresh_from_db()
    assert volume.name == "tome-1.pdf"
    assert volume.position == 1
    assert volume.state == VolumeState.RECEIVED
    assert volume.size == len(content)
    assert volume.sha256 == hashlib.sha256(content).hexdigest()
    assert volume.uploaded_by == person
    kept = originals.path_of(volume.sha256)
    assert kept.read_bytes() == content
    assert stat.S_IMODE(kept.stat().st_mode) == 0o400
    assert not files_in(django_settings.INCOMING)
    assert sent == [("casefiles.tasks.plan", str(case_file.pk))]


def test_it_is_in_the_audit_trail():
    case_file, person = CaseFileFactory(), PersonFactory()
    volume = receive(case_file, "tome.pdf", [PDF], by=person)
    event = AuditEvent.objects.get(verb=AuditEvent.Verb.UPLOAD)
    assert event.actor == person.username
    assert event.details["sha256"] == volume.sha256
    assert event.details["volume"] == str(volume.pk)


def test_volumes_are_placed_in_the_order_in_which_they_come():
    case_file = CaseFileFactory()
    for name in ("b.pdf", "a.pdf", "c.pdf"):
        receive(case_file, name, [PDF + name.encode()])
    places = case_file.volumes.values_list("position", "name")
    assert list(places) == [(1, "b.pdf"), (2, "a.pdf"), (3, "c.pdf")]


def test_the_same_bytes_twice_are_two_volumes_and_one_original():
    first = receive(CaseFileFactory(), "tome.pdf", [PDF])
    inode = originals.path_of(first.sha256).stat().st_ino
    second = receive(first.case_file, "copie.pdf", [PDF[:7], PDF[7:]])
    assert second.sha256 == first.sha256
    assert second.position == 2
    assert files_in(django_settings.ORIGINALS) == [originals.path_of(first.sha256)]
    assert originals.path_of(first.sha256).stat().st_ino == inode
    assert not files_in(django_settings.INCOMING)


def test_the_same_name_with_other_bytes_is_another_original():
    first = receive(CaseFileFactory(), "tome.pdf", [PDF])
    second = receive(first.case_file, "tome.pdf", [PDF + b"2"])
    assert originals.path_of(first.sha256).read_bytes() == PDF
    assert originals.path_of(second.sha256).read_bytes() == PDF + b"2"


def test_the_mark_of_a_pdf_may_stand_a_little_behind_the_start():
    content = b"\n" * 1000 + PDF
    volume = receive(CaseFileFactory(), "tome.pdf", [content[:3], content[3:1001], content[1001:]])
    assert originals.path_of(volume.sha256).read_bytes() == content


@pytest.mark.parametrize("chunks", [[], [b""]])
def test_an_empty_file_is_refused(chunks):
    assert refused(CaseFileFactory(), *chunks) == Reason.EMPTY


@pytest.mark.parametrize(
    "content",
    [
        b"x",
        b"Ceci est une note.",
        b"AT&TFORM\x00\x02W\x9cDJVM" + bytes(5000),
        b"\n" * 1100 + b"%PDF-1.7",
        b"Rar!\x1a\x07\x01\x00" + bytes(2000),
    ],
    ids=["one byte", "short text", "djvu", "mark too far behind", "rar"],
)
def test_what_cannot_be_read_is_refused(content):
    assert refused(CaseFileFactory(), content) == Reason.UNKNOWN_FORMAT


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, Format.PDF),
        (b"\xff\xd8\xff\xe0" + bytes(70_000), Format.PICTURE),
        (b"PK\x03\x04" + bytes(2000), Format.ARCHIVE),
        (b"{\\rtf1\\ansi Proc\\'e8s-verbal}", Format.OFFICE),
        (b"From: a@b.example\r\nSubject: PV\r\n\r\nBonjour", Format.MESSAGE),
    ],
    ids=["pdf", "picture", "archive", "office", "message"],
)
@pytest.mark.parametrize("size", [7, 100_000])
def test_what_it_is_is_told_by_its_bytes_whatever_its_name(content, kind, size):
    chunks = [content[at : at + size] for at in range(0, len(content), size)]
    volume = receive(CaseFileFactory(), "tome.pdf", chunks)
    volume.refresh_from_db()
    assert volume.format == kind
    assert volume.state == VolumeState.RECEIVED
    assert originals.path_of(volume.sha256).read_bytes() == content


def test_what_cannot_be_read_is_refused_before_it_has_come_in_full():
    def endless():
        while True:
            yield bytes(1000)

    with pytest.raises(ReadingError) as error:
        receive(CaseFileFactory(), "tome.pdf", endless())
    assert error.value.code == Reason.UNKNOWN_FORMAT


def test_a_file_over_the_limit_is_refused_and_nothing_is_left(settings):
    settings.MAX_UPLOAD_BYTES = len(PDF)
    receive(CaseFileFactory(), "just-fits.pdf", [PDF])
    with pytest.raises(TooLarge):
        receive(CaseFileFactory(), "tome.pdf", [PDF, b"."])
    assert Volume.objects.count() == 1
    assert len(files_in(settings.ORIGINALS)) == 1
    assert not files_in(settings.INCOMING)


def test_an_upload_that_breaks_off_leaves_nothing():
    def cut():
        yield PDF
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        receive(CaseFileFactory(), "tome.pdf", cut())
    assert not Volume.objects.exists()
    assert not files_in(django_settings.INCOMING)
    assert not files_in(django_settings.ORIGINALS)


def test_one_that_is_refused_takes_no_place():
    case_file = CaseFileFactory()
    receive(case_file, "a.pdf", [PDF])
    with pytest.raises(ReadingError):
        receive(case_file, "b.pdf", [b"note"])
    assert receive(case_file, "c.pdf", [PDF]).position == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("tome 1.pdf", "tome 1.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Dossiers\\tome.pdf", "tome.pdf"),
        ("/absolu/tome.pdf", "tome.pdf"),
        ("retour\nà la ligne\t.pdf", "retourà la ligne.pdf"),
        ("nul\0.pdf", "nul.pdf"),
        ("‮fdp.exe", "fdp.exe"),
        ("<b>'\"&%.pdf", "<b>'\"&%.pdf"),
        ("👩\u200d⚖️.pdf", "👩\u200d⚖️.pdf"),
        ("محضر.pdf", "محضر.pdf"),
        ("CON.pdf", "CON.pdf"),
        ("", "volume.pdf"),
        ("dossier/", "volume.pdf"),
        ("\n\t", "volume.pdf"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_a_name_is_made_fit_to_be_shown(given, kept):
    assert clean_name(given) == kept


def test_the_name_has_no_part_in_where_the_original_is_kept():
    volume = receive(CaseFileFactory(), "../../../dehors.pdf", [PDF])
    assert files_in(django_settings.ORIGINALS) == [originals.path_of(volume.sha256)]
    assert volume.name == "dehors.pdf"
