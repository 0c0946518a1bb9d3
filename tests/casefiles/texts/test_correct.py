"""Correcting the text of a page: by the service, and in the reader."""

import pytest
from django.urls import reverse
from django.utils import timezone

from casefiles.models import Page, PageText
from casefiles.reading.words import unpack
from casefiles.states import PageState, TextSource
from casefiles.texts.correct import LARGEST_TEXT, TextTooLong, correct, tidy
from casefiles.texts.versions import ChangedMeanwhile, NotReadYet
from investigations.models import AuditEvent
from investigations.roles import Role
from investigations.services.grants import give
from search.answers import Wanted
from search.finding import find
from search.indexing import index_case_file
from tests.factories import AnnotationFactory, PageFactory, PersonFactory, VolumeFactory

pytestmark = pytest.mark.django_db

CORRECTED = "Le quai est bien désert.\nRien à signaler."


def test_it_works(page, editor, told):
    before = unpack(bytes(page.boxes))
    assert correct(page, CORRECTED, seen_version=1, by=editor) is True
    page.refresh_from_db()
    assert (page.text, page.text_version, page.source) == (CORRECTED, 2, TextSource.EDITED)
    assert (page.text_by, page.confidence, page.state) == (editor, None, PageState.READ)
    after = unpack(bytes(page.boxes))
    assert len(after) == len(CORRECTED.split())
    assert after[:3] == before[:3]
    assert after[4:] == before[3:]
    assert told == [(page.case_file_id, [1])]


def test_the_former_text_is_kept_as_it_was(page, editor):
    Page.objects.filter(pk=page.pk).update(read_at=timezone.now(), text_options={"prefer": "ocr"})
    page.refresh_from_db()
    correct(page, CORRECTED, seen_version=1, by=editor)
    correct(page, "Tout autre chose.", seen_version=2, by=editor)
    edited, first = PageText.objects.filter(page=page)
    assert (first.version, first.text, first.source) == (1, page.text, TextSource.OCR)
    assert (bytes(first.boxes), first.confidence) == (bytes(page.boxes), 0.93)
    assert (first.options, first.made_at, first.made_by) == ({"prefer": "ocr"}, page.read_at, None)
    assert (edited.version, edited.text, edited.made_by) == (2, CORRECTED, editor)
    assert edited.made_at > first.made_at


def test_the_trail_says_which_page_and_not_what(page, editor):
    correct(page, CORRECTED, seen_version=1, by=editor)
    event = AuditEvent.objects.get(verb="edit-text")
    assert (event.actor, event.details) == ("alix", {"page": 1, "version": 2})


def test_who_comes_second_is_told_and_changes_nothing(page, editor, told):
    correct(page, CORRECTED, seen_version=1, by=editor)
    with pytest.raises(ChangedMeanwhile):
        correct(page, "Autre.", seen_version=1, by=editor)
    page.refresh_from_db()
    assert (page.text, page.text_version) == (CORRECTED, 2)
    assert len(told) == 1


def test_nothing_changed_is_no_version(page, editor, told):
    assert correct(page, f"  {page.text}\r\n\r\n", seen_version=1, by=editor) is False
    assert not PageText.objects.exists()
    assert told == []


def test_what_is_hardly_readable_is_vouched_for_as_it_is(page, editor, told):
    Page.objects.filter(pk=page.pk).update(hardly_readable=True)
    assert correct(page, page.text, seen_version=1, by=editor) is True
    page.refresh_from_db()
    assert (page.hardly_readable, page.text_version, len(told)) == (False, 2, 1)


def test_a_page_that_is_being_read_again_can_be_corrected(page, editor):
    Page.objects.filter(pk=page.pk).update(state=PageState.READING, claimed_by="a:1:1")
    correct(page, CORRECTED, seen_version=1, by=editor)
    page.refresh_from_db()
    assert (page.state, page.claimed_by, page.text) == (PageState.READING, "a:1:1", CORRECTED)


def test_a_page_that_could_not_be_read_gets_a_text(editor, page):
    failed = PageFactory(
        volume=page.volume, state="failed", reason="crashed", text="", text_version=0, source=""
    )
    correct(failed, "Manuscrit illisible.", seen_version=0, by=editor)
    failed.refresh_from_db()
    assert (failed.state, failed.reason, failed.text_version) == (PageState.READ, "", 1)
    assert [tuple(box[:4]) for box in unpack(bytes(failed.boxes))] == [(0, 0, 0, 0)] * 2
    assert not PageText.objects.exists()


@pytest.mark.parametrize("state", [PageState.WAITING, PageState.READING])
def test_a_page_that_is_still_to_be_read_is_not_corrected(editor, page, state):
    waiting = PageFactory(volume=page.volume, state=state, text="", text_version=0)
    with pytest.raises(NotReadYet):
        correct(waiting, "Trop tôt.", seen_version=0, by=editor)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("un  deux\r\ntrois\r\n", "un deux\ntrois"),
        ("a\x00b\x07c\u200bd", "abcd"),
        ("e\u0301te\u0301", "été"),
        ("un\n\n\n\n\ndeux", "un\n\ndeux"),
        ("\n \n\t", ""),
        ("un\u00a0; deux\u2028trois", "un ; deux\ntrois"),
        ("\ud800x", "x"),
    ],
)
def test_what_is_typed_is_tidied(typed, kept):
    assert tidy(typed) == kept


def test_a_page_can_be_emptied(page, editor):
    correct(page, "", seen_version=1, by=editor)
    page.refresh_from_db()
    assert (page.text, unpack(bytes(page.boxes))) == ("", [])


def test_more_than_a_megabyte_is_refused(page, editor):
    correct(page, "é" * (LARGEST_TEXT // 2), seen_version=1, by=editor)
    with pytest.raises(TextTooLong):
        correct(page, "é" * (LARGEST_TEXT // 2) + "x", seen_version=2, by=editor)


def test_a_note_stays_at_its_words_and_region(page, editor):
    note = AnnotationFactory(page=page, first_word=1, last_word=2, text_version=1, left=0.2)
    correct(page, CORRECTED, seen_version=1, by=editor)
    note.refresh_from_db()
    assert (note.first_word, note.last_word, note.text_version, note.left) == (1, 2, 1, 0.2)


def test_the_corrected_word_is_found_and_the_wrong_one_no_more(page, editor):
    index_case_file(page.case_file_id)
    correct(page, "Le bathyscaphe est désert.", seen_version=1, by=editor)
    index_case_file(page.case_file_id)
    assert [hit.page.number for hit in find(editor, Wanted("bathyscaphe"), limit=5).hits] == [1]
    assert find(editor, Wanted("quai"), limit=5).total == 0


# --- in the reader ----------------------------------------------------------------------------


def address(page):
    return reverse("casefiles:text-edit", args=[page.case_file_id, page.number])


@pytest.fixture
def at_work(client, editor):
    client.force_login(editor)
    return client


def test_the_form_has_the_text_and_its_version(at_work, page):
    answer = at_work.get(address(page))
    assert answer.context["form"].initial == {"text": page.text, "version": 1}
    assert "Le quai est désert." in answer.content.decode()


def test_it_is_saved_and_leads_back(at_work, page):
    answer = at_work.post(f"{address(page)}?q=quai", {"text": CORRECTED, "version": 1})
    assert (answer.status_code, answer.url) == (302, f"{page.get_absolute_url()}?q=quai")
    page.refresh_from_db()
    assert page.text == CORRECTED
    shown = at_work.get(answer.url).content.decode()
    assert "bien" in shown
    assert "alix" in shown


def test_who_comes_second_sees_both_and_can_save_again(at_work, page):
    other = PersonFactory(username="basile")
    give(other, Role.EDITOR, page.case_file)
    correct(page, "Le quai est noir.", seen_version=1, by=other)
    answer = at_work.post(address(page), {"text": "Le quai est vide.", "version": 1})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Le quai est vide.</textarea>" in shown
    assert "<del>noir.</del>" in shown
    assert "<ins>vide.</ins>" in shown
    assert "basile" in shown
    again = {"text": "Le quai est vide.", "version": answer.context["form"]["version"].value()}
    assert at_work.post(address(page), again).status_code == 302
    page.refresh_from_db()
    assert (page.text, page.text_version) == ("Le quai est vide.", 3)


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 50])
def test_a_version_that_is_none_loses_nothing(at_work, page, version):
    answer = at_work.post(address(page), {"text": "Tapé longtemps.", "version": version})
    assert answer.status_code in (400, 409)
    assert "Tapé longtemps.</textarea>" in answer.content.decode()
    assert not PageText.objects.exists()


def test_what_is_too_long_is_still_there_to_be_cut(at_work, page):
    typed = "été " * 260_000
    answer = at_work.post(address(page), {"text": typed, "version": 1})
    assert answer.status_code == 400
    assert typed in answer.content.decode()
    assert answer.context["form"].errors["text"]


def test_a_page_that_is_to_be_read_says_so_and_keeps_what_was_typed(at_work, page):
    waiting = PageFactory(volume=page.volume, state="waiting", text="", text_version=0)
    answer = at_work.post(address(waiting), {"text": "Trop tôt.", "version": 0})
    assert answer.status_code == 409
    assert "Trop tôt.</textarea>" in answer.content.decode()


def test_markup_is_text(at_work, page):
    at_work.post(address(page), {"text": "<script>alert(1)</script>", "version": 1})
    for name in ("page", "text-edit", "page-texts"):
        shown = at_work.get(reverse(f"casefiles:{name}", args=[page.case_file_id, 1]))
        assert "<script>alert" not in shown.content.decode()


def test_a_reader_may_not_and_is_not_offered_it(client, reader, page):
    client.force_login(reader)
    assert client.get(address(page)).status_code == 403
    assert client.post(address(page), {"text": "x", "version": 1}).status_code == 403
    assert address(page) not in client.get(page.get_absolute_url()).content.decode()


def test_to_a_stranger_there_is_nothing(client, page):
    client.force_login(PersonFactory())
    assert client.get(address(page)).status_code == 404
    assert client.post(address(page), {"text": "x", "version": 1}).status_code == 404
    page.refresh_from_db()
    assert page.text_version == 1


def test_a_page_of_another_case_file_is_not_reached(at_work, page):
    other = PageFactory(volume=VolumeFactory())
    assert at_work.post(address(other), {"text": "x", "version": 1}).status_code == 404
