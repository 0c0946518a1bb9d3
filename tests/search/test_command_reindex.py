from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from search.engine import engine
from search.engines.lock import writer_lock
from search.indexing import index_case_file
from tests.factories import CaseFileFactory, case_file_with_pages
from tests.search.indexes import damage

pytestmark = pytest.mark.django_db


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


def test_a_case_file_that_is_being_indexed_is_left_alone():
    case_file = case_file_with_pages("Un canal.", name="Canal")
    with (
        writer_lock(settings.INDEXES / "writing" / str(case_file.pk)),
        pytest.raises(CommandError, match="Canal"),
    ):
        reindex()


def test_a_name_that_nobody_bears():
    with pytest.raises(CommandError, match="Nulle part"):
        reindex("--casefile", "Nulle part")


def test_a_name_that_two_bear_is_never_guessed():
    for _ in range(2):
        case_file_with_pages("Un canal.", name="Canal")
    with pytest.raises(CommandError, match="Give an id"):
        reindex("--casefile", "Canal")
