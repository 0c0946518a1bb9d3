import csv

import pytest
from django.urls import reverse

from casefiles.models import Annotation, Comparison, Page
from casefiles.states import ComparisonState, PageState
from investigations.models import AuditEvent
from investigations.roles import Role
from investigations.services.grants import give
from tests.factories import AnnotationFactory, PersonFactory, compared

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, editor):
    client.force_login(editor)
    return client


def at(name, *args):
    return reverse(f"casefiles:{name}", args=args)


def lines(answer):
    return [
        (
            line["row"].change,
            *(side and side["page"].number for side in (line["earlier"], line["later"])),
        )
        for line in answer.context["rows"]
    ]


def test_it_works(signed_in, done):
    """What changed, in the order of the dossier, with links to both pages."""
    answer = signed_in.get(done.get_absolute_url())
    assert lines(answer) == [("missing", 2, None), ("replaced", 4, 9), ("new", None, 12)]
    told = answer.content.decode()
    assert at("page", done.case_file_id, 2) in told
    assert at("page-image", done.case_file_id, 12) in told
    assert 'loading="lazy"' in told


@pytest.mark.parametrize(
    ("show", "rows"),
    [("all", 7), ("same", 4), ("new", 1), ("missing", 1), ("replaced", 1), ("moved", 0), ("x", 3)],
)
def test_one_kind_of_change_alone(signed_in, done, show, rows):
    answer = signed_in.get(done.get_absolute_url(), {"show": show})
    assert len(lines(answer)) == rows


def test_nothing_changed(signed_in, case_file, earlier, later):
    answer = signed_in.get(compared(earlier, later).get_absolute_url())
    assert answer.context["nothing_changed"]
    assert lines(answer) == []


def test_while_pages_are_being_read_it_says_how_many(signed_in, comparison, later):
    later.pages.filter(number__in=[8, 9]).update(state=PageState.WAITING)
    signed_in.cookies.load({"django_language": "en"})
    answer = signed_in.get(comparison.get_absolute_url())
    assert "2 of 12 pages are still to be read" in answer.content.decode()
    part = signed_in.get(comparison.get_absolute_url(), {"part": "progress"}).content.decode()
    assert 'data-busy="yes"' in part
    assert "<html" not in part


def test_when_it_is_done_the_part_says_so(signed_in, done):
    part = signed_in.get(done.get_absolute_url(), {"part": "progress"}).content.decode()
    assert 'data-busy="no"' in part
    assert done.get_absolute_url() in part


def test_one_that_failed_says_so(signed_in, comparison):
    Comparison.objects.filter(pk=comparison.pk).update(state=ComparisonState.FAILED)
    answer = signed_in.get(comparison.get_absolute_url())
    assert answer.context["has_failed"]
    assert at("compare", comparison.case_file_id) in answer.content.decode()


# --- asking for one ---------------------------------------------------------------------------


def test_what_came_last_is_taken_for_the_later_delivery(signed_in, case_file, earlier, later):
    answer = signed_in.get(at("compare", case_file.pk))
    assert [row["side"] for row in answer.context["volumes"]] == ["earlier", "later"]


def test_it_is_asked_for(signed_in, case_file, earlier, later):
    sides = {f"side-{earlier.pk}": "earlier", f"side-{later.pk}": "later"}
    answer = signed_in.post(at("compare", case_file.pk), sides)
    made = Comparison.objects.get()
    assert (answer.status_code, answer.url) == (302, made.get_absolute_url())
    assert (made.earlier.get(), made.later.get()) == (earlier, later)


@pytest.mark.parametrize("side", ["", "earlier", "later", "both"])
def test_one_side_alone_is_refused(signed_in, case_file, earlier, later, side):
    sides = {f"side-{earlier.pk}": side, f"side-{later.pk}": side}
    answer = signed_in.post(at("compare", case_file.pk), sides)
    assert answer.status_code == 400
    assert answer.context["error"]
    assert not Comparison.objects.exists()


# --- two pages side by side -------------------------------------------------------------------


def test_words_that_differ_are_marked(signed_in, done):
    row = done.pages.get(change="same", later__number=7)
    Page.objects.filter(pk=row.earlier_id).update(text="Versé 4512 euros le 17 mars.")
    Page.objects.filter(pk=row.later_id).update(text="Versé 4572 euros le 17 mars. <b>")
    answer = signed_in.get(at("comparison-pair", done.pk), {"row": row.pk})
    told = answer.content.decode()
    assert "<del>4512 </del>" in told
    assert "<ins>4572 </ins>" in told
    assert "<ins>&lt;b&gt;</ins>" in told
    seen = AuditEvent.objects.filter(verb="view-page", details__form="comparison")
    assert sorted(event.details["page"] for event in seen) == [1, 7]


def test_the_next_change_is_one_step_away(signed_in, done):
    first = done.pages.get(later__number=7)
    answer = signed_in.get(at("comparison-pair", done.pk), {"row": first.pk})
    assert answer.context["previous"] is None
    assert answer.context["next"].later.number == 9


@pytest.mark.parametrize("row", ["0", "x", "-1", "9" * 30, "missing"])
def test_a_row_without_two_pages_is_not_there(signed_in, done, row):
    if row == "missing":
        row = done.pages.get(change="missing").pk
    assert signed_in.get(at("comparison-pair", done.pk), {"row": row}).status_code == 404


def test_a_row_of_another_comparison_is_not_there(signed_in, done, earlier, later):
    row = compared(earlier, later).pages.first()
    assert signed_in.get(at("comparison-pair", done.pk), {"row": row.pk}).status_code == 404


# --- the list for a spreadsheet ---------------------------------------------------------------


def test_the_list_as_csv(signed_in, done):
    answer = signed_in.get(at("comparison-csv", done.pk))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    assert len(rows) == 1 + 7
    assert rows[2][3:] == ["2", done.earlier.get().name, "2", "", "", ""]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(signed_in, done, name):
    done.earlier.update(name=name)
    answer = signed_in.get(at("comparison-csv", done.pk))
    rows = csv.reader(answer.content.decode("utf-8-sig").splitlines(keepends=True))
    cells = [cell for row in rows for cell in row]
    assert f"'{name}" in cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


# --- notes ------------------------------------------------------------------------------------


def test_notes_are_carried_over_by_a_button(signed_in, case_file, done):
    note = AnnotationFactory(page=case_file.pages.get(number=1))
    AnnotationFactory(page=case_file.pages.get(number=2), body="Sur la page perdue.")
    shown = signed_in.get(done.get_absolute_url())
    assert shown.context["notes_to_carry"] == 1
    assert "Sur la page perdue." in shown.content.decode()
    answer = signed_in.post(at("comparison-carry", done.pk))
    assert answer.url == done.get_absolute_url()
    assert Annotation.objects.get(carried_from=note).page.number == 7
    assert signed_in.get(done.get_absolute_url()).context["notes_carried"] == 1


def test_a_reader_compares_and_carries_no_notes(client, case_file, earlier, later, done):
    reader = PersonFactory()
    give(reader, Role.READER, case_file.investigation)
    client.force_login(reader)
    AnnotationFactory(page=case_file.pages.get(number=1))
    assert (
        at("comparison-carry", done.pk) not in client.get(done.get_absolute_url()).content.decode()
    )
    assert client.post(at("comparison-carry", done.pk)).status_code == 403
    sides = {f"side-{earlier.pk}": "earlier", f"side-{later.pk}": "later"}
    assert client.post(at("compare", case_file.pk), sides).status_code == 302
