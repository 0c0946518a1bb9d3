"""Names are counted, whatever happens on the way."""

import pytest

from investigations.models import AuditEvent
from investigations.roles import Role
from investigations.services import grants
from search import tasks
from search.answers import Wanted
from search.engine import engine
from search.finding import find
from search.lists import asking, counting
from search.lists.counting import carry_on
from search.lists.table import Counts, Sort
from search.lists.variants import Ways, query, variants
from search.models import ListState, NameCount, NameList
from tests.factories import CaseFileFactory, PersonFactory
from tests.search.lists.conftest import asked_for, count, counted, dossier, revoke

pytestmark = pytest.mark.django_db

EXACTLY = {"tolerant": False}


def table(person, name_list, sort=Sort.TYPED, *, only_found=False):
    """The table as it is shown: name to pages by case file, with the total."""
    counts = Counts(person, name_list)
    rows = counts.rows(counts.entries(sort, only_found=only_found))
    return {
        row.entry.name: {cell.case_file.name: cell.pages for cell in row.cells} | {"": row.pages}
        for row in rows
    }


@pytest.fixture
def sent(monkeypatch):
    """What is put into the queue."""
    messages = []
    monkeypatch.setattr(asking, "send", lambda *message, **_options: messages.append(message))
    return messages


def test_it_works(alix):
    name_list = counted(alix, "Martin Dupuis", "Anne de Kerven", "Paul Absent", **EXACTLY)
    assert table(alix, name_list) == {
        "Martin Dupuis": {"Canal": 1, "Port": 3, "": 4},
        "Anne de Kerven": {"Canal": 1, "Port": 0, "": 1},
        "Paul Absent": {"Canal": 0, "Port": 0, "": 0},
    }
    assert name_list.state == ListState.DONE
    assert name_list.done_at is not None


def test_each_variant_is_counted_and_a_page_counts_once(alix, port):
    name_list = counted(alix, "Martin Dupuis", within=[port.pk], **EXACTLY)
    counts = Counts(alix, name_list)
    [row] = counts.rows(counts.entries(Sort.TYPED, only_found=False))
    assert {tried.variant.text: tried.pages for tried in row.tried} == {
        "Martin Dupuis": 1,
        "Dupuis Martin": 1,
        "M. Dupuis": 1,
        "Dupuis M.": 0,
    }
    assert (row.pages, row.by_initial) == (3, 1)


def test_a_page_with_two_variants_counts_once(alix, canal):
    both = dossier("Martin Dupuis, dit DUPUIS Martin.", investigation=canal.investigation)
    name_list = counted(alix, "Martin Dupuis", within=[both.pk], **EXACTLY)
    assert table(alix, name_list)["Martin Dupuis"][""] == 1


def test_without_initials(alix):
    name_list = counted(alix, "Martin Dupuis", ways=Ways(initials=False), **EXACTLY)
    assert table(alix, name_list)["Martin Dupuis"] == {"Canal": 1, "Port": 2, "": 3}


@pytest.mark.parametrize("tolerant", [True, False])
def test_the_search_finds_as_many(alix, tolerant):
    """What a link in the table opens has as many pages as the table says."""
    names = ["Martin Dupuis", "Anne de Kerven", "Dupuis", "M. Dupuis", "Marlin Dupuis"]
    name_list = counted(alix, *names, tolerant=tolerant)
    shown = table(alix, name_list)
    for name in names:
        wanted = Wanted(query=query(variants(name, Ways())), tolerant=tolerant)
        answer = find(alix, wanted, limit=0)
        by_name = {
            c.name: n for c in name_list_case_files(name_list) if (n := answer.counts.get(c.pk))
        }
        assert shown[name][""] == answer.total
        assert {key: n for key, n in shown[name].items() if key and n} == by_name


def name_list_case_files(name_list):
    return [listed.case_file for listed in name_list.listed.select_related("case_file")]


def test_what_the_scanner_misread_is_told_apart(alix, port):
    misread = dossier("Entendu Martin Dupuls.", investigation=port.investigation, name="Scan")
    name_list = counted(alix, "Martin Dupuis", within=[misread.pk])
    counts = Counts(alix, name_list)
    [row] = counts.rows(counts.entries(Sort.TYPED, only_found=False))
    assert (row.pages, row.resembling) == (1, 1)


def test_a_name_is_never_an_operator(alix):
    name_list = counted(alix, 'Rien" OR "quai', "quai*", "NOT quai", "Martin~2", **EXACTLY)
    assert {name: row[""] for name, row in table(alix, name_list).items()} == {
        'Rien" OR "quai': 0,
        "quai*": 1,  # the star is no sign: the word itself
        "NOT quai": 0,
        "Martin~2": 0,
    }


def test_what_is_not_looked_for_stays_in_the_list(alix):
    name_list = counted(alix, "Martin Dupuis", "---", "martin dupuis")
    assert [entry.remark for entry in name_list.entries.all()] == ["", "no_word", "repeated"]
    assert NameCount.objects.filter(entry__remark="").count() == 2
    assert not NameCount.objects.exclude(entry__remark="").exists()


def test_only_in_the_case_files_chosen(alix, port):
    foreign = dossier("Martin Dupuis.")
    name_list = counted(alix, "Martin Dupuis", within=[port.pk, foreign.pk])
    assert [listed.case_file for listed in name_list.listed.all()] == [port]


def test_some_seconds_at_a_time(alix, monkeypatch):
    name_list = asked_for(alix, "Martin Dupuis", "Anne de Kerven", "Rien", **EXACTLY)
    monkeypatch.setattr(counting, "SLICE", 0.0)
    turn, done = name_list.turn, []
    while turn is not None:
        turn = carry_on(name_list.pk, turn, seconds=0.0)
        done.append(Counts(alix, name_list).done)
    assert done == [1, 2, 3, 4, 5, 6, 6]
    assert table(alix, name_list)["Rien"] == {"Canal": 0, "Port": 1, "": 1}


def test_a_turn_is_taken_once(alix):
    name_list = asked_for(alix, "Martin Dupuis", "Rien")
    turn = name_list.turn
    following = carry_on(name_list.pk, turn, seconds=0.0)
    before = list(NameCount.objects.values())
    assert carry_on(name_list.pk, turn) is None  # the same message once more
    assert list(NameCount.objects.values()) == before
    assert following == turn + 1


def test_it_dies_and_goes_on(alix, monkeypatch, sent, settings):
    name_list = asked_for(alix, "Martin Dupuis", "Anne de Kerven", **EXACTLY)
    real, calls = counting.pages_of, []

    class Killed(BaseException):
        pass

    def killed(*args, **given):
        calls.append(args)
        if len(calls) == 2:
            raise Killed
        return real(*args, **given)

    monkeypatch.setattr(counting, "PORTION", 1)
    monkeypatch.setattr(counting, "pages_of", killed)
    with pytest.raises(Killed):
        carry_on(name_list.pk, name_list.turn)
    sent.clear()
    tasks.sweep()
    assert not sent  # for all that is known somebody is at it
    tasks.sweep(worker_lost=True)
    [(task, key, turn)] = sent
    assert (task, key) == ("search.tasks.count_names", str(name_list.pk))
    tasks.count_names(key, turn)
    name_list.refresh_from_db()
    assert name_list.state == ListState.DONE
    assert table(alix, name_list)["Martin Dupuis"] == {"Canal": 1, "Port": 3, "": 4}


def test_a_worker_that_comes_back_from_the_dead_keeps_nothing(alix, monkeypatch):
    name_list = asked_for(alix, "Martin Dupuis", **EXACTLY)
    real = counting.pages_of

    def overtaken(*args, **given):
        monkeypatch.setattr(counting, "pages_of", real)
        name_list.refresh_from_db()
        count(name_list)  # somebody else has taken the next turn meanwhile
        return real(*args, **given)

    monkeypatch.setattr(counting, "pages_of", overtaken)
    assert carry_on(name_list.pk, name_list.turn) is None
    assert table(alix, name_list)["Martin Dupuis"] == {"Canal": 1, "Port": 3, "": 4}


def test_the_task_asks_for_its_next_turn(alix, monkeypatch, sent):
    name_list = asked_for(alix, "Martin Dupuis", "Rien")
    sent.clear()
    monkeypatch.setattr("search.tasks.carry_on", lambda key, turn: turn + 1)
    tasks.count_names(str(name_list.pk), 0)
    assert sent == [("search.tasks.count_names", str(name_list.pk), 1)]


def test_stopped(alix):
    name_list = asked_for(alix, "Martin Dupuis", "Rien", **EXACTLY)
    following = carry_on(name_list.pk, name_list.turn, seconds=0.0)
    name_list.refresh_from_db()
    asking.stop(name_list)
    assert carry_on(name_list.pk, following) is None
    assert name_list.state == ListState.STOPPED
    assert Counts(alix, name_list).done == 1  # what was counted stays


def test_counted_again_with_what_has_become_searchable(alix, port, canal):
    name_list = counted(alix, "Paul Morel", **EXACTLY)
    assert table(alix, name_list)["Paul Morel"][""] == 0
    dossier("Paul Morel.", investigation=canal.investigation, name="Annexes")
    asking.count_again(name_list)
    count(name_list)
    assert table(alix, name_list)["Paul Morel"] == {"Annexes": 1, "": 1}


def test_counted_again_where_it_was_chosen(alix, port, canal):
    name_list = counted(alix, "Martin Dupuis", within=[port.pk], **EXACTLY)
    asking.count_again(name_list)
    assert table(alix, name_list)["Martin Dupuis"] == {"": 0}  # from the beginning
    count(name_list)
    assert table(alix, name_list)["Martin Dupuis"] == {"Port": 3, "": 3}


def test_an_index_that_is_away_is_told_and_not_taken_for_nothing(alix, port):
    engine().drop(str(port.pk))
    name_list = counted(alix, "Martin Dupuis", **EXACTLY)
    counts = Counts(alix, name_list)
    assert name_list.state == ListState.DONE
    assert counts.missed == [port]
    assert table(alix, name_list)["Martin Dupuis"] == {"Canal": 1, "": 1}
    assert port not in counts.without


def test_a_case_file_without_pages(alix, canal):
    empty = CaseFileFactory(investigation=canal.investigation)
    name_list = counted(alix, "Martin Dupuis", within=[empty.pk])
    assert Counts(alix, name_list).without == [empty]


def test_one_that_fails_does_not_keep_the_others(alix, port, monkeypatch):
    real = counting.pages_of

    def failing(case_file, *args, **given):
        if case_file == port:
            raise RuntimeError
        return real(case_file, *args, **given)

    monkeypatch.setattr(counting, "pages_of", failing)
    name_list = counted(alix, "Martin Dupuis", **EXACTLY)
    assert Counts(alix, name_list).missed == [port]
    assert table(alix, name_list)["Martin Dupuis"] == {"Canal": 1, "": 1}


def test_access_that_ends_meanwhile_ends_the_counting_there(alix, port, canal):
    name_list = asked_for(alix, "Martin Dupuis", **EXACTLY)
    following = carry_on(name_list.pk, name_list.turn, seconds=0.0)  # one of the two is counted
    rest = name_list.listed.get(counted=0).case_file
    revoke(alix, rest)
    assert carry_on(name_list.pk, following) is None
    assert not NameCount.objects.filter(case_file=rest).exists()
    assert name_list.listed.get(case_file=rest).counted == 0


def test_who_may_no_longer_log_in_counts_nothing(alix):
    name_list = asked_for(alix, "Martin Dupuis")
    alix.is_active = False
    alix.save()
    count(name_list)
    assert not NameCount.objects.exists()


def test_deleted_while_it_is_counted(alix):
    name_list = asked_for(alix, "Martin Dupuis", "Rien")
    key, following = name_list.pk, carry_on(name_list.pk, name_list.turn, seconds=0.0)
    asking.delete(name_list)
    assert carry_on(key, following) is None
    assert not NameList.objects.exists()
    assert not NameCount.objects.exists()


def test_the_trail_has_the_run_and_no_name(alix, port):
    name_list = counted(alix, "Martin Dupuis", within=[port.pk])
    event = AuditEvent.objects.filter(verb="search").last()
    assert (event.actor, event.target) == ("alix", f"search.namelist:{name_list.pk}")
    assert event.details == {"names": 1, "case_files": [str(port.pk)]}


def test_a_person_without_case_files():
    name_list = counted(PersonFactory(), "Martin Dupuis")
    assert name_list.state == ListState.DONE
    assert not name_list.listed.exists()


def test_access_given_back_shows_what_is_missing(alix, port, canal):
    name_list = asked_for(alix, "Martin Dupuis", **EXACTLY)
    revoke(alix, port)
    count(name_list)
    assert Counts(alix, name_list).unfinished == []
    grants.give(alix, Role.READER, port.investigation)
    assert Counts(alix, name_list).unfinished == [port]
