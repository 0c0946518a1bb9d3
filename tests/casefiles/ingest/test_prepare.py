"""What becomes of files that are no sound PDF, and of what is inside them."""

import io
import zipfile

import pikepdf
import pytest
from PIL import Image

from casefiles import originals, renditions
from casefiles.ingest import enclose, prepare
from casefiles.ingest.plan import plan
from casefiles.ingest.receive import receive
from casefiles.models import Enclosure, Volume
from casefiles.preparing import run
from casefiles.reading.reasons import ReadingError, Reason
from casefiles.states import VolumeState
from tests.casefiles.preparing import hostile
from tests.dossiers import digital_pdf
from tests.factories import CaseFileFactory

pytestmark = pytest.mark.django_db


def zipped(**files: bytes) -> bytes:
    """A ZIP of files, by name; an underscore in a name stands for a dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name.replace("_", ".")), content)
    return buffer.getvalue()


@pytest.fixture
def pdf(tmp_path):
    """The bytes of a PDF of one page for a text."""

    def made(text: str) -> bytes:
        return digital_pdf(tmp_path / "made.pdf", [text]).read_bytes()

    return made


@pytest.fixture
def take_in(reader):
    """Receive a file into a case file and plan it."""

    def taken(name: str, content: bytes, case_file=None) -> Volume:
        volume = receive(case_file or CaseFileFactory(), name, [content])
        plan(volume.case_file_id, reader)
        volume.refresh_from_db()
        return volume

    return taken


def picture(size=(600, 800), frames=1) -> bytes:
    buffer = io.BytesIO()
    first, *others = [Image.new("L", size, 250 - n) for n in range(frames)]
    first.save(buffer, "TIFF", save_all=True, append_images=others)
    return buffer.getvalue()


def told(volume) -> list[tuple]:
    return [(item["name"], item["reason"]) for item in volume.left_out]


def test_it_works_for_a_picture(take_in):
    content = picture(frames=3)
    volume = take_in("fax.tif", content)
    assert (volume.state, volume.reason) == (VolumeState.PLANNED, "")
    assert (volume.format, volume.has_rendition, volume.page_count) == ("picture", True, 3)
    assert originals.path_of(volume.sha256).read_bytes() == content
    assert renditions.pdf_of(volume).read_bytes().startswith(b"%PDF")
    assert [page.volume_page for page in volume.pages.order_by("number")] == [1, 2, 3]


def test_what_is_in_an_archive_becomes_volumes_tied_to_it(take_in, pdf):
    case_file = CaseFileFactory()
    archive = take_in("tomes.zip", zipped(b_pdf=pdf("Deux"), a_pdf=pdf("Une")), case_file)
    assert (archive.state, archive.page_count) == (VolumeState.OPENED, None)
    assert archive.left_out == []
    rows = list(case_file.volumes.values_list("position", "name", "state", "first_page"))
    assert rows[1:] == [(2, "a.pdf", "planned", 1), (3, "b.pdf", "planned", 2)]
    enclosures = archive.enclosures.values_list("position", "name", "volume__name")
    assert list(enclosures) == [(1, "a.pdf", "a.pdf"), (2, "b.pdf", "b.pdf")]


def test_twice_is_as_once(take_in, pdf, reader):
    archive = take_in("tomes.zip", zipped(a_pdf=pdf("Une"), b_pdf=pdf("Deux")))
    before = list(Volume.objects.order_by("position").values())
    tied = list(Enclosure.objects.values_list("holder", "volume", "position", "name"))
    Volume.objects.filter(pk=archive.pk).update(state=VolumeState.RECEIVED)
    plan(archive.case_file_id, reader)
    assert list(Volume.objects.order_by("position").values()) == before
    assert list(Enclosure.objects.values_list("holder", "volume", "position", "name")) == tied


def test_the_same_file_in_two_archives_is_one_volume_that_came_in_both(take_in, pdf):
    case_file = CaseFileFactory()
    same = pdf("La même")
    take_in("1.zip", zipped(annexe_pdf=same), case_file)
    take_in("2.zip", zipped(copie_pdf=same, autre_pdf=pdf("Une autre")), case_file)
    volume = case_file.volumes.get(name="annexe.pdf")
    assert list(volume.enclosed_in.values_list("holder__name", "name")) == [
        ("1.zip", "annexe.pdf"),
        ("2.zip", "copie.pdf"),
    ]
    assert case_file.volumes.count() == 4


def test_what_was_uploaded_before_is_not_taken_again_out_of_an_archive(take_in, pdf):
    case_file = CaseFileFactory()
    uploaded = take_in("tome.pdf", pdf("Une"), case_file)
    archive = take_in("tomes.zip", zipped(copie_pdf=pdf("Une")), case_file)
    assert archive.enclosures.get().volume == uploaded
    assert case_file.pages.count() == 1


def test_what_cannot_be_taken_is_told_by_name(take_in, pdf):
    content = zipped(
        a_pdf=pdf("Une"), note_txt=b"note", vide_pdf=b"", film_mp4=b"\0\0\0\x20ftypisom"
    )
    archive = take_in("tomes.zip", content)
    assert archive.state == VolumeState.OPENED
    assert set(told(archive)) == {
        ("film.mp4", Reason.UNKNOWN_FORMAT),
        ("note.txt", Reason.UNKNOWN_FORMAT),
        ("vide.pdf", Reason.EMPTY),
    }


def test_an_archive_with_nothing_that_can_be_read_is_refused(take_in):
    archive = take_in("notes.zip", zipped(note_txt=b"note"))
    assert (archive.state, archive.reason) == (VolumeState.REFUSED, Reason.NOTHING_INSIDE)
    assert told(archive) == [("note.txt", Reason.UNKNOWN_FORMAT)]


def test_archives_in_archives_are_opened_down_to_the_third(take_in, pdf):
    content = pdf("Au fond")
    for depth in range(5, 0, -1):
        content = zipped(**{f"{depth}_zip" if depth < 5 else "fond_pdf": content})
    case_file = CaseFileFactory()
    top = take_in("0.zip", zipped(**{"1_zip": content}), case_file)
    assert top.state == VolumeState.OPENED
    assert case_file.volumes.filter(state=VolumeState.OPENED).count() == enclose.DEEPEST
    deepest = case_file.volumes.get(state=VolumeState.REFUSED)
    assert deepest.reason == Reason.TOO_DEEP
    assert enclose.depth_of(deepest) == enclose.DEEPEST
    assert not case_file.pages.exists()


def test_no_more_files_come_out_of_all_of_it_than_are_looked_at(take_in, pdf, monkeypatch):
    monkeypatch.setattr(enclose, "MOST_INSIDE", 4)
    inner = [
        zipped(**{f"{name}{number}_pdf": pdf(f"{name} {number}") for number in range(3)})
        for name in "ab"
    ]
    case_file = CaseFileFactory()
    take_in("0.zip", zipped(a_zip=inner[0], b_zip=inner[1]), case_file)
    assert case_file.volumes.count() == 1 + 4
    reasons = {reason for volume in case_file.volumes.all() for _, reason in told(volume)}
    assert reasons == {Reason.TOO_MANY_FILES}


def test_no_more_comes_out_of_all_of_it_than_there_is_room_for(take_in, settings):
    settings.MAX_UNPACKED_BYTES = 3_000_000
    inner = zipped(**{f"{n}_tif": picture((1000, 1000 + n)) for n in range(2)})
    case_file = CaseFileFactory()
    top = take_in("0.zip", zipped(a_zip=inner, b_tif=picture((1000, 1100))), case_file)
    assert top.state == VolumeState.OPENED
    inside = case_file.volumes.exclude(pk=top.pk)
    assert sum(volume.size for volume in inside) <= settings.MAX_UNPACKED_BYTES
    nested = case_file.volumes.get(name="a.zip")
    assert Reason.TOO_LARGE in {reason for _, reason in told(nested)}


def test_what_is_attached_to_a_pdf_is_taken_out_and_its_pages_are_its_own(take_in, tmp_path):
    content = hostile.with_script_and_attachment(tmp_path).read_bytes()
    volume = take_in("portefeuille.pdf", content)
    assert (volume.state, volume.page_count, volume.has_rendition) == ("planned", 1, False)
    attached = volume.enclosures.get().volume
    assert (attached.name, attached.page_count, attached.first_page) == ("annexe.pdf", 1, 2)


def test_a_damaged_pdf_is_mended_and_its_original_left_alone(take_in, tmp_path):
    content = hostile.without_beginning(tmp_path).read_bytes()
    volume = take_in("tete.pdf", content)
    assert (volume.state, volume.reason) == (VolumeState.PLANNED, Reason.MENDED)
    assert (volume.page_count, volume.has_rendition) == (2, True)
    assert originals.path_of(volume.sha256).read_bytes() == content


def test_a_page_that_is_lost_keeps_its_number(take_in, tmp_path, reader):
    volume = take_in("lacune.pdf", hostile.lost_kid(tmp_path).read_bytes())
    assert (volume.state, volume.reason) == (VolumeState.PLANNED, Reason.INCOMPLETE)
    assert volume.page_count == 3
    assert told(volume) == [("p. 2", Reason.DAMAGED)]
    with pytest.raises(ReadingError) as error:
        reader.read(renditions.pdf_of(volume), 2, "fra", timeout=20)
    assert error.value.code == Reason.DAMAGED
    assert "numéro 3" in reader.read(renditions.pdf_of(volume), 3, "fra", timeout=20).text


def test_an_attachment_that_cannot_be_taken_out_does_not_cost_the_pages(take_in, pdf, monkeypatch):
    def crash(*_, **__):
        raise ReadingError(Reason.TOO_SLOW)

    monkeypatch.setattr(run, "take_out", crash)
    volume = take_in("tome.pdf", pdf("Une"))
    assert (volume.state, volume.page_count) == (VolumeState.PLANNED, 1)
    assert told(volume) == [("", Reason.TOO_SLOW)]


def test_without_libreoffice_the_document_is_kept_and_told_what_is_missing(take_in, monkeypatch):
    def missing(*_, **__):
        raise ReadingError(Reason.NO_LIBREOFFICE)

    monkeypatch.setattr(run, "prepare", missing)
    volume = take_in("lettre.rtf", b"{\\rtf1 Bonjour}")
    assert (volume.state, volume.reason) == (VolumeState.REFUSED, Reason.NO_LIBREOFFICE)
    assert originals.path_of(volume.sha256).exists()


def test_a_crash_is_tried_again_and_a_hang_is_not(take_in, monkeypatch):
    asked = []

    def fail(reason):
        def prepare_badly(*_, **__):
            asked.append(reason)
            raise ReadingError(reason)

        monkeypatch.setattr(run, "prepare", prepare_badly)

    fail(Reason.CRASHED)
    assert take_in("1.rtf", b"{\\rtf1 1}").reason == Reason.CRASHED
    assert len(asked) == 3
    fail(Reason.TOO_SLOW)
    assert take_in("2.rtf", b"{\\rtf1 2}").reason == Reason.TOO_SLOW
    assert len(asked) == 4


def test_a_full_disk_leaves_the_volume_to_be_tried_later(take_in, monkeypatch, reader):
    case_file = CaseFileFactory()
    volume = receive(case_file, "fax.tif", [picture()])

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(prepare.renditions, "keep", full)
        with pytest.raises(OSError, match="No space"):
            plan(case_file.pk, reader)
    volume.refresh_from_db()
    assert volume.state == VolumeState.RECEIVED
    assert not case_file.pages.exists()
    plan(case_file.pk, reader)
    volume.refresh_from_db()
    assert (volume.state, volume.page_count) == (VolumeState.PLANNED, 1)


def test_two_that_prepare_the_same_file_do_not_both(take_in, reader, monkeypatch):
    case_file = CaseFileFactory()
    receive(case_file, "fax.tif", [picture()])
    asked = []
    prepared = run.prepare

    def meanwhile(*args, **options):
        asked.append(args)
        if len(asked) == 1:
            plan(case_file.pk, reader)  # another worker, which finds it taken
        return prepared(*args, **options)

    monkeypatch.setattr(run, "prepare", meanwhile)
    plan(case_file.pk, reader)
    assert len(asked) == 1
    assert case_file.pages.count() == 1


def test_nothing_is_left_lying_about(take_in, settings, pdf):
    take_in("tomes.zip", zipped(a_pdf=pdf("Une"), b_tif=picture()))
    assert not any(settings.INCOMING.iterdir())


def test_a_rendition_that_is_gone_is_made_again(take_in, tmp_path):
    for volume in (
        take_in("fax.tif", picture(frames=2)),
        take_in("tete.pdf", hostile.without_beginning(tmp_path).read_bytes()),
    ):
        renditions.path_of(volume.sha256, volume.format).unlink()
        with pikepdf.open(renditions.pdf_of(volume)) as made:
            assert len(made.pages) == volume.page_count


def test_one_that_cannot_be_made_again_says_so(take_in):
    volume = take_in("fax.tif", picture())
    renditions.path_of(volume.sha256, volume.format).unlink()
    originals.path_of(volume.sha256).unlink()
    with pytest.raises(ReadingError) as error:
        renditions.pdf_of(volume)
    assert error.value.code == Reason.UNREADABLE


def test_the_same_bytes_of_another_kind_have_a_rendition_of_their_own(take_in, pdf):
    """Whoever has them too, and takes them for something else, changes nobody's pages."""
    content = b"Subject: acte\n\n" + pdf("Procès-verbal")[:-60]
    volume = take_in("acte.pdf", content)
    assert (volume.format, volume.has_rendition) == ("pdf", True)
    kept = renditions.pdf_of(volume).read_bytes()
    other = take_in("acte.eml", content)
    assert (other.sha256, other.format) == (volume.sha256, "message")
    assert other.has_rendition
    assert renditions.pdf_of(volume).read_bytes() == kept != renditions.pdf_of(other).read_bytes()
