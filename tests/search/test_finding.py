"""Find, without a browser: who may open what decides which indexes are read at all."""

import contextlib
from functools import partial

import pytest

from casefiles.models import CaseFile, Page
from investigations.roles import Role
from investigations.services.grants import end, give
from search.answers import Wanted
from search.engine import engine
from search.finding import explain, find, found_on, overview
from search.indexing import index_case_file, start_over
from search.query.errors import QueryError
from tests.factories import PageFactory, PersonFactory, case_file_with_pages

pytestmark = pytest.mark.django_db


def dossier(*texts, **attributes):
    case_file = case_file_with_pages(*texts, **attributes)
    index_case_file(case_file.pk)
    return case_file


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def port(person):
    port = dossier("Le quai.", "Rien.", "Le quai, le quai.")
    give(person, Role.READER, port)
    return port


def places(answer):
    return {(hit.page.case_file_id, hit.page.number) for hit in answer.hits}


def test_it_works(person, port):
    answer = find(person, Wanted("quai"), limit=10)
    assert (answer.total, answer.counts) == (2, {port.pk: 2})
    assert [hit.page.number for hit in answer.hits] == [3, 1]  # the best first
    assert answer.hits[0].score >= answer.hits[1].score > 0
    assert answer.rebuilding == []


def test_only_what_may_be_opened_is_read(person, port, monkeypatch):
    shut = dossier("Le quai, caché.")
    read = []
    search = engine().search
    monkeypatch.setattr(
        engine(), "search", lambda name, *a, **k: read.append(name) or search(name, *a, **k)
    )
    answer = find(person, Wanted("quai"), limit=10)
    assert read == [str(port.pk)]
    assert shut.pk not in answer.counts


def test_naming_a_case_file_does_not_open_it(person, port):
    shut = dossier("Le quai, caché.")
    answer = find(person, Wanted("quai", within=(shut.pk,)), limit=10)
    assert (answer.total, answer.hits) == (0, [])
    assert answer.counts == {port.pk: 2}


def test_a_sealed_case_file_is_searched_by_its_keyholders_alone():
    sealed = dossier("Le quai.", sealed=True)
    admin, keyholder = PersonFactory(), PersonFactory()
    give(admin, Role.ADMIN, sealed.investigation)
    give(keyholder, Role.READER, sealed)
    assert find(admin, Wanted("quai"), limit=10).total == 0
    assert find(keyholder, Wanted("quai"), limit=10).total == 1


def test_who_lost_access_finds_nothing_at_the_next_question(person, port):
    give(PersonFactory(), Role.ADMIN, port)
    grant = give(person, Role.EDITOR, port)
    assert find(person, Wanted("quai"), limit=10).total == 2
    end(grant)
    assert find(person, Wanted("quai"), limit=10).total == 0


def test_a_superuser_finds_nothing(port):
    assert find(PersonFactory(is_superuser=True), Wanted("quai"), limit=10).total == 0


def test_hits_of_several_case_files_are_ranked_together(person, port):
    canal = dossier("Quai quai quai.", "Le quai.", investigation=port.investigation)
    give(person, Role.READER, canal)
    whole = find(person, Wanted("quai"), limit=10)
    assert whole.total == 4
    assert whole.counts == {port.pk: 2, canal.pk: 2}
    scores = [hit.score for hit in whole.hits]
    assert scores == sorted(scores, reverse=True)
    parts = [
        hit
        for offset in range(5)
        for hit in find(person, Wanted("quai"), limit=1, offset=offset).hits
    ]
    assert [hit.page.pk for hit in parts] == [hit.page.pk for hit in whole.hits]


def test_within_some_counts_are_still_of_all(person, port):
    canal = dossier("Le quai.")
    give(person, Role.READER, canal)
    answer = find(person, Wanted("quai", within=(canal.pk,)), limit=10)
    assert (answer.total, places(answer)) == (1, {(canal.pk, 1)})
    assert answer.counts == {port.pk: 2, canal.pk: 1}
    nothing = find(person, Wanted("quai", within=()), limit=10)
    assert (nothing.total, nothing.hits) == (0, [])


def test_a_limit_of_none_counts_all_the_same(person, port):
    answer = find(person, Wanted("quai"), limit=0)
    assert (answer.total, answer.hits) == (2, [])


def test_a_case_file_without_an_index_yet_is_told(person, port):
    new = case_file_with_pages("Le quai.")
    give(person, Role.READER, new)
    answer = find(person, Wanted("quai"), limit=10)
    assert (answer.total, answer.rebuilding) == (2, [new])


def test_a_case_file_without_a_text_has_nothing_to_find(person, port):
    new = PageFactory(text="", text_version=0).case_file
    give(person, Role.READER, new)
    assert find(person, Wanted("quai"), limit=10).rebuilding == []


def test_a_lost_index_is_rebuilt_and_told(person, port):
    engine().drop(str(port.pk))
    answer = find(person, Wanted("quai"), limit=10)
    assert (answer.total, answer.rebuilding) == (0, [port])
    assert not Page.objects.filter(case_file=port, indexed_version__gt=0).exists()
    index_case_file(port.pk)
    assert find(person, Wanted("quai"), limit=10).total == 2


def test_a_page_read_anew_is_found_by_its_new_words_alone(person, port):
    Page.objects.filter(case_file=port, number=1).update(text="La jetée.", text_version=2)
    index_case_file(port.pk)
    assert places(find(person, Wanted("jetée"), limit=10)) == {(port.pk, 1)}
    assert places(find(person, Wanted("quai"), limit=10)) == {(port.pk, 3)}


def test_a_page_that_is_gone_from_the_database_is_no_hit(person, port):
    """The database is the truth: an index that lags behind shows nothing that is not there."""
    Page.objects.filter(case_file=port, number=3).delete()
    assert places(find(person, Wanted("quai"), limit=10)) == {(port.pk, 1)}


def test_a_query_that_cannot_be_understood(person, port):
    with pytest.raises(QueryError):
        find(person, Wanted("AND"), limit=10)


@pytest.mark.parametrize(
    "query",
    [
        "",
        '"',
        "*",
        "a*",
        "~",
        '"" AND',
        "((((",
        "quai OR " * 40,
        "(" * 60 + "quai" + ")" * 60,
        "field:value",
        "page:abc",
        "date:2024-05..2024-03",
        "(a+)+$ q?????i ****",
        "quai\x00\x07",
        "🛶",
        "سلام",
        "le la les",
        "q" * 10_000,
        "cote:D9999999999 volume:999999999 page:999999999..",
        '"quai quai"~9 qu?i qaui~2 =quai note:* author:"..."',
    ],
)
def test_any_query_has_an_answer_or_a_reason(person, port, query):
    wanted = Wanted(query, filters=(("cote", "D"), ("has", "note")))
    for ask in (partial(find, limit=5), overview, explain):
        with contextlib.suppress(QueryError):
            assert ask(person, wanted)


# --- the words of an opened page --------------------------------------------------------------


def test_found_on_a_page(port):
    page = port.pages.get(number=3)
    found = found_on(page, Wanted("quai"))
    assert (found.total, found.position, found.previous, found.next) == (2, 2, 1, None)
    assert [page.text[start:end] for start, end in found.spans] == ["quai", "quai"]
    assert [page.text.split()[word] for word in found.words] == ["quai,", "quai."]


def test_found_on_a_page_counts_its_own_case_file_only(person, port):
    beside = dossier("Le quai.", investigation=port.investigation)
    give(person, Role.READER, beside)
    assert found_on(port.pages.get(number=1), Wanted("quai")).total == 2


def test_found_on_a_page_with_a_query_that_cannot_be_understood(port):
    assert found_on(port.pages.get(number=1), Wanted("(")).error


def test_the_language_of_the_case_file_is_that_of_the_search(person):
    english = dossier("The running man.", languages=CaseFile.Languages.ENGLISH)
    give(person, Role.READER, english)
    assert find(person, Wanted("runs"), limit=10).total == 1


def test_more_hits_than_are_shown_are_all_counted(person):
    many = dossier(*["Le registre."] * 30)
    give(person, Role.READER, many)
    answer = find(person, Wanted("registre"), limit=5)
    assert (answer.total, len(answer.hits)) == (30, 5)


def test_the_number_of_questions_does_not_grow_with_the_hits(
    person, port, django_assert_max_num_queries
):
    volume = port.volumes.get()
    for _ in range(20):
        PageFactory(volume=volume, text="Le quai.")
    index_case_file(port.pk)
    with django_assert_max_num_queries(10):
        find(person, Wanted("quai"), limit=20)


def test_an_index_that_is_being_rebuilt_is_told(person):
    """Nought hits would be a lie: the pages are there, and cannot be searched just now."""
    case_file = case_file_with_pages("Le canal.", "Encore le canal.")
    give(person, Role.READER, case_file)
    index_case_file(case_file.pk)
    start_over(case_file.pk)
    assert find(person, Wanted("canal"), limit=10).rebuilding == [case_file]
    index_case_file(case_file.pk)
    assert find(person, Wanted("canal"), limit=10).total == 2
