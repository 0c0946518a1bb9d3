import pypdf
import pytest

from casefiles import originals
from casefiles.ingest.plan import plan
from casefiles.models import Page, Volume
from casefiles.preparing import run
from casefiles.preparing.parts import Prepared
from casefiles.reading.reasons import ReadingError, Reason
from casefiles.states import PageState, VolumeState
from tests.casefiles.ingest.readers import ScriptedReader, pages
from tests.dossiers import digital_pdf
from tests.factories import CaseFileFactory, VolumeFactory

pytestmark = pytest.mark.django_db


def received(case_file, **attributes) -> Volume:
    """A volume for a scripted reader, which never looks into the file."""
    sha256, size = originals.store([str(case_file.volumes.count()).encode()])
    return VolumeFactory(
        case_file=case_file, state=VolumeState.RECEIVED, sha256=sha256, size=size, **attributes
    )


@pytest.fixture(autouse=True)
def _nothing_inside(request, monkeypatch):
    """With a scripted reader nothing is attached to a file either, and nothing is mended."""
    if "reader" in request.fixturenames:
        return

    def mend(original, folder, *, limits):
        raise ReadingError(Reason.DAMAGED)

    monkeypatch.setattr(run, "take_out", lambda *_, **__: Prepared(None))
    monkeypatch.setattr(run, "mend", mend)


def numbering(case_file) -> list[tuple[int, str, int]]:
    rows = case_file.pages.order_by("number")
    return list(rows.values_list("number", "volume__name", "volume_page"))


def encrypted(path, texts, password):
    writer = pypdf.PdfWriter(clone_from=digital_pdf(path, texts))
    writer.encrypt(user_password=password, owner_password="greffier", algorithm="RC4-128")
    writer.write(path)
    return path


def without_pages(path):
    pypdf.PdfWriter().write(path)
    return path


def truncated(path):
    content = digital_pdf(path, [f"Page {n}" for n in range(30)]).read_bytes()
    path.write_bytes(content[: len(content) // 10])
    return path


def test_it_works(receive_file, reader, sent, tmp_path):
    volume = receive_file(digital_pdf(tmp_path / "tome.pdf", ["Une", "Deux", "Trois"]))
    sent.clear()

    plan(volume.case_file_id, reader)

    volume.refresh_from_db()
    assert volume.state == VolumeState.PLANNED
    assert (volume.page_count, volume.first_page) == (3, 1)
    made = list(volume.case_file.pages.order_by("number"))
    assert [(page.number, page.volume_page) for page in made] == [(1, 1), (2, 2), (3, 3)]
    assert {page.state for page in made} == {PageState.WAITING}
    assert [(round(page.width), round(page.height)) for page in made] == [(595, 842)] * 3
    assert {task for task, _chunk in sent} == {"casefiles.tasks.read_pages"}
    assert [key for _task, chunk in sent for key in chunk] == [page.pk for page in made]


def test_pages_are_numbered_through_the_volumes_in_the_order_given(sent):
    case_file = CaseFileFactory()
    for name in ("z.pdf", "a.pdf", "m.pdf"):
        received(case_file, name=name)
    plan(case_file.pk, ScriptedReader(pages(2), pages(1), pages(2)))
    assert numbering(case_file) == [
        (1, "z.pdf", 1),
        (2, "z.pdf", 2),
        (3, "a.pdf", 1),
        (4, "m.pdf", 1),
        (5, "m.pdf", 2),
    ]
    assert list(case_file.volumes.values_list("first_page", flat=True)) == [1, 3, 4]


def test_a_volume_added_later_goes_on_where_the_last_one_ended():
    case_file = CaseFileFactory()
    received(case_file, name="1.pdf")
    plan(case_file.pk, ScriptedReader(pages(2)))
    received(case_file, name="2.pdf")
    plan(case_file.pk, ScriptedReader(pages(1)))
    assert numbering(case_file) == [(1, "1.pdf", 1), (2, "1.pdf", 2), (3, "2.pdf", 1)]


def test_a_volume_that_comes_while_another_is_counted_is_taken_too():
    case_file = CaseFileFactory()
    received(case_file, name="1.pdf")

    def another_comes(_):
        if case_file.volumes.count() == 1:
            received(case_file, name="2.pdf")

    plan(case_file.pk, ScriptedReader(pages(1), meanwhile=another_comes))
    assert numbering(case_file) == [(1, "1.pdf", 1), (2, "2.pdf", 1)]


def test_twice_is_as_once(sent):
    case_file = CaseFileFactory()
    received(case_file)
    plan(case_file.pk, ScriptedReader(pages(5)))
    before, messages = list(case_file.pages.values()), len(sent)
    plan(case_file.pk, ScriptedReader(pages(5)))
    assert list(case_file.pages.values()) == before
    assert len(sent) == messages


def test_who_comes_second_changes_nothing(sent):
    """Another worker has planned the volume while this one was still counting its pages."""
    case_file = CaseFileFactory()
    received(case_file, name="1.pdf")
    received(case_file, name="2.pdf")
    other = ScriptedReader(pages(3), pages(2))

    def the_other_is_faster(_):
        if other.asked == []:
            plan(case_file.pk, other)

    plan(case_file.pk, ScriptedReader(pages(3), pages(2), meanwhile=the_other_is_faster))
    assert [number for number, *_ in numbering(case_file)] == [1, 2, 3, 4, 5]
    handed_out = [key for _task, chunk in sent for key in chunk]
    assert len(handed_out) == len(set(handed_out)) == 5


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: encrypted(path, ["Secret"], "sésame"), Reason.PASSWORD),
        (truncated, Reason.DAMAGED),
        (without_pages, Reason.NO_PAGES),
        (lambda path: digital_pdf(path, ["Une"] * 5), Reason.TOO_MANY_PAGES),
    ],
    ids=["password", "truncated", "no pages", "too many pages"],
)
def test_a_volume_that_cannot_be_read_is_refused_and_the_next_goes_on(
    make, reason, receive_file, reader, settings, tmp_path
):
    settings.MAX_PAGES = 4
    first = receive_file(digital_pdf(tmp_path / "1.pdf", ["Une"]))
    case_file = first.case_file
    bad = receive_file(make(tmp_path / "2.pdf"), case_file)
    content = originals.path_of(bad.sha256).read_bytes()
    receive_file(digital_pdf(tmp_path / "3.pdf", ["Trois", "Quatre"]), case_file)

    plan(case_file.pk, reader)

    bad.refresh_from_db()
    assert (bad.state, bad.reason) == (VolumeState.REFUSED, reason)
    assert bad.page_count is None
    assert originals.path_of(bad.sha256).read_bytes() == content
    assert numbering(case_file) == [(1, "1.pdf", 1), (2, "3.pdf", 1), (3, "3.pdf", 2)]


def test_an_owners_password_alone_keeps_nobody_from_reading(receive_file, reader, tmp_path):
    volume = receive_file(encrypted(tmp_path / "tome.pdf", ["Lisible"], ""))
    plan(volume.case_file_id, reader)
    volume.refresh_from_db()
    assert (volume.state, volume.page_count) == (VolumeState.PLANNED, 1)


def test_an_original_that_is_gone_is_said_to_be_unreadable(reader):
    volume = VolumeFactory(state=VolumeState.RECEIVED)
    plan(volume.case_file_id, reader)
    volume.refresh_from_db()
    assert (volume.state, volume.reason) == (VolumeState.REFUSED, Reason.UNREADABLE)


def test_one_crash_of_the_reader_does_not_refuse_a_volume():
    volume = received(CaseFileFactory())
    plan(volume.case_file_id, ScriptedReader(Reason.CRASHED, Reason.TOO_SLOW, pages(2)))
    volume.refresh_from_db()
    assert (volume.state, volume.page_count) == (VolumeState.PLANNED, 2)


def test_a_volume_that_crashes_the_reader_each_time_is_refused():
    case_file = CaseFileFactory()
    poison, sound = received(case_file), received(case_file)
    reader = ScriptedReader(Reason.CRASHED, Reason.CRASHED, Reason.CRASHED, pages(1))
    plan(case_file.pk, reader)
    poison.refresh_from_db()
    sound.refresh_from_db()
    assert (poison.state, poison.reason) == (VolumeState.REFUSED, Reason.CRASHED)
    assert sound.state == VolumeState.PLANNED
    assert len(reader.asked) == 4


def test_it_leaves_other_case_files_alone():
    other = received(CaseFileFactory())
    plan(received(CaseFileFactory()).case_file_id, ScriptedReader(pages(1)))
    other.refresh_from_db()
    assert other.state == VolumeState.RECEIVED
    assert Page.objects.count() == 1
