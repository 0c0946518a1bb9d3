import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search.engine import engine
from search.engines.base import PageDocument
from search.indexing import index_case_file, writing
from search.query.asks import Form
from tests.factories import CaseFileFactory, PageFactory, case_file_with_pages
from tests.search.indexes import damage, files_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_indexes(settings, tmp_path):
    settings.INDEXES = tmp_path / "indexes"
    engine.cache_clear()
    yield
    engine.cache_clear()


@pytest.fixture
def case_file():
    made = case_file_with_pages("Un canal.", "Un pont.", "Une rive.", name="Canal")
    index_case_file(made.pk)
    return made


def searchcheck(*options):
    """What it says, and whether it says that all is well."""
    said = StringIO()
    try:
        call_command("searchcheck", *options, stdout=said)
    except CommandError:
        return said.getvalue(), False
    return said.getvalue(), True


def reported(*options):
    said, _ = searchcheck("--json", *options)
    (report,) = json.loads(said)["casefiles"]
    return report


def found(case_file, form):
    return engine().matching(str(case_file.pk), Form(form))


def test_it_works(case_file):
    before = files_of(case_file)
    assert searchcheck() == ("Canal: sound, 3 pages with text\n", True)
    assert searchcheck("--repair")[1]
    assert files_of(case_file) == before


def test_nothing_to_be_found_is_in_order():
    CaseFileFactory(name="Vide")
    case_file_with_pages("Un canal.", name="Neuf")
    assert searchcheck() == (
        "Neuf: sound, 1 pages with text; 1 still to be indexed\nVide: sound, 0 pages with text\n",
        True,
    )


@pytest.mark.parametrize(
    ("kind", "state"),
    [("deleted", "missing"), ("truncated", "broken"), ("overwritten", "broken")],
)
def test_an_index_that_is_gone_or_broken(case_file, kind, state):
    damage(case_file, kind)
    said, well = searchcheck()
    assert not well
    assert state in said
    report = reported("--repair")
    assert (report["state"], report["repaired"], report["indexed"]) == (state, True, 3)
    assert found(case_file, "canal") == {1}
    assert searchcheck()[1]


def test_pages_that_are_missing(case_file):
    engine().update(str(case_file.pk), [], language="fr", removed=[1, 3])
    assert reported()["absent"] == [1, 3]
    assert reported("--repair")["indexed"] == 2
    assert found(case_file, "canal") == {1}
    assert reported()["in_order"]


def test_pages_that_should_not_be_there(case_file):
    stray = [PageDocument(number, "Un canal.") for number in range(7, 30)]
    engine().update(str(case_file.pk), stray, language="fr")
    said, well = searchcheck()
    assert not well
    assert "should not be there: 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 and 13 more" in said
    assert reported("--repair")["repaired"]
    assert found(case_file, "canal") == {1}


def test_a_text_that_is_not_there_yet(case_file):
    case_file.pages.filter(number=2).update(indexed_version=5)
    assert reported()["beyond"] == [2]
    assert reported("--repair")["repaired"]
    assert set(case_file.pages.values_list("indexed_version", flat=True)) == {1}


def test_pages_still_to_be_indexed_are_no_fault(case_file):
    PageFactory(volume=case_file.volumes.get(), text="Une écluse.")
    report = reported()
    assert (report["in_order"], report["waiting"]) == (True, 1)


def test_one_that_is_being_indexed_is_not_looked_at(case_file):
    with writing(case_file.pk):
        said, well = searchcheck("--repair")
    assert not well
    assert "try again in a minute" in said


def test_one_case_file_alone(case_file):
    case_file_with_pages("Un canal.", name="Autre")
    assert searchcheck("--casefile", "Autre")[0].startswith("Autre: ")
    with pytest.raises(CommandError, match="Nulle part"):
        call_command("searchcheck", "--casefile", "Nulle part")
