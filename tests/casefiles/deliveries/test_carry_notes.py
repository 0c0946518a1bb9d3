import pytest

from casefiles.deliveries.notes import carry_notes, notes_of
from casefiles.models import Annotation
from casefiles.reading.words import pack, unpack
from investigations.models import AuditEvent
from investigations.roles import Role
from investigations.services.grants import give
from tests.factories import AnnotationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def note_on(case_file, number, **attributes):
    return AnnotationFactory(page=case_file.pages.get(number=number), **attributes)


def test_it_works(case_file, done, editor):
    """The words, the author and the day stay; the page is the later one."""
    author = PersonFactory()
    note = note_on(case_file, 3, author=author, body="À vérifier.")
    [copy] = carry_notes(done, by=editor)
    copy.refresh_from_db()
    assert (copy.page.number, copy.author, copy.body) == (8, author, "À vérifier.")
    assert (copy.carried_from, copy.visibility) == (note, "shared")
    assert (copy.created_at, copy.text_version) == (note.created_at, 1)
    event = AuditEvent.objects.last()
    assert (event.verb, event.details["notes"]) == ("carry-notes", 1)
    assert Annotation.objects.filter(page=note.page).get() == note


def test_the_region_follows_its_words(case_file, done, editor):
    page = case_file.pages.get(number=3)
    box = unpack(bytes(page.boxes))[4]
    note = AnnotationFactory(
        page=page, left=box.left, top=box.top, width=box.width, height=box.height
    )
    later = case_file.pages.get(number=8)
    boxes = [found._replace(top=found.top + 0.2) for found in unpack(bytes(later.boxes))]
    later.boxes = pack(boxes)
    later.text = page.text
    later.save()
    [copy] = carry_notes(done, by=editor)
    assert copy.top == pytest.approx(note.top + 0.2, abs=1e-3)
    assert copy.left == pytest.approx(note.left, abs=1e-3)


def test_words_are_carried_too(case_file, done, editor):
    page = case_file.pages.get(number=3)
    case_file.pages.filter(number=8).update(text=f"Copie {page.text}")
    note_on(case_file, 3, first_word=2, last_word=4, text_version=1)
    note_on(case_file, 3, first_word=2, last_word=4, text_version=0)  # of a text that is gone
    copies = carry_notes(done, by=editor)
    assert sorted((copy.first_word or 0, copy.last_word or 0) for copy in copies) == [
        (0, 0),
        (3, 5),
    ]


def test_twice_copies_nothing_twice(case_file, done, editor):
    note_on(case_file, 1)
    assert len(carry_notes(done, by=editor)) == 1
    assert carry_notes(done, by=editor) == []
    note_on(case_file, 1)
    assert len(carry_notes(done, by=editor)) == 1
    assert Annotation.objects.filter(page__number=7).count() == 2


def test_private_notes_are_carried_for_their_author_alone(case_file, done, editor):
    other = PersonFactory()
    give(other, Role.EDITOR, case_file.investigation)
    note_on(case_file, 1, author=editor, visibility="private", body="À moi.")
    note_on(case_file, 1, author=other, visibility="private", body="À l'autre.")
    note_on(case_file, 2, author=other, visibility="private", body="Secret.")
    assert notes_of(done, editor).not_carried == []
    [copy] = carry_notes(done, by=editor)
    assert (copy.body, copy.visibility) == ("À moi.", "private")
    assert [copy.body for copy in carry_notes(done, by=other)] == ["À l'autre."]


def test_notes_on_pages_that_are_gone_or_replaced_are_listed(case_file, done, editor):
    note_on(case_file, 2, body="Sur une page disparue.")
    note_on(case_file, 4, body="Sur une page remplacée.")
    note_on(case_file, 5, body="Sur la même page.")
    assert len(carry_notes(done, by=editor)) == 1
    left = [(note.body, row.change) for note, row in notes_of(done, editor).not_carried]
    assert left == [("Sur une page disparue.", "missing"), ("Sur une page remplacée.", "replaced")]
    assert notes_of(done, editor).carried == 1


def test_nothing_is_carried_for_who_may_not_open_it(case_file, done):
    note_on(case_file, 1)
    assert carry_notes(done, by=PersonFactory()) == []


def test_a_comparison_that_is_not_done_carries_nothing(case_file, comparison, editor):
    note_on(case_file, 1)
    assert carry_notes(comparison, by=editor) == []


def test_of_a_copy_made_private_nobody_else_learns(case_file, done, editor):
    note_on(case_file, 3)
    [copy] = carry_notes(done, by=editor)
    Annotation.objects.filter(pk=copy.pk).update(visibility="private")
    told = notes_of(done, editor)
    assert (len(told.to_carry), told.carried) == (1, 0)
