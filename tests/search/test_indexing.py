import errno
import os
import threading

import pytest
from django.conf import settings as django_settings

from casefiles.models import Page
from casefiles.texts import correct as texts
from search import beside, indexing
from search import engine as engine_module
from search.answers import Wanted
from search.engine import engine
from search.engines.base import IndexBusy, IndexUnavailable
from search.engines.lock import writer_lock
from search.finding import find
from search.indexing import index_case_file, is_missing, mend, start_over
from search.models import PageDay
from tests.factories import CaseFileFactory, PageFactory, PersonFactory, case_file_with_pages
from tests.search.indexes import damage, files_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=["whoosh", "tantivy"])
def _own_indexes(request, settings, tmp_path):
    settings.INDEXES = tmp_path / "indexes"
    settings.SEARCH_ENGINE = request.param
    engine_module.engine.cache_clear()
    yield
    engine_module.engine.cache_clear()


def found(case_file) -> set[int]:
    """The numbers of the pages that the index holds."""
    return engine().numbers(str(case_file.pk))


def versions(case_file) -> list[tuple[int, int]]:
    """Text version and indexed version, page by page."""
    rows = case_file.pages.order_by("number")
    return list(rows.values_list("text_version", "indexed_version"))


def correct(page: Page, text: str) -> None:
    """A page gets another text."""
    version = Page.objects.values_list("text_version", flat=True).get(pk=page.pk) + 1
    Page.objects.filter(pk=page.pk).update(text=text, text_version=version)


def reader_of(case_file):
    from investigations.roles import Role
    from investigations.services import grants

    person = PersonFactory()
    grants.give(person, Role.READER, case_file)
    return person


def total(case_file, query) -> int:
    answer = find(reader_of(case_file), Wanted(query), limit=10)
    assert not answer.rebuilding
    return answer.total


def test_it_works():
    case_file = case_file_with_pages("Un canal.", "Une écluse.", "Un pont.")
    told = []
    assert index_case_file(case_file.pk, indexed=told.append) == 3
    assert told == [3]
    assert found(case_file) == {1, 2, 3}
    assert versions(case_file) == [(1, 1)] * 3
    assert total(case_file, "écluse") == 1


def test_only_what_is_to_do_is_done(monkeypatch):
    case_file = case_file_with_pages("Un canal.", "Une écluse.")
    index_case_file(case_file.pk)
    PageFactory(volume=case_file.volumes.get(), text="Un pont.")
    PageFactory(volume=case_file.volumes.get(), text="", state="waiting", text_version=0)
    assert index_case_file(case_file.pk) == 1
    assert found(case_file) == {1, 2, 3}
    assert versions(case_file)[3] == (0, 0)


def test_twice_is_as_once():
    case_file = case_file_with_pages("Un canal.")
    index_case_file(case_file.pk)
    before = files_of(case_file)
    assert index_case_file(case_file.pk) == 0
    assert files_of(case_file) == before


def test_a_case_file_without_text_has_no_index():
    case_file = CaseFileFactory()
    assert index_case_file(case_file.pk) == 0
    assert not engine().exists(str(case_file.pk))
    assert not is_missing(case_file.pk)


def test_a_case_file_that_is_no_more_is_no_matter():
    gone = CaseFileFactory()
    key = gone.pk
    gone.delete()
    assert index_case_file(key) == 0


def test_a_new_text_takes_the_place_of_the_old_one():
    case_file = case_file_with_pages("Un canal.")
    index_case_file(case_file.pk)
    correct(case_file.pages.get(), "Une écluse.")
    index_case_file(case_file.pk)
    assert (total(case_file, "canal"), total(case_file, "écluse")) == (0, 1)
    assert versions(case_file) == [(2, 2)]


def test_a_text_that_changes_meanwhile_is_taken_in_the_next_round(monkeypatch):
    case_file = case_file_with_pages("Un canal.", "Un pont.")
    update = engine().update

    def corrected_meanwhile(*args, **options):
        update(*args, **options)
        page = case_file.pages.get(number=1)
        if page.text_version == 1:
            correct(page, "Une écluse.")

    monkeypatch.setattr(engine(), "update", corrected_meanwhile)
    index_case_file(case_file.pk)
    assert versions(case_file) == [(2, 2), (1, 1)]
    assert (total(case_file, "canal"), total(case_file, "écluse")) == (0, 1)


def test_case_files_do_not_meet():
    first, second = case_file_with_pages("Un canal."), case_file_with_pages("Un canal.")
    index_case_file(first.pk)
    assert versions(second) == [(1, 0)]
    start_over(first.pk)
    index_case_file(second.pk)
    assert versions(first) == [(1, 0)]


def test_many_pages_go_in_batches(monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 2)
    case_file = case_file_with_pages("Un canal.")
    index_case_file(case_file.pk)
    for _ in range(5):
        PageFactory(volume=case_file.volumes.get(), text="Une écluse.")
    told = []
    index_case_file(case_file.pk, indexed=told.append)
    assert told == [2, 2, 1]


def test_a_new_index_appears_at_once(monkeypatch):
    """One that is being rebuilt never answers with half of the pages."""
    monkeypatch.setattr(indexing, "BATCH", 2)
    monkeypatch.setattr(beside, "BATCH", 2)
    case_file = case_file_with_pages(*["Un canal."] * 5)
    there, told = [], []

    def indexed(pages):
        there.append(engine().exists(str(case_file.pk)))
        told.append(pages)

    assert index_case_file(case_file.pk, indexed=indexed) == 5
    assert told == [2, 2, 1]
    assert there == [False] * 3
    assert found(case_file) == {1, 2, 3, 4, 5}
    assert versions(case_file) == [(1, 1)] * 5


def test_who_comes_after_one_that_died_goes_on(monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 2)
    monkeypatch.setattr(beside, "BATCH", 2)
    case_file = case_file_with_pages(*["Un canal."] * 5)

    def die(pages):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index_case_file(case_file.pk, indexed=die)
    assert versions(case_file) == [(1, 0)] * 5
    told = []
    assert index_case_file(case_file.pk, indexed=told.append) == 3
    assert told == [2, 1]
    assert found(case_file) == {1, 2, 3, 4, 5}
    assert versions(case_file) == [(1, 1)] * 5


def test_starting_over_makes_everything_anew():
    case_file = case_file_with_pages("Un canal.", "Un pont.")
    index_case_file(case_file.pk)
    start_over(case_file.pk)
    assert versions(case_file) == [(1, 0)] * 2
    assert not engine().exists(str(case_file.pk))
    assert not is_missing(case_file.pk)
    assert index_case_file(case_file.pk) == 2
    assert found(case_file) == {1, 2}


@pytest.mark.parametrize("kind", ["deleted", "truncated", "overwritten"])
def test_a_damaged_index_is_rebuilt(kind):
    case_file = case_file_with_pages("Un canal.", "Un pont.")
    index_case_file(case_file.pk)
    damage(case_file, kind)
    mend(case_file.pk)
    assert versions(case_file) == [(1, 0)] * 2
    index_case_file(case_file.pk)
    assert found(case_file) == {1, 2}
    assert total(case_file, "canal") == 1


@pytest.mark.parametrize("kind", ["deleted", "truncated", "overwritten"])
def test_pages_that_come_after_the_damage_do_not_hide_those_before(kind):
    case_file = case_file_with_pages("Un canal.", "Un pont.")
    index_case_file(case_file.pk)
    damage(case_file, kind)
    PageFactory(volume=case_file.volumes.get(), text="Une écluse.")
    index_case_file(case_file.pk)
    assert found(case_file) == {1, 2, 3}
    assert versions(case_file) == [(1, 1)] * 3


@pytest.mark.parametrize("kind", ["deleted", "truncated", "overwritten"])
def test_a_search_says_that_it_is_being_rebuilt(kind, monkeypatch):
    case_file = case_file_with_pages("Un canal.", "Un pont.")
    index_case_file(case_file.pk)
    person = reader_of(case_file)
    scheduled = []
    monkeypatch.setattr("search.finding.question.schedule", scheduled.append)
    damage(case_file, kind)
    answer = find(person, Wanted("canal"), limit=10)
    assert (answer.total, answer.rebuilding) == (0, [case_file])
    assert scheduled == [case_file.pk]
    index_case_file(case_file.pk)
    assert total(case_file, "canal") == 1


def test_a_sound_index_is_left_alone():
    case_file = case_file_with_pages("Un canal.")
    index_case_file(case_file.pk)
    before = files_of(case_file)
    mend(case_file.pk)
    assert files_of(case_file) == before
    assert versions(case_file) == [(1, 1)]


def test_an_index_that_cannot_be_mended_does_not_go_on_for_ever(monkeypatch):
    case_file = case_file_with_pages("Un canal.")
    tried = []

    def broken(name, pages, **options):
        tried.append(name)
        raise IndexUnavailable(name)

    monkeypatch.setattr(engine(), "update", broken)
    with pytest.raises(IndexUnavailable):
        index_case_file(case_file.pk)
    assert len(tried) == 2
    assert versions(case_file) == [(1, 0)]


def test_a_full_disk_leaves_it_to_be_done(monkeypatch):
    case_file = case_file_with_pages("Un canal.")
    index_case_file(case_file.pk)
    PageFactory(volume=case_file.volumes.get(), text="Une écluse.")

    def full(*args, **options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(engine(), "update", full)
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            index_case_file(case_file.pk)
    assert versions(case_file) == [(1, 1), (1, 0)]
    assert total(case_file, "canal") == 1
    index_case_file(case_file.pk)
    assert found(case_file) == {1, 2}


def test_one_writer_at_a_time():
    case_file = case_file_with_pages("Un canal.")
    with writer_lock(django_settings.INDEXES / "writing" / str(case_file.pk)):
        with pytest.raises(IndexBusy):
            index_case_file(case_file.pk)
        with pytest.raises(IndexBusy):
            start_over(case_file.pk)
    assert versions(case_file) == [(1, 0)]
    assert index_case_file(case_file.pk) == 1


def test_nobody_drops_the_index_between_the_files_and_the_rows(monkeypatch):
    """Else the rows would say of pages that they can be found, and nobody would find them."""
    case_file = case_file_with_pages("Un canal.")
    update = engine().update
    refused = []

    def someone_starts_over(*args, **options):
        update(*args, **options)

        def start_over_elsewhere():
            try:
                with writer_lock(django_settings.INDEXES / "writing" / str(case_file.pk)):
                    refused.append(False)
            except IndexBusy:
                refused.append(True)

        thread = threading.Thread(target=start_over_elsewhere)
        thread.start()
        thread.join()

    monkeypatch.setattr(engine(), "update", someone_starts_over)
    index_case_file(case_file.pk)
    assert refused == [True]
    assert found(case_file) == {1}


# --- what is hardly readable ------------------------------------------------------------------


def test_what_is_hardly_readable_is_done_and_not_found():
    case_file = case_file_with_pages("Un canal.", "Un kanal illisible.")
    case_file.pages.filter(number=2).update(hardly_readable=True)
    assert index_case_file(case_file.pk) == 2
    assert versions(case_file) == [(1, 1), (1, 1)]
    assert found(case_file) == {1, 2}
    assert (total(case_file, "canal"), total(case_file, "kanal")) == (1, 0)


def test_a_correction_makes_it_searchable():
    case_file = case_file_with_pages("Un kanal.")
    case_file.pages.update(hardly_readable=True)
    index_case_file(case_file.pk)
    texts.correct(case_file.pages.get(), "Un canal.", seen_version=1, by=PersonFactory())
    assert index_case_file(case_file.pk) == 1
    assert total(case_file, "canal") == 1
    page = case_file.pages.get()
    assert (page.text_version, page.indexed_version) == (2, 2)


def test_a_page_that_is_read_again_is_found_until_there_is_another_text():
    case_file = case_file_with_pages("Un canal.")
    index_case_file(case_file.pk)
    case_file.pages.update(state="waiting")
    assert index_case_file(case_file.pk) == 0
    assert total(case_file, "canal") == 1
    assert Page.objects.searchable().filter(case_file=case_file).count() == 1


def test_who_dies_between_index_and_facts_leaves_no_page_without_them(monkeypatch):
    monkeypatch.setattr(beside, "BATCH", 2)
    monkeypatch.setattr(indexing, "BATCH", 2)
    case_file = case_file_with_pages(*(f"Camion du {day} mars 2019" for day in range(1, 7)))
    store = beside.store_facts
    rounds = []

    def dying(*given):
        rounds.append(given)
        if len(rounds) == 2:
            raise KeyboardInterrupt
        store(*given)

    monkeypatch.setattr(beside, "store_facts", dying)
    with pytest.raises(KeyboardInterrupt):
        index_case_file(case_file.pk)
    index_case_file(case_file.pk)
    assert versions(case_file) == [(1, 1)] * 6
    dated = PageDay.objects.filter(case_file=case_file).values_list("number", flat=True)
    assert sorted(dated) == [1, 2, 3, 4, 5, 6]
