"""Words under black boxes: news for editors, and nothing at all for everybody else."""

import re

import pytest
from django.urls import reverse

from casefiles.ingest.progress import progress
from casefiles.models import Page, PageText
from casefiles.reading.words import unpack
from casefiles.states import TextSource
from casefiles.texts.choose import choose
from casefiles.texts.correct import correct
from casefiles.texts.hidden import NothingHidden, include_hidden
from casefiles.texts.versions import ChangedMeanwhile
from investigations.access import allowed, fetch, visible
from investigations.models import AuditEvent
from investigations.roles import Action, Role
from investigations.services.grants import end, give
from search.answers import Wanted
from search.finding import find
from search.indexing import index_case_file
from tests.factories import PageTextFactory, PersonFactory

pytestmark = pytest.mark.django_db

SECRET = "nenuphar"


@pytest.fixture
def hidden(page):
    return PageTextFactory(page=page, source=TextSource.HIDDEN, text=f"Témoin {SECRET} Lavigne")


def include(client, page, version=1):
    address = reverse("casefiles:text-include", args=[page.case_file_id, page.number])
    return client.post(address, {"version": version})


def screens(page, hidden):
    """All that says anything about a page, and what somebody might try."""
    of_page = [page.case_file_id, page.number]
    yield page.get_absolute_url()
    yield f"{page.get_absolute_url()}?q={SECRET}"
    yield f"{page.get_absolute_url()}?view=text"
    yield f"{page.get_absolute_url()}?text={hidden.pk}"
    yield reverse("casefiles:page-text", args=of_page)
    yield f"{reverse('casefiles:page-text', args=of_page)}?text={hidden.pk}"
    for name in ("page-texts", "text-edit"):
        yield reverse(f"casefiles:{name}", args=of_page)
    for name in ("detail", "progress", "to-check", "notes", "again"):
        yield reverse(f"casefiles:{name}", args=[page.case_file_id])
    yield f"{reverse('search:home')}?q={SECRET}"


# --- let it be searched -----------------------------------------------------------------------


def test_it_works(page, hidden, editor, told):
    before = unpack(bytes(page.boxes))
    include_hidden(page, seen_version=1, by=editor)
    former = page.text
    page.refresh_from_db()
    assert page.text == f"{former}\n\n{hidden.text}"
    assert (page.with_hidden, page.source, page.text_by) == (True, TextSource.OCR, editor)
    assert page.text_version == 2
    assert unpack(bytes(page.boxes)) == [*before, *unpack(hidden.boxes)]
    assert PageText.objects.get(version=1).text == former
    assert told == [(page.case_file_id, [1])]
    event = AuditEvent.objects.get(verb="choose-text")
    assert event.details == {"page": 1, "version": 2, "hidden": True}


def test_it_is_found_then_and_not_before(page, hidden, editor):
    index_case_file(page.case_file_id)
    assert find(editor, Wanted(SECRET), limit=5).total == 0
    include_hidden(page, seen_version=1, by=editor)
    index_case_file(page.case_file_id)
    assert find(editor, Wanted(SECRET), limit=5).total == 1
    choose(page, PageText.objects.get(version=1), seen_version=2, by=editor)
    index_case_file(page.case_file_id)
    assert find(editor, Wanted(SECRET), limit=5).total == 0


def test_boxes_are_turned_as_the_page_stands(page, editor):
    PageTextFactory(page=page, source="hidden", text="mot", rotation=270)
    own = len(page.text.split())
    include_hidden(page, seen_version=1, by=editor)
    page.refresh_from_db()
    added = unpack(bytes(page.boxes))[own:]
    assert added[0][:4] == pytest.approx((0.88, 0.1, 0.02, 0.07), abs=1e-4)


def test_twice_is_once(page, hidden, editor):
    include_hidden(page, seen_version=1, by=editor)
    with pytest.raises(NothingHidden):
        include_hidden(page, seen_version=2, by=editor)
    with pytest.raises(ChangedMeanwhile):
        include_hidden(page, seen_version=1, by=editor)


def test_where_nothing_is_hidden_nothing_is_added(page, editor):
    PageTextFactory(page=page)
    with pytest.raises(NothingHidden):
        include_hidden(page, seen_version=1, by=editor)


# --- editors are told -------------------------------------------------------------------------


def test_editors_are_told_how_many_words(client, editor, page, hidden):
    client.force_login(editor)
    answer = client.get(page.get_absolute_url())
    assert answer.context["hidden_count"] == 3
    assert SECRET not in answer.content.decode()  # shown on demand
    shown = client.get(answer.context["hidden_url"])
    assert SECRET in shown.content.decode()
    assert len(shown.context["marks"]) == 3
    assert AuditEvent.objects.last().details["form"] == "hidden words"


def test_editors_are_told_on_which_pages(client, editor, page, hidden):
    client.force_login(editor)
    assert client.get(page.case_file.get_absolute_url()).context["hidden_pages"] == 1
    answer = client.get(reverse("casefiles:to-check", args=[page.case_file_id]))
    [row] = answer.context["hidden"]
    assert (row["page"], row["words"]) == (page, 3)
    assert SECRET in client.get(row["url"]).content.decode()


def test_an_editor_lets_it_be_searched_and_takes_it_back(client, editor, page, hidden):
    client.force_login(editor)
    assert include(client, page).status_code == 302
    answer = client.get(page.get_absolute_url())
    assert SECRET in answer.content.decode()
    assert answer.context["hidden_count"] == 0
    assert client.get(page.case_file.get_absolute_url()).context["hidden_pages"] == 0
    use = reverse("casefiles:text-use", args=[page.case_file_id, 1])
    former = PageText.objects.get(version=1)
    assert client.post(use, {"text": former.pk, "version": 2}).status_code == 302
    assert client.get(page.get_absolute_url()).context["hidden_count"] == 3


def test_where_it_was_done_already_nothing_is_done_twice(client, editor, page, hidden):
    client.force_login(editor)
    include(client, page)
    assert include(client, page, version=2).status_code == 409
    assert include(client, page, version=1).status_code == 409
    assert Page.objects.get(pk=page.pk).text_version == 2


def test_hidden_words_alone_are_never_the_text(client, editor, page, hidden):
    client.force_login(editor)
    use = reverse("casefiles:text-use", args=[page.case_file_id, 1])
    assert client.post(use, {"text": hidden.pk, "version": 1}).status_code == 404


# --- and nobody else --------------------------------------------------------------------------


def heard(client, addresses):
    """What is answered, but for what differs from one answer to the next, and what was typed."""
    told = []
    for address in addresses:
        answer = client.get(address)
        body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
        told.append((answer.status_code, body.replace(SECRET, "") if "q=" in address else body))
    return told


def test_readers_are_told_what_they_were_told_without_it(client, reader, page, hidden):
    index_case_file(page.case_file_id)
    client.force_login(reader)
    addresses = list(screens(page, hidden))
    with_it = heard(client, addresses)
    assert not any(SECRET in body or "Lavigne" in body for _, body in with_it)
    hidden.delete()
    assert heard(client, addresses) == with_it


def test_the_door_itself_is_shut(reader, editor, page, hidden):
    assert not visible(reader, PageText).exists()
    assert not allowed(reader, Action.VIEW, hidden)
    assert fetch(editor, PageText, Action.ANNOTATE, pk=hidden.pk) == hidden
    end(editor.grants.get())
    assert not visible(editor, PageText).exists()


def test_an_editor_elsewhere_is_no_editor_here(page, hidden):
    stranger = PersonFactory()
    give(stranger, Role.READER, page.case_file)
    give(stranger, Role.EDITOR, PageTextFactory(source="hidden").page.case_file)
    assert hidden not in visible(stranger, PageText)
    assert visible(stranger, PageText).count() == 1


def test_readers_may_not_let_it_be_searched(client, reader, page, hidden):
    client.force_login(reader)
    assert include(client, page).status_code == 403


def test_a_text_with_hidden_words_that_was_taken_back_is_not_left_to_readers(
    client, reader, editor, page, hidden
):
    include_hidden(page, seen_version=1, by=editor)
    page.refresh_from_db()
    correct(page, f"{page.text} Fin.", seen_version=2, by=editor)
    choose(page, PageText.objects.get(version=1), seen_version=3, by=editor)
    kept = PageText.objects.filter(page=page, with_hidden=True)
    assert sorted(kept.values_list("version", flat=True)) == [2, 3]
    client.force_login(reader)
    texts = reverse("casefiles:page-texts", args=[page.case_file_id, 1])
    assert [row["text"].version for row in client.get(texts).context["texts"]] == [1]
    for text in kept:
        assert client.get(f"{page.get_absolute_url()}?text={text.pk}").status_code == 404
    assert not any(SECRET in body for _, body in heard(client, screens(page, hidden)))


def test_nor_do_they_count(page, hidden):
    counted = progress(page.case_file)
    hidden.delete()
    assert progress(page.case_file) == counted


# --- the trail --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["text-edit", "text-use", "text-include"])
def test_a_form_that_is_refused_shows_the_page_and_leaves_a_trace(client, editor, page, name):
    client.force_login(editor)
    of_page = [page.case_file_id, page.number]
    answer = client.post(reverse(f"casefiles:{name}", args=of_page), {"version": "x"})
    assert answer.status_code == 400
    [event] = AuditEvent.objects.filter(verb="view-page")
    assert (event.actor, event.details["page"]) == ("alix", page.number)


def test_hidden_words_beside_a_note_that_is_refused_leave_a_trace(client, editor, page, hidden):
    client.force_login(editor)
    address = reverse("casefiles:note-create", args=[page.case_file_id, page.number])
    answer = client.post(f"{address}?text={hidden.pk}", {})
    assert answer.status_code == 400
    assert SECRET in answer.content.decode()
    [event] = AuditEvent.objects.filter(verb="view-page")
    assert event.details["form"] == "hidden words"
