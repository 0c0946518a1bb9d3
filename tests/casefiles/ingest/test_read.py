from types import SimpleNamespace

import pytest
from django.utils import timezone

from casefiles import originals, queue
from casefiles.ingest import read as reading_module
from casefiles.ingest.claims import ATTEMPTS, claimant, ready
from casefiles.ingest.plan import plan
from casefiles.ingest.read import SLICE, read_chunk
from casefiles.models import Page
from casefiles.queue import LOOKED_AT, READ_TURN
from casefiles.reading.reader import Reader
from casefiles.reading.reasons import Reason
from casefiles.reading.words import unpack
from casefiles.states import PageState, TextSource
from tests.casefiles.ingest.readers import ScriptedReader, reading
from tests.dossiers import digital_pdf, scanned_pdf
from tests.factories import CaseFileFactory, PageFactory, VolumeFactory

pytestmark = pytest.mark.django_db


def waiting(count: int = 1, **attributes) -> list[int]:
    """The keys of so many pages that wait, in one new volume."""
    volume = VolumeFactory(case_file=CaseFileFactory(**attributes))
    fresh = {"state": PageState.WAITING, "text": "", "text_version": 0, "source": "", "boxes": b""}
    return [PageFactory(volume=volume, confidence=None, **fresh).pk for _ in range(count)]


def state_of(page_id: int) -> tuple[str, str, int]:
    """State, reason, attempts."""
    return Page.objects.values_list("state", "reason", "attempts").get(pk=page_id)


def planned(volume, reader) -> list[int]:
    plan(volume.case_file_id, reader)
    return list(volume.pages.order_by("number").values_list("pk", flat=True))


def test_it_works(receive_file, reader, told, tmp_path):
    texts = ["Le témoin confirme ses premières déclarations.", "Lecture faite, persiste et signe."]
    volume = receive_file(digital_pdf(tmp_path / "tome.pdf", texts))

    assert read_chunk(planned(volume, reader), reader) == []

    pages = list(volume.pages.order_by("number"))
    assert [" ".join(page.text.split()) for page in pages] == texts
    for page in pages:
        assert page.state == PageState.READ
        assert page.source == TextSource.LAYER
        assert page.confidence is None
        assert (page.text_version, page.indexed_version) == (1, 0)
        assert (page.reason, page.claimed_by, page.claimed_at) == ("", "", None)
        assert page.read_at <= timezone.now()
        assert len(unpack(page.boxes)) == len(page.text.split())
    assert told == [(volume.case_file_id, [1, 2])]


def test_a_scan_is_read_from_its_image(receive_file, reader, told, tmp_path):
    scan = scanned_pdf(
        tmp_path / "scan.pdf", ["Le témoin confirme ses premières déclarations."], rotation=90
    )
    volume = receive_file(scan)

    read_chunk(planned(volume, reader), reader)

    page = volume.pages.get()
    assert page.source == TextSource.OCR
    assert "premières déclarations" in page.text
    assert page.confidence > 0.8
    assert page.rotation == 270
    assert page.width < page.height
    assert len(unpack(page.boxes)) == len(page.text.split())
    assert told == [(volume.case_file_id, [1])]


def test_a_blank_page_is_read_and_says_that_it_is_blank(receive_file, reader, tmp_path):
    volume = receive_file(scanned_pdf(tmp_path / "scan.pdf", [""]))
    read_chunk(planned(volume, reader), reader)
    page = volume.pages.get()
    assert (page.state, page.source, page.text) == (PageState.READ, TextSource.BLANK, "")
    assert page.text_version == 1


def test_the_original_is_not_touched(receive_file, reader, tmp_path):
    scan = scanned_pdf(tmp_path / "scan.pdf", ["Une page."])
    volume = receive_file(scan)
    kept = originals.path_of(volume.sha256)
    before = kept.stat()
    read_chunk(planned(volume, reader), reader)
    assert kept.read_bytes() == scan.read_bytes()
    assert kept.stat().st_mtime_ns == before.st_mtime_ns
    assert kept.stat().st_mode == before.st_mode


def test_the_language_is_that_of_the_case_file():
    page_ids = waiting(languages="fra+eng")
    asked = ScriptedReader(reading("mot"))
    read_chunk(page_ids, asked)
    assert asked.asked == [(1, "fra+eng")]


def test_ocr_is_told_page_by_page_and_layers_together(told):
    page_ids = waiting(4)
    read_chunk(
        page_ids,
        ScriptedReader(
            reading("un", "layer"), reading("deux", "blank"), reading("trois"), reading("quatre")
        ),
    )
    assert [numbers for _case_file, numbers in told] == [[1, 2, 3], [4]]
    assert Page.objects.filter(state=PageState.READ, text_version=1).count() == 4


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test sets forward."""

    class Clock:
        now = 1000.0

    monkeypatch.setattr(reading_module, "time", SimpleNamespace(monotonic=lambda: Clock.now))
    return Clock


@pytest.mark.parametrize("source", ["ocr", "layer"])
def test_after_a_slice_no_further_page_is_begun(source, clock, told):
    page_ids = waiting(5)

    def takes_time(_):
        clock.now += SLICE / 2 + 0.1

    asked = ScriptedReader(reading("mot", source), meanwhile=takes_time)
    assert read_chunk(page_ids, asked) == page_ids[2:]
    assert [number for _case_file, numbers in told for number in numbers] == [1, 2]
    assert {state_of(key) for key in page_ids[2:]} == {(PageState.WAITING, "", 0)}
    assert set(Page.objects.values_list("claimed_by", flat=True)) == {""}


def test_a_slice_ends_where_somebody_goes_first(monkeypatch):
    page_ids = waiting(4)
    monkeypatch.setattr(queue, "length", lambda name, *priorities: int(LOOKED_AT in priorities))
    assert read_chunk(page_ids, ScriptedReader(reading("mot"))) == page_ids[1:]
    with queue.work_is_done_here():
        assert read_chunk(page_ids, ScriptedReader(reading("mot"))) == []


def test_one_page_is_read_however_late_it_is(clock):
    """Else a chunk that came late would be handed on for ever."""
    page_ids = waiting(2)
    again = read_chunk(page_ids, ScriptedReader(reading("mot")), until=clock.now - 1)
    assert again == page_ids[1:]


def test_what_is_left_can_be_read_by_the_next(clock):
    page_ids = waiting(3)
    late = clock.now - 1
    left = page_ids
    for _ in page_ids:
        left = read_chunk(left, ScriptedReader(reading("mot")), until=late)
    assert left == []
    assert Page.objects.filter(state=PageState.READ, text_version=1).count() == 3


def test_a_page_that_cannot_be_read_has_a_reason_and_the_others_go_on(told):
    page_ids = waiting(3)
    answers = ScriptedReader(reading("un", "layer"), Reason.DAMAGED, reading("trois", "layer"))
    assert read_chunk(page_ids, answers) == []
    assert [state_of(key)[:2] for key in page_ids] == [
        (PageState.READ, ""),
        (PageState.FAILED, Reason.DAMAGED),
        (PageState.READ, ""),
    ]
    assert [number for _case_file, numbers in told for number in numbers] == [1, 3]
    failed = Page.objects.get(pk=page_ids[1])
    assert (failed.claimed_by, failed.text_version) == ("", 0)


@pytest.mark.parametrize(
    "reason", [Reason.DAMAGED, Reason.PAGE_TOO_LARGE, Reason.UNREADABLE, Reason.PASSWORD]
)
def test_what_will_not_get_better_is_tried_once(reason):
    page_ids = waiting()
    assert read_chunk(page_ids, ScriptedReader(reason)) == []
    assert state_of(page_ids[0]) == (PageState.FAILED, reason, 1)


@pytest.mark.parametrize("reason", [Reason.CRASHED, Reason.TOO_SLOW, Reason.TOO_MUCH_MEMORY])
def test_what_may_get_better_is_tried_three_times(reason):
    page_ids = waiting()
    poison = ScriptedReader(reason)
    assert ATTEMPTS == 3
    assert read_chunk(page_ids, poison) == page_ids
    assert state_of(page_ids[0]) == (PageState.WAITING, reason, 1)
    assert read_chunk(page_ids, poison) == page_ids
    assert read_chunk(page_ids, poison) == []
    assert state_of(page_ids[0]) == (PageState.FAILED, reason, 3)
    assert read_chunk(page_ids, poison) == []
    assert len(poison.asked) == 3


def test_a_page_that_is_read_at_last_has_no_reason_left():
    page_ids = waiting()
    read_chunk(page_ids, ScriptedReader(Reason.CRASHED))
    read_chunk(page_ids, ScriptedReader(reading("enfin")))
    assert state_of(page_ids[0])[:2] == (PageState.READ, "")


def test_a_crash_is_no_attempt_at_the_pages_behind_it():
    page_ids = waiting(3)
    read_chunk(page_ids, ScriptedReader(Reason.CRASHED, reading("deux")))
    assert [state_of(key)[2] for key in page_ids] == [1, 0, 0]


def test_without_the_language_model_a_page_waits_and_says_why(tmp_path, receive_file, reader, told):
    volume = receive_file(scanned_pdf(tmp_path / "scan.pdf", ["Une page."]))
    page_ids = planned(volume, reader)
    empty = tmp_path / "no-models"
    empty.mkdir()
    with Reader(empty) as unarmed:
        for _ in range(ATTEMPTS + 1):
            assert read_chunk(page_ids, unarmed) == []
    assert state_of(page_ids[0]) == (PageState.WAITING, Reason.NO_MODEL, 0)
    assert told == []

    read_chunk(page_ids, reader)
    assert state_of(page_ids[0]) == (PageState.READ, "", 0)


def test_when_the_model_has_come_the_other_pages_need_wait_no_longer(sent):
    page_ids = waiting(3)
    Page.objects.filter(pk__in=page_ids).update(reason=Reason.NO_MODEL)
    assert not ready().exists()
    read_chunk(page_ids[:1], ScriptedReader(reading("enfin")))
    assert list(ready().order_by("pk").values_list("pk", flat=True)) == page_ids[1:]
    assert (READ_TURN, "") in sent


def test_an_original_that_is_gone_fails_its_pages(reader):
    page_ids = waiting()
    read_chunk(page_ids, reader)
    assert state_of(page_ids[0])[:2] == (PageState.FAILED, Reason.UNREADABLE)


def test_a_chunk_that_comes_twice_is_read_once(told):
    page_ids = waiting(2)
    answers = ScriptedReader(reading("mot"))
    read_chunk(page_ids, answers)
    before = list(Page.objects.order_by("pk").values())
    assert read_chunk(page_ids, answers) == []
    assert list(Page.objects.order_by("pk").values()) == before
    assert len(answers.asked) == len(told) == 2


def test_a_page_that_somebody_else_has_taken_over_is_left_alone(told):
    """The lease was over, another worker has the page now: what it writes counts."""
    page_ids = waiting(2)

    def taken_over(_):
        Page.objects.filter(pk=page_ids[0]).update(claimed_by="another-machine:1:1")

    read_chunk(page_ids, ScriptedReader(reading("mine"), meanwhile=taken_over))
    page = Page.objects.get(pk=page_ids[0])
    assert (page.state, page.text, page.text_version) == (PageState.READING, "", 0)
    assert page.claimed_by == "another-machine:1:1"
    assert [numbers for _case_file, numbers in told] == [[2]]


@pytest.mark.parametrize("reason", [Reason.DAMAGED, Reason.CRASHED, Reason.NO_MODEL])
def test_nor_is_it_failed_by_who_no_longer_holds_it(reason):
    page_ids = waiting()

    def read_elsewhere(_):
        Page.objects.filter(pk=page_ids[0]).update(
            state=PageState.READ, claimed_by="", text="lu ailleurs", text_version=1
        )

    assert read_chunk(page_ids, ScriptedReader(reason, meanwhile=read_elsewhere)) == []
    page = Page.objects.get(pk=page_ids[0])
    assert (page.state, page.text, page.text_version) == (PageState.READ, "lu ailleurs", 1)


def test_reading_again_counts_the_text_on():
    page_ids = waiting()
    read_chunk(page_ids, ScriptedReader(reading("premier")))
    Page.objects.filter(pk=page_ids[0]).update(state=PageState.WAITING, indexed_version=1)
    read_chunk(page_ids, ScriptedReader(reading("second")))
    page = Page.objects.get(pk=page_ids[0])
    assert (page.text, page.text_version, page.indexed_version) == ("second", 2, 1)


def test_pages_are_held_while_they_are_read():
    page_ids = waiting(2)
    seen = []

    def look(_):
        rows = Page.objects.filter(pk__in=page_ids).order_by("pk")
        seen.append(list(rows.values_list("state", "claimed_by")))

    read_chunk(page_ids, ScriptedReader(reading("mot"), meanwhile=look))
    me = claimant()
    assert seen[0] == [(PageState.READING, me), (PageState.READING, me)]
    assert seen[1] == [(PageState.READ, ""), (PageState.READING, me)]
