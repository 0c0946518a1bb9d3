import json
import math

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casefiles.models import Annotation
from casefiles.models.annotation import BODY_CHARACTERS
from investigations.models import AuditEvent
from investigations.roles import Role
from investigations.services.grants import give
from tests.factories import AnnotationFactory, PersonFactory, case_file_with_pages

pytestmark = pytest.mark.django_db
REGION = {"left": "0.1", "top": "0.2", "width": "0.3", "height": "0.05"}


@pytest.fixture
def case_file():
    return case_file_with_pages("Le quai est désert.", "Rien à signaler.")


@pytest.fixture
def page(case_file):
    return case_file.pages.first()


@pytest.fixture
def editor(client, case_file):
    editor = PersonFactory(username="alix")
    give(editor, Role.EDITOR, case_file.investigation)
    client.force_login(editor)
    return editor


@pytest.fixture
def note(editor, page):
    return AnnotationFactory(page=page, author=editor, body="Premier jet.")


def write(client, on, **given):
    address = reverse("casefiles:note-create", args=[on.case_file_id, on.number])
    return client.post(address, {"body": "À vérifier.", "visibility": "shared", **REGION, **given})


def edit(client, note, **given):
    address = reverse("casefiles:note-edit", args=[note.pk])
    return client.post(address, {"visibility": "shared", **given})


def delete(client, note):
    return client.post(reverse("casefiles:note-delete", args=[note.pk]))


# --- write ------------------------------------------------------------------------------------


def test_it_works(client, editor, page):
    answer = write(client, page)
    assert (answer.status_code, answer.url) == (302, page.get_absolute_url())
    note = Annotation.objects.get()
    assert (note.page, note.author, note.body) == (page, editor, "À vérifier.")
    assert (note.left, note.top, note.width, note.height) == (0.1, 0.2, 0.3, 0.05)
    assert AuditEvent.objects.last().verb == "write-note"
    shown = client.get(page.get_absolute_url())
    [told] = shown.context["notes"]
    assert (told["left"], told["width"], told["can_edit"]) == (100, 300, True)
    assert "À vérifier." in shown.content.decode()


def test_a_note_about_the_whole_page(client, editor, page):
    assert write(client, page, left="0", top="0", width="1", height="1").status_code == 302


@pytest.mark.parametrize(
    "region",
    [
        {"left": "0.8"},  # 0.8 + 0.3
        {"top": "0.96"},
        {"left": "-0.1"},
        {"top": "-0.000001"},
        {"width": "0"},
        {"height": "-0.2"},
        {"width": "1.1"},
        {"left": "nan"},
        {"width": "NaN"},
        {"height": "inf"},
        {"left": "-inf"},
        {"left": ""},
        {"top": "à gauche"},
        {"left": "1e400"},
        {"width": "1e-400"},
        {"left": "9" * 400},
    ],
    ids=str,
)
def test_a_region_that_is_not_on_the_page_is_refused(client, editor, page, region):
    answer = write(client, page, **region)
    assert answer.status_code == 400
    assert answer.context["note_form"].errors
    assert "À vérifier." in answer.content.decode()  # what was typed is still there
    assert not Annotation.objects.exists()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    left=st.floats(0, 1),
    width=st.floats(0, 1.00001),
    off=st.sampled_from([-1, 0, 1]),
    data=st.data(),
)
def test_a_region_up_to_the_edge_never_breaks(client, editor, page, left, width, off, data):
    if data.draw(st.booleans()):  # right at the edge that is still taken, and one step beside it
        width = 1.000001 - left
        width = math.nextafter(width, off * math.inf) if off else width
    assert write(client, page, left=repr(left), width=repr(width)).status_code in (302, 400)


@pytest.mark.parametrize(
    "given",
    [
        {"body": ""},
        {"body": "   "},
        {"body": "nul\x00"},
        {"body": "x" * (BODY_CHARACTERS + 1)},
        {"body": "x" * 1_000_000},
        {"visibility": "public"},
        {"visibility": ""},
    ],
    ids=lambda given: str(given)[:30],
)
def test_words_that_cannot_be_kept_are_refused(client, editor, page, given):
    assert write(client, page, **given).status_code == 400
    assert not Annotation.objects.exists()


def test_a_request_of_several_megabytes_is_refused(client, editor, page):
    address = reverse("casefiles:note-create", args=[page.case_file_id, page.number])
    sent = json.dumps({"body": "x" * 4_000_000})
    assert client.post(
        address, sent, content_type="application/x-www-form-urlencoded"
    ).status_code in (
        400,
        413,
    )


def test_the_longest_note_is_kept_whole(client, editor, page):
    body = "é" * BODY_CHARACTERS
    assert write(client, page, body=body).status_code == 302
    assert Annotation.objects.get().body == body


@pytest.mark.parametrize(
    "body", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ user }}{% now %}"]
)
def test_markup_is_shown_and_not_run(client, editor, page, case_file, body):
    write(client, page, body=body)
    note = Annotation.objects.get()
    for address in (
        page.get_absolute_url(),
        reverse("casefiles:notes", args=[case_file.pk]),
        reverse("casefiles:note-edit", args=[note.pk]),
    ):
        shown = client.get(address).content.decode()
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
    assert note.body == body


def test_author_page_and_version_cannot_be_chosen(client, editor, page):
    other = PersonFactory()
    write(client, page, author=str(other.pk), page="999", version="77", id="1")
    note = Annotation.objects.get()
    assert (note.author, note.page, note.version) == (editor, page, 1)


def test_a_reader_cannot_write_notes(client, page, case_file):
    reader = PersonFactory()
    give(reader, Role.READER, case_file.investigation)
    client.force_login(reader)
    assert write(client, page).status_code == 403
    assert not client.get(page.get_absolute_url()).context["can_annotate"]


# --- change -----------------------------------------------------------------------------------


def test_changing_a_note(client, note, page):
    shown = client.get(reverse("casefiles:note-edit", args=[note.pk]))
    assert shown.context["form"]["version"].value() == 1
    answer = edit(client, note, body="Vérifié.", version="1", visibility="private")
    assert (answer.status_code, answer.url) == (302, page.get_absolute_url())
    note.refresh_from_db()
    assert (note.body, note.visibility, note.version) == ("Vérifié.", "private", 2)
    assert AuditEvent.objects.last().verb == "edit-note"


def test_who_comes_second_is_told_and_keeps_what_they_wrote(client, note):
    assert edit(client, note, body="D’un autre onglet.", version="1").status_code == 302
    second = edit(client, note, body="Écrit entre-temps.", version="1", visibility="private")
    assert second.status_code == 409
    note.refresh_from_db()
    assert note.body == "D’un autre onglet."
    form = second.context["form"]
    assert form["body"].value() == "Écrit entre-temps."
    assert form["visibility"].value() == "private"
    assert form.non_field_errors()
    assert "D’un autre onglet." in form.non_field_errors()[0]
    # Saving the form once more, as it stands, replaces it.
    again = {name: form[name].value() for name in ("body", "visibility", "version")}
    assert edit(client, note, **again).status_code == 302
    note.refresh_from_db()
    assert (note.body, note.visibility) == ("Écrit entre-temps.", "private")


def test_markup_in_what_the_other_wrote_is_not_run(client, note):
    edit(client, note, body="<script>alert(1)</script>", version="1")
    second = edit(client, note, body="x", version="1")
    assert b"<script>alert" not in second.content


@pytest.mark.parametrize("version", ["", "0", "-1", "abc", "9" * 30, "1.5"])
def test_an_impossible_version_changes_nothing(client, note, version):
    assert edit(client, note, body="x", version=version).status_code in (400, 409)
    note.refresh_from_db()
    assert note.body == "Premier jet."


def test_the_region_stays_where_it_is(client, note):
    edit(client, note, body="x", version="1", left="0.9", width="0.05")
    note.refresh_from_db()
    assert (note.left, note.width) == (0.1, 0.3)


@pytest.mark.parametrize("body", ["", "x" * (BODY_CHARACTERS + 1)])
def test_words_that_cannot_be_kept_change_nothing(client, note, body):
    assert edit(client, note, body=body, version="1").status_code == 400
    note.refresh_from_db()
    assert note.body == "Premier jet."


# --- delete -----------------------------------------------------------------------------------


def test_deleting_a_note(client, note, page):
    answer = delete(client, note)
    assert (answer.status_code, answer.url) == (302, page.get_absolute_url())
    assert not Annotation.objects.exists()
    event = AuditEvent.objects.last()
    assert event.verb == "delete-note"
    assert "Premier jet" not in str(event.details)


def test_deleting_twice(client, note):
    delete(client, note)
    assert delete(client, note).status_code == 404


def test_changing_what_was_deleted_meanwhile(client, note):
    delete(client, note)
    assert edit(client, note, body="x", version="1").status_code == 404


# --- whose ------------------------------------------------------------------------------------


def test_a_note_of_somebody_else_can_be_read_and_no_more(client, editor, page):
    theirs = AnnotationFactory(page=page, body="De Bruno.")
    [told] = client.get(page.get_absolute_url()).context["notes"]
    assert (told["annotation"], told["can_edit"]) == (theirs, False)
    assert client.get(reverse("casefiles:note-edit", args=[theirs.pk])).status_code == 403
    assert edit(client, theirs, body="x", version="1").status_code == 403
    assert delete(client, theirs).status_code == 403
    theirs.refresh_from_db()
    assert theirs.body == "De Bruno."


def test_not_even_an_admin_changes_somebody_elses(client, page, case_file):
    admin = PersonFactory()
    give(admin, Role.ADMIN, case_file.investigation)
    client.force_login(admin)
    assert delete(client, AnnotationFactory(page=page)).status_code == 403


def test_a_private_note_is_its_authors_alone(client, editor, page, case_file):
    own = AnnotationFactory(page=page, author=editor, visibility="private", body="Pour moi.")
    theirs = AnnotationFactory(page=page, visibility="private", body="Pour Bruno.")
    for address in (page.get_absolute_url(), reverse("casefiles:notes", args=[case_file.pk])):
        shown = client.get(address)
        assert [told["annotation"] for told in shown.context["notes"]] == [own]
        assert b"Pour Bruno." not in shown.content
    assert delete(client, theirs).status_code == 404


def test_an_author_who_is_no_longer_editor_keeps_reading_and_cannot_change(
    client, note, editor, page, case_file
):
    give(PersonFactory(), Role.ADMIN, case_file.investigation)
    give(editor, Role.READER, case_file.investigation)
    assert edit(client, note, body="x", version="1").status_code == 403
    assert delete(client, note).status_code == 403
    [told] = client.get(page.get_absolute_url()).context["notes"]
    assert not told["can_edit"]  # no button that leads to a refusal
    [told] = client.get(reverse("casefiles:notes", args=[case_file.pk])).context["notes"]
    assert not told["can_edit"]


def test_the_list_goes_page_by_page(client, editor, case_file):
    first, second = case_file.pages.all()
    later = AnnotationFactory(page=second)
    low = AnnotationFactory(page=first, top=0.8)
    high = AnnotationFactory(page=first, top=0.1)
    shown = client.get(reverse("casefiles:notes", args=[case_file.pk])).context["notes"]
    assert [told["annotation"] for told in shown] == [high, low, later]
