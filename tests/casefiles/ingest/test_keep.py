"""Keeping what was read: nothing that was there is lost, and no person is overruled."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casefiles.ingest.claims import claim
from casefiles.ingest.keep import keep
from casefiles.models import Page, PageText
from casefiles.reading.words import OtherText, PageReading, Word, compose
from casefiles.signals import page_text_changed
from casefiles.states import PageState, TextSource
from casefiles.texts.correct import correct
from tests.factories import (
    AnnotationFactory,
    PageFactory,
    PageTextFactory,
    PersonFactory,
    VolumeFactory,
    lines_of,
)

pytestmark = pytest.mark.django_db


def reading(text, source="ocr", *others, **given):
    words, boxes = compose([lines_of(text)])
    beside = tuple(OtherText(s, t, compose([lines_of(t)])[1], None) for s, t in others)
    size = {"width": 595, "height": 842, "rotation": 0} | given
    confidence = 0.8 if source == "ocr" else None
    return PageReading(words, boxes, source, confidence, others=beside, **size)


def fresh(volume=None, **attributes):
    """A page that waits for its first reading."""
    bare = {"text": "", "boxes": b"", "source": "", "confidence": None, "text_version": 0}
    given = {"state": PageState.WAITING} | bare | attributes
    return PageFactory(volume=volume or VolumeFactory(), **given)


def kept(page, made):
    """Have a page read; it as it is then."""
    Page.objects.filter(pk=page.pk).update(state=PageState.WAITING)
    keep([(row, made) for row in claim([page.pk])])
    return Page.objects.get(pk=page.pk)


def beside(page):
    rows = PageText.objects.filter(page=page).order_by("version", "source")
    return [(row.version, row.source, row.text) for row in rows]


def test_it_works(told):
    page = kept(fresh(options={"prefer": "ocr"}), reading("premier", hardly_readable=True))
    assert (page.text, page.text_version, page.state) == ("premier", 1, PageState.READ)
    assert (page.source, page.confidence, page.hardly_readable) == ("ocr", 0.8, True)
    assert page.text_options == {"prefer": "ocr"}
    assert (page.text_by, page.text_at, page.claimed_by) == (None, None, "")
    assert beside(page) == []
    assert told == [(page.case_file_id, [1])]


def test_the_text_that_is_replaced_is_kept_as_it_was():
    page = fresh(options={"thorough": True})
    first = kept(page, reading("premier", "layer", rotation=90, width=842, height=595))
    Page.objects.filter(pk=page.pk).update(options={"prefer": "ocr"})
    second = kept(page, reading("second"))
    assert (second.text, second.text_version) == ("second", 2)
    row = PageText.objects.get(page=page)
    assert (row.version, row.text, row.source) == (1, "premier", TextSource.LAYER)
    assert (row.rotation, row.width, row.height) == (90, 842, 595)
    assert (row.options, row.made_at, row.made_by) == ({"thorough": True}, first.read_at, None)
    assert bytes(row.boxes) == bytes(first.boxes)
    assert second.text_options == {"prefer": "ocr"}


def test_every_text_that_was_in_force_is_there():
    page = fresh()
    for text in ("un", "deux", "trois", "un"):
        page = kept(page, reading(text))
    assert beside(page) == [(1, "ocr", "un"), (2, "ocr", "deux"), (3, "ocr", "trois")]
    assert (page.text, page.text_version) == ("un", 4)


def test_the_same_text_again_is_no_new_one(told):
    page = kept(fresh(), reading("même"))
    again = kept(page, reading("même"))
    assert (again.text_version, again.state) == (1, PageState.READ)
    assert again.read_at > page.read_at
    assert beside(page) == []
    assert len(told) == 1


def test_the_same_words_elsewhere_on_the_page_are_another_text():
    page = kept(fresh(), reading("même"))
    moved = PageReading(
        "même", compose([[[Word("même", 0.5, 0.5, 0.1, 0.1)]]])[1], "ocr", 0.8, 595, 842, 0
    )
    assert kept(page, moved).text_version == 2
    assert len(beside(page)) == 1


def test_a_correction_stays_in_force(told):
    page = kept(fresh(), reading("lu"))
    editor = PersonFactory()
    correct(page, "corrigé", seen_version=1, by=editor)
    after = kept(page, reading("relu", "ocr", ("layer", "couche")))
    assert (after.text, after.text_version, after.text_by) == ("corrigé", 2, editor)
    assert (after.state, after.source) == (PageState.READ, TextSource.EDITED)
    assert beside(page) == [
        (None, "layer", "couche"),
        (None, "ocr", "relu"),
        (1, "ocr", "lu"),
    ]
    assert [numbers for _, numbers in told][:1] == [[1]]


def test_what_somebody_chose_stays_in_force_even_when_they_are_gone():
    page = kept(fresh(), reading("choisi"))
    editor = PersonFactory()
    Page.objects.filter(pk=page.pk).update(text_by=editor, text_at=timezone.now())
    editor.delete()
    after = kept(page, reading("relu"))
    assert (after.text, after.text_by) == ("choisi", None)
    assert beside(page) == [(None, "ocr", "relu")]


def test_a_correction_made_while_the_page_was_read_is_not_overwritten():
    page = kept(fresh(), reading("lu"))
    Page.objects.filter(pk=page.pk).update(state=PageState.WAITING)
    [held] = claim([page.pk])
    correct(page, "corrigé", seen_version=1, by=PersonFactory())
    keep([(held, reading("relu"))])
    after = Page.objects.get(pk=page.pk)
    assert (after.text, after.state, after.text_version) == ("corrigé", PageState.READ, 2)
    assert beside(page) == [(None, "ocr", "relu"), (1, "ocr", "lu")]


def test_other_ways_to_read_it_are_kept_beside():
    page = kept(fresh(), reading("lu", "ocr", ("layer", "couche"), ("hidden", "caché")))
    assert beside(page) == [(None, "hidden", "caché"), (None, "layer", "couche")]
    row = PageText.objects.get(source="layer")
    assert len(compose([lines_of(row.text)])[1]) == len(bytes(row.boxes))


def test_of_each_way_the_latest_is_kept_and_what_was_not_read_again_stays():
    page = kept(fresh(), reading("lu", "ocr", ("layer", "couche"), ("hidden", "caché")))
    other = PageTextFactory(text="d’une autre page")
    after = kept(page, reading("relu", "ocr", ("layer", "couche bis")))
    assert beside(after) == [
        (None, "hidden", "caché"),
        (None, "layer", "couche bis"),
        (1, "ocr", "lu"),
    ]
    assert beside(other.page) == [(None, "layer", "d’une autre page")]


def test_hidden_words_that_were_let_in_stay_in():
    page = kept(fresh(), reading("lu"))
    Page.objects.filter(pk=page.pk).update(with_hidden=True, text_at=timezone.now())
    assert kept(page, reading("relu")).with_hidden is True


@pytest.mark.parametrize("version", [0, 1])
def test_notes_stay_where_they_are_when_the_page_is_turned(version):
    page = fresh() if not version else kept(fresh(), reading("lu"))
    note = AnnotationFactory(page=page, left=0.1, top=0.2, width=0.3, height=0.05)
    kept(page, reading("debout", rotation=90, width=842, height=595))
    note.refresh_from_db()
    assert (note.left, note.top, note.width, note.height) == pytest.approx((0.75, 0.1, 0.05, 0.3))


def test_a_page_that_somebody_else_holds_is_left_alone(told):
    pages = [kept(fresh(), reading("lu")), fresh()]
    Page.objects.update(state=PageState.WAITING)
    held = claim([page.pk for page in pages])
    Page.objects.update(claimed_by="another:1:1")
    keep([(page, reading("autre")) for page in held])
    assert list(Page.objects.order_by("pk").values_list("text", flat=True)) == ["lu", ""]
    assert not PageText.objects.exists()
    assert len(told) == 1  # of the first reading


def test_first_readings_take_one_query_each(monkeypatch):
    monkeypatch.setattr(page_text_changed, "send", lambda *_, **__: None)  # asks on its own
    volume = VolumeFactory()
    held = claim([fresh(volume).pk for _ in range(50)])
    with CaptureQueriesContext(connection) as asked:
        keep([(page, reading("mot", "layer")) for page in held])
    statements = [query["sql"].split()[0] for query in asked]
    assert statements.count("UPDATE") == 50
    assert set(statements) <= {"UPDATE", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"}


def test_texts_beside_are_written_together():
    volume = VolumeFactory()
    held = claim([fresh(volume).pk for _ in range(20)])
    with CaptureQueriesContext(connection) as asked:
        keep([(page, reading("mot", "ocr", ("layer", "couche"))) for page in held])
    statements = [query["sql"].split()[0] for query in asked]
    assert (statements.count("UPDATE"), statements.count("INSERT")) == (20, 1)
    assert PageText.objects.count() == 20
