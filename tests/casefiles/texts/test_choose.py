"""Putting another text in force, and the list of the texts of a page."""

import uuid

import pytest
from django.urls import reverse

from casefiles.models import Page, PageText
from casefiles.reading.words import Box, Word, compose, unpack
from casefiles.states import TextSource
from casefiles.texts.choose import choose
from casefiles.texts.correct import correct
from casefiles.texts.versions import ChangedMeanwhile
from investigations.models import AuditEvent
from tests.factories import AnnotationFactory, PageTextFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def layer(page):
    return PageTextFactory(page=page, text="Le quaj est désert. Rien à signaIer.")


def test_it_works(page, layer, editor, told):
    choose(page, layer, seen_version=1, by=editor)
    former = page.text
    page.refresh_from_db()
    assert (page.text, page.source, page.text_version) == (layer.text, TextSource.LAYER, 2)
    assert bytes(page.boxes) == layer.boxes
    assert page.text_by == editor
    assert page.text_at is not None
    kept = PageText.objects.get(page=page, version=1)
    assert (kept.text, kept.source, kept.confidence) == (former, TextSource.OCR, 0.93)
    assert told == [(page.case_file_id, [1])]
    event = AuditEvent.objects.get(verb="choose-text")
    assert event.details == {"page": 1, "version": 2, "text": str(layer.pk)}


def test_and_back_again(page, layer, editor):
    first = page.text
    choose(page, layer, seen_version=1, by=editor)
    choose(page, PageText.objects.get(version=1), seen_version=2, by=editor)
    page.refresh_from_db()
    assert (page.text, page.source, page.confidence) == (first, TextSource.OCR, 0.93)
    assert page.text_version == 3
    kept = PageText.objects.filter(page=page).exclude(version=None)
    assert sorted(kept.values_list("version", flat=True)) == [1, 2]


def test_what_a_person_chose_is_searched(page, editor):
    Page.objects.filter(pk=page.pk).update(hardly_readable=True)
    text = PageTextFactory(page=page, hardly_readable=True)
    choose(page, text, seen_version=1, by=editor)
    page.refresh_from_db()
    assert page.hardly_readable is False
    assert PageText.objects.get(version=1).hardly_readable is True


def test_who_comes_second_is_told(page, layer, editor):
    correct(page, "Autre.", seen_version=1, by=editor)
    with pytest.raises(ChangedMeanwhile):
        choose(page, layer, seen_version=1, by=editor)
    page.refresh_from_db()
    assert page.text == "Autre."


def test_hidden_words_and_texts_of_other_pages_are_no_text_of_it(page, editor):
    for wrong in (PageTextFactory(page=page, source="hidden"), PageTextFactory()):
        with pytest.raises(ValueError, match="cannot be the text"):
            choose(page, wrong, seen_version=1, by=editor)


def test_a_text_that_stands_otherwise_turns_the_page_and_its_notes(page, editor):
    note = AnnotationFactory(page=page, left=0.1, top=0.2, width=0.3, height=0.05)
    text, boxes = compose([[[Word("debout", 0.1, 0.2, 0.3, 0.05)]]])
    lying = PageTextFactory(page=page, text=text, boxes=boxes, rotation=90, width=842, height=595)
    choose(page, lying, seen_version=1, by=editor)
    page.refresh_from_db()
    note.refresh_from_db()
    assert (page.rotation, page.width, page.height) == (90, 842, 595)
    assert (note.left, note.top, note.width, note.height) == pytest.approx((0.75, 0.1, 0.05, 0.3))


# --- the list ---------------------------------------------------------------------------------


def texts_address(page):
    return reverse("casefiles:page-texts", args=[page.case_file_id, page.number])


def use(client, page, text, version=1):
    address = reverse("casefiles:text-use", args=[page.case_file_id, page.number])
    return client.post(address, {"text": text.pk, "version": version})


def test_all_texts_are_listed_with_what_differs(client, reader, page, layer, editor):
    correct(page, "Le quai est bien désert. Rien à signaler.", seen_version=1, by=editor)
    client.force_login(reader)
    answer = client.get(texts_address(page))
    rows = answer.context["texts"]
    assert [(row["text"].version, row["text"].source) for row in rows] == [
        (1, TextSource.OCR),
        (None, TextSource.LAYER),
    ]
    assert [row["difference"].words for row in rows] == [1, 3]
    shown = answer.content.decode()
    assert "<del>bien</del>" in shown
    assert "<ins>signaIer.</ins>" in shown
    assert "alix" in shown
    assert AuditEvent.objects.last().details == {"page": 1, "form": "texts"}


def test_a_reader_looks_and_is_not_offered_to_choose(client, reader, page, layer):
    client.force_login(reader)
    assert "texts/use/" not in client.get(texts_address(page)).content.decode()
    assert use(client, page, layer).status_code == 403


def test_an_editor_chooses_in_the_list(client, editor, page, layer):
    client.force_login(editor)
    assert "texts/use/" in client.get(texts_address(page)).content.decode()
    answer = use(client, page, layer)
    assert (answer.status_code, answer.url) == (302, page.get_absolute_url())
    page.refresh_from_db()
    assert page.text == layer.text


def test_what_has_changed_meanwhile_is_told_in_the_list(client, editor, page, layer):
    correct(page, "Autre.", seen_version=1, by=editor)
    client.force_login(editor)
    answer = use(client, page, layer, version=1)
    assert answer.status_code == 409
    assert answer.context["page"].text_version == 2
    assert use(client, page, layer, version=2).status_code == 302


@pytest.mark.parametrize(
    "given", [{}, {"text": "1"}, {"version": "1"}, {"text": "x", "version": "1"}]
)
def test_what_says_nothing_changes_nothing(client, editor, page, given):
    client.force_login(editor)
    address = reverse("casefiles:text-use", args=[page.case_file_id, page.number])
    assert client.post(address, given).status_code == 400


def test_a_text_that_is_not_there(client, editor, page):
    client.force_login(editor)
    address = reverse("casefiles:text-use", args=[page.case_file_id, page.number])
    assert client.post(address, {"text": uuid.uuid4(), "version": 1}).status_code == 404


def test_a_text_of_another_page_is_not_there(client, editor, page):
    client.force_login(editor)
    beside = PageTextFactory(page=page.volume.pages.get(number=2))
    assert use(client, page, beside).status_code == 404
    assert client.get(f"{page.get_absolute_url()}?text={beside.pk}").status_code == 404


def test_to_a_stranger_there_is_nothing(client, page, layer):
    client.force_login(PersonFactory())
    assert client.get(texts_address(page)).status_code == 404
    assert use(client, page, layer).status_code == 404
    assert client.get(f"{page.get_absolute_url()}?text={layer.pk}").status_code == 404


# --- shown in the reader ----------------------------------------------------------------------


def test_a_reader_switches_what_is_shown(client, reader, page, layer):
    client.force_login(reader)
    answer = client.get(page.get_absolute_url(), {"text": layer.pk, "q": "quaj"})
    shown = answer.content.decode()
    assert "<mark>quaj</mark>" in shown
    assert "désert.\nRien" not in shown
    assert len(answer.context["marks"]) == 1
    page.refresh_from_db()
    assert page.text_version == 1  # looked at only
    plain = client.get(
        reverse("casefiles:page-text", args=[page.case_file_id, 1]), {"text": str(layer.pk)}
    )
    assert plain.content.decode() == layer.text


def test_marks_are_where_the_words_are_on_the_page_as_it_stands(client, reader, page):
    text, boxes = compose([[[Word("debout", 0.1, 0.2, 0.3, 0.05)]]])
    lying = PageTextFactory(page=page, text=text, boxes=boxes, rotation=90)
    client.force_login(reader)
    [mark] = client.get(page.get_absolute_url(), {"text": lying.pk, "q": "debout"}).context["marks"]
    there = (mark["left"], mark["top"], mark["width"], mark["height"])
    assert there == pytest.approx((200, 600, 50, 300), abs=0.1)


@pytest.mark.parametrize("asked", ["0", "x", "-1", "²", "9" * 4000, "\x00", str(uuid.uuid4())])
def test_a_text_that_is_none_is_not_there(client, reader, page, asked):
    client.force_login(reader)
    assert client.get(page.get_absolute_url(), {"text": asked}).status_code == 404


def test_words_read_with_doubt_are_told_apart(client, reader, page):
    sure = [Word("Le", 0.1, 0.1, 0.1, 0.02, 0.95), Word("quaj", 0.3, 0.1, 0.1, 0.02, 0.41)]
    text, boxes = compose([[sure]])
    Page.objects.filter(pk=page.pk).update(text=text, boxes=boxes)
    client.force_login(reader)
    shown = client.get(page.get_absolute_url(), {"q": "quaj"})
    assert '<span class="unsure"><mark>quaj</mark></span>' in shown.content.decode()
    assert shown.context["has_unsure"] is True
    Page.objects.filter(pk=page.pk).update(hardly_readable=True)
    shown = client.get(page.get_absolute_url())
    assert shown.context["has_unsure"] is False  # all of it may be wrong, and that is said
    assert shown.context["shown"].hardly_readable


def test_a_page_that_is_read_again_keeps_showing_its_text(client, reader, page):
    Page.objects.filter(pk=page.pk).update(state="waiting")
    client.force_login(reader)
    answer = client.get(page.get_absolute_url())
    assert answer.context["state_message"]
    assert "Rien à signaler." in answer.content.decode()


def test_boxes_of_a_chosen_text_are_its_words(page, layer, editor):
    choose(page, layer, seen_version=1, by=editor)
    page.refresh_from_db()
    boxes = unpack(bytes(page.boxes))
    assert len(boxes) == len(page.text.split())
    assert all(isinstance(box, Box) for box in boxes)


def test_a_text_that_says_the_same_is_not_listed_twice(client, reader, page):
    PageTextFactory(page=page, source=page.source, text=page.text)
    client.force_login(reader)
    assert client.get(texts_address(page)).context["texts"] == []
