import shutil
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from casefiles.models import CaseFile, Page
from search import beside, reindexing, tasks
from search.beside import building
from search.engine import engine
from search.engines.factory import open_engine
from search.engines.lock import writer_lock
from search.indexing import index_case_file
from search.query.asks import Form
from tests.factories import CaseFileFactory, PageFactory, case_file_with_pages
from tests.search.indexes import damage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_indexes(settings, tmp_path):
    settings.INDEXES = tmp_path / "indexes"
    use(settings, "whoosh")
    yield
    engine.cache_clear()


def use(settings, kind):
    """Change the setting, as an operator does between two starts."""
    settings.SEARCH_ENGINE = kind
    engine.cache_clear()


def reindex(*options) -> str:
    said = StringIO()
    call_command("reindex", *options, stdout=said)
    return said.getvalue()


def found(case_file) -> set[int]:
    return engine().numbers(str(case_file.pk))


def test_it_works():
    first = case_file_with_pages("Un canal.", "Un pont.", name="Premier")
    second = case_file_with_pages("Une écluse.", name="Second")
    said = reindex()
    assert set(said.splitlines()) == {"Premier: 2 pages indexed.", "Second: 1 pages indexed."}
    assert (found(first), found(second)) == ({1, 2}, {1})
    assert not first.pages.to_index().exists()


def test_one_case_file_alone():
    first = case_file_with_pages("Un canal.", name="Premier")
    second = case_file_with_pages("Un canal.", name="Second")
    assert reindex("--casefile", "Second") == "Second: 1 pages indexed.\n"
    assert found(second) == {1}
    assert not engine().exists(str(first.pk))


def test_what_was_indexed_is_indexed_anew():
    case_file = case_file_with_pages("Un canal.", "Un pont.")
    index_case_file(case_file.pk)
    case_file.pages.filter(number=2).update(text="Une écluse.")  # behind its back
    reindex()
    assert found(case_file) == {1, 2}
    assert set(case_file.pages.values_list("indexed_version", flat=True)) == {1}


@pytest.mark.parametrize("kind", ["deleted", "truncated", "overwritten"])
def test_a_damaged_index_is_no_obstacle(kind):
    case_file = case_file_with_pages("Un canal.", "Un pont.")
    index_case_file(case_file.pk)
    damage(case_file, kind)
    reindex()
    assert found(case_file) == {1, 2}


def test_an_empty_case_file_has_nothing_to_index():
    CaseFileFactory(name="Vide")
    assert reindex() == "Vide: 0 pages indexed.\n"


def test_a_case_file_that_is_being_indexed_is_done_later(monkeypatch):
    monkeypatch.setattr(reindexing, "PATIENCE", -1)
    case_file = case_file_with_pages("Un canal.", name="Canal")
    with (
        writer_lock(settings.INDEXES / "writing" / str(case_file.pk)),
        pytest.raises(CommandError, match="Canal"),
    ):
        reindex()
    assert not engine().exists(str(case_file.pk))
    assert reindex().splitlines() == [
        "Canal: goes on after 1 pages of 1.",
        "Canal: 1 pages indexed.",
    ]


def test_it_waits_for_who_is_done_in_a_moment(monkeypatch):
    case_file = case_file_with_pages("Un canal.")
    lock = writer_lock(settings.INDEXES / "writing" / str(case_file.pk))
    lock.__enter__()
    monkeypatch.setattr("time.sleep", lambda seconds: lock.__exit__(None, None, None))
    reindex()
    assert found(case_file) == {1}


def test_two_do_not_make_the_same_anew():
    case_file = case_file_with_pages("Un canal.", name="Canal")
    with building(case_file.pk), pytest.raises(CommandError, match="Canal"):
        reindex()


def test_a_name_that_nobody_bears():
    with pytest.raises(CommandError, match="Nulle part"):
        reindex("--casefile", "Nulle part")


def test_a_name_that_two_bear_is_never_guessed():
    for _ in range(2):
        case_file_with_pages("Un canal.", name="Canal")
    with pytest.raises(CommandError, match="Give an id"):
        reindex("--casefile", "Canal")


# --- while it runs ----------------------------------------------------------------------------


def words(case_file, form, kind=None) -> set[int]:
    index = open_engine(kind, settings.INDEXES) if kind else engine()
    return index.matching(str(case_file.pk), Form(form))


@pytest.fixture
def in_batches(monkeypatch):
    """Three pages in batches of one; `at(n)` is called after the n-th of them."""
    monkeypatch.setattr(beside, "BATCH", 1)
    case_file = case_file_with_pages("Un canal.", "Un pont.", "Une rive.", name="Canal")
    index_case_file(case_file.pk)
    Page.objects.update(text="Une écluse.")  # behind its back

    def run(**at):
        """Make it anew, doing things after the first, second, third commit; the last number."""
        seen = []

        def indexed(pages):
            seen.append(pages)
            at.get(f"after_{len(seen)}", lambda: None)()

        return reindexing.make_anew(case_file, settings.SEARCH_ENGINE, indexed=indexed)

    return case_file, run


def test_searches_go_on_in_the_old_one(in_batches):
    case_file, run = in_batches
    seen = []
    run(after_2=lambda: seen.append((words(case_file, "canal"), words(case_file, "ecluse"))))
    assert seen == [({1}, set())]
    assert words(case_file, "ecluse") == {1, 2, 3}
    assert words(case_file, "canal") == set()
    assert set(case_file.pages.values_list("indexed_version", flat=True)) == {1}


def test_a_text_that_changes_meanwhile_is_taken_in(in_batches):
    case_file, run = in_batches

    def correct():
        case_file.pages.filter(number=1).update(text="Une barque.", text_version=2)
        index_case_file(case_file.pk)  # the worker goes on in the old one
        assert words(case_file, "barque") == {1}

    run(after_2=correct)
    assert words(case_file, "barque") == {1}
    assert words(case_file, "ecluse") == {2, 3}
    assert not case_file.pages.to_index().exists()


def test_a_page_that_comes_and_one_that_goes_meanwhile(in_batches):
    case_file, run = in_batches
    volume = case_file.volumes.get()

    def change():
        case_file.pages.filter(number=1).delete()
        PageFactory(volume=volume, number=4, volume_page=4, text="Une barque.")

    run(after_2=change)
    assert found(case_file) == {2, 3, 4}
    assert not case_file.pages.to_index().exists()


def broken_off(run):
    def die():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(after_2=die)


def test_broken_off_it_goes_on_where_it_was(in_batches):
    case_file, run = in_batches
    broken_off(run)
    assert words(case_file, "canal") == {1}
    case_file.pages.filter(number=1).update(text="Une barque.", text_version=2)
    assert reindex().splitlines() == [
        "Canal: goes on after 2 pages of 4.",
        "Canal: 3 pages indexed.",
    ]
    assert (words(case_file, "barque"), words(case_file, "ecluse")) == ({1}, {2, 3})
    assert not (settings.INDEXES / "beside" / "whoosh" / str(case_file.pk)).exists()


def test_a_line_that_the_process_died_of_does_not_count(in_batches):
    case_file, run = in_batches
    broken_off(run)
    with (settings.INDEXES / "beside/whoosh" / str(case_file.pk) / "pages.jsonl").open("a") as file:
        file.write("\n[[3, ")
    assert "goes on after 2 pages of 3" in reindex()
    assert words(case_file, "ecluse") == {1, 2, 3}


@pytest.mark.parametrize("kind", ["language", "damage"])
def test_what_cannot_go_on_begins_anew_and_says_why(in_batches, kind):
    case_file, run = in_batches
    broken_off(run)
    if kind == "language":
        CaseFile.objects.update(languages="eng")
    else:
        shutil.rmtree(settings.INDEXES / "beside/whoosh" / str(case_file.pk) / "whoosh")
    assert "Canal: begun anew, " in reindex()
    assert words(case_file, "ecluse") == {1, 2, 3}


# --- another engine ---------------------------------------------------------------------------


def sweep_and_index():
    """What beat and the index worker do within seconds."""
    tasks.sweep()
    for case_file in CaseFile.objects.all():
        index_case_file(case_file.pk)


def test_the_index_of_another_engine_is_built_before_it_is_put_to_use(settings):
    case_file = case_file_with_pages("Un canal.", "Un pont.")
    index_case_file(case_file.pk)
    before = list(case_file.pages.values_list("indexed_version", flat=True))
    reindex("--engine", "tantivy")
    assert found(case_file) == {1, 2}
    assert list(case_file.pages.values_list("indexed_version", flat=True)) == before

    use(settings, "tantivy")
    assert words(case_file, "canal") == {1}
    sweep_and_index()
    assert words(case_file, "canal") == {1}
    assert not case_file.pages.to_index().exists()


def test_what_changes_before_the_setting_does_is_not_lost(settings):
    case_file = case_file_with_pages("Un canal.", "Un pont.")
    index_case_file(case_file.pk)
    reindex("--engine", "tantivy")
    case_file.pages.filter(number=1).update(text="Une barque.", text_version=2)
    index_case_file(case_file.pk)
    assert not case_file.pages.to_index().exists()

    use(settings, "tantivy")
    tasks.sweep()
    assert list(case_file.pages.to_index().values_list("number", flat=True)) == [1]
    sweep_and_index()
    assert (words(case_file, "barque"), words(case_file, "canal")) == ({1}, set())

    # And back: what the first engine has missed meanwhile is known.
    case_file.pages.filter(number=2).update(text="Une rive.", text_version=2)
    sweep_and_index()
    use(settings, "whoosh")
    sweep_and_index()
    assert (words(case_file, "rive"), words(case_file, "pont")) == ({2}, set())
    assert words(case_file, "barque") == {1}
    assert not case_file.pages.to_index().exists()


def test_an_engine_without_an_index_makes_one_and_the_other_is_not_forgotten(settings):
    case_file = case_file_with_pages("Un canal.", "Un pont.")
    index_case_file(case_file.pk)
    use(settings, "tantivy")
    sweep_and_index()
    assert words(case_file, "canal") == {1}
    case_file.pages.filter(number=1).update(text="Une barque.", text_version=2)
    sweep_and_index()
    use(settings, "whoosh")
    sweep_and_index()
    assert (words(case_file, "barque"), words(case_file, "canal")) == ({1}, set())


def test_the_index_of_another_engine_is_made_anew_twice(settings):
    case_file = case_file_with_pages("Un canal.")
    index_case_file(case_file.pk)
    reindex("--engine", "tantivy")
    case_file.pages.update(text="Une barque.", text_version=2)
    reindex("--engine", "tantivy")
    assert words(case_file, "barque", "tantivy") == {1}
    assert words(case_file, "canal", "whoosh") == {1}
    use(settings, "tantivy")
    sweep_and_index()
    assert not case_file.pages.to_index().exists()


def test_a_kind_of_engine_there_is_not():
    with pytest.raises(CommandError, match="invalid choice"):
        reindex("--engine", "sphinx")
