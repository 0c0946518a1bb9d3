"""An index made by other rules than those of today is seen, told, and made anew by itself."""

import ast
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from casefiles.models import CaseFile
from search import reindexing, rules, tasks
from search.engine import engine
from search.engines.base import IndexBusy
from search.engines.factory import KINDS
from search.engines.lock import writer_lock
from search.indexing import index_case_file, start_over
from search.query.asks import Form
from search.reindexing import make_anew, renew_one
from search.rules import SOURCES, is_by_other_rules
from tests.factories import PageFactory, case_file_with_pages
from tests.search.indexes import files_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=KINDS)
def _own_indexes(request, settings, tmp_path):
    settings.INDEXES = tmp_path / "indexes"
    settings.SEARCH_ENGINE = request.param
    engine.cache_clear()
    yield
    engine.cache_clear()


@pytest.fixture
def case_file():
    made = case_file_with_pages("Un canal.", "Un pont.", "Une rive.", name="Canal")
    index_case_file(made.pk)
    return made


@pytest.fixture
def other_rules(monkeypatch):
    """From when it is called words are cut in another way."""
    return lambda: monkeypatch.setattr(rules, "_digest", lambda kind: f"tomorrow {kind}")


@pytest.fixture
def sent(monkeypatch):
    """The tasks that are queued."""
    tasks_sent = []
    monkeypatch.setattr(tasks, "send", tasks_sent.append)
    return tasks_sent


def searchcheck(*options):
    said = StringIO()
    try:
        call_command("searchcheck", *options, stdout=said)
    except CommandError:
        return said.getvalue(), False
    return said.getvalue(), True


def imported(source):
    """The modules of this floor that a source names."""
    tree = ast.parse((rules.HERE / source).read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_all_that_decides_of_tokens_and_facts_counts():
    named = {name for source in SOURCES for name in imported(source) if name.startswith("search.")}
    files = {f"{name.removeprefix('search.').replace('.', '/')}.py" for name in named}
    assert {file for file in files if (rules.HERE / file).is_file()} <= set(SOURCES)
    assert len(files) > 2


def test_it_works(case_file, other_rules):
    assert not is_by_other_rules(case_file)
    assert searchcheck() == ("Canal: sound, 3 pages with text\n", True)
    other_rules()
    assert is_by_other_rules(case_file)
    assert searchcheck() == (
        "Canal: sound, 3 pages with text; made by other rules than today’s\n",
        False,
    )
    said, well = searchcheck("--repair", "--json")
    (report,) = json.loads(said)["casefiles"]
    assert well
    assert (report["by_other_rules"], report["repaired"], report["indexed"]) == (True, True, 3)
    assert not is_by_other_rules(case_file)
    assert engine().matching(str(case_file.pk), Form("canal")) == {1}


def test_new_pages_do_not_make_it_one_of_today(case_file, other_rules):
    other_rules()
    PageFactory(case_file=case_file, number=9, text="Un quai.")
    index_case_file(case_file.pk)
    assert is_by_other_rules(case_file)


def test_one_that_was_thrown_away_is_made_by_the_rules_of_today(case_file, other_rules):
    other_rules()
    start_over(case_file.pk)
    assert not is_by_other_rules(case_file)  # there is none
    index_case_file(case_file.pk)
    assert not is_by_other_rules(case_file)


def test_another_language_is_another_rule(case_file):
    CaseFile.objects.update(languages=CaseFile.Languages.ENGLISH)
    assert is_by_other_rules(CaseFile.objects.get())
    assert searchcheck("--repair")[1]
    assert not is_by_other_rules(CaseFile.objects.get())


@pytest.mark.parametrize("content", [None, "", "{", "[]"])
def test_one_of_which_nothing_is_known_is_made_anew(case_file, settings, content):
    (file,) = (settings.INDEXES / str(case_file.pk)).glob("rules-*.json")
    if content is None:
        file.unlink()
    else:
        file.write_text(content)
    assert is_by_other_rules(case_file)
    make_anew(case_file, settings.SEARCH_ENGINE)
    assert not is_by_other_rules(case_file)


def test_the_sweep_has_them_made_anew_one_after_the_other(case_file, other_rules, sent):
    other = case_file_with_pages("Un autre canal.")
    index_case_file(other.pk)
    tasks.sweep()
    assert sent == []
    other_rules()
    tasks.sweep()
    assert sent == [tasks.RENEW]
    tasks.renew()
    assert is_by_other_rules(case_file) != is_by_other_rules(other)
    assert sent == [tasks.RENEW] * 2
    tasks.renew()
    assert not reindexing.by_other_rules()
    assert sent == [tasks.RENEW] * 2
    before = files_of(case_file)
    tasks.renew()
    assert files_of(case_file) == before


def test_only_one_is_made_anew_at_a_time(case_file, other_rules, settings, sent):
    other_rules()
    with writer_lock(settings.INDEXES / "building" / "renewing"):
        with pytest.raises(IndexBusy):
            renew_one()
        tasks.renew()
    assert is_by_other_rules(case_file)


def test_it_is_searched_all_the_while(case_file, other_rules, monkeypatch):
    other_rules()
    seen = []

    def looking(case_file_id):
        seen.append(engine().matching(str(case_file_id), Form("canal")))
        return building(case_file_id)

    building = reindexing.building
    monkeypatch.setattr(reindexing, "building", looking)
    renew_one()
    assert [*seen, engine().matching(str(case_file.pk), Form("canal"))] == [{1}, {1}]


def test_two_engines_have_rules_of_their_own(case_file, settings, other_rules):
    (other,) = {*KINDS} - {settings.SEARCH_ENGINE}
    make_anew(case_file, other)
    other_rules()
    make_anew(case_file, settings.SEARCH_ENGINE)
    assert not is_by_other_rules(case_file)
    settings.SEARCH_ENGINE = other
    engine.cache_clear()
    assert is_by_other_rules(case_file)


def test_an_index_that_is_gone_is_another_fault(case_file, other_rules):
    other_rules()
    engine().drop(str(case_file.pk))
    said, _ = searchcheck()
    assert said == "Canal: missing, 3 pages with text\n"
