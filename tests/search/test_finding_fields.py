"""Find by what is known of pages besides their words: fields of the query, and chosen filters."""

import pytest

from casefiles.models import Annotation
from casefiles.states import TextSource
from investigations.roles import Role
from investigations.services.grants import give
from search.answers import Order, Wanted
from search.finding import find, found_on, overview
from search.query.errors import QueryError
from tests.factories import AnnotationFactory, PersonFactory
from tests.search.searching import dossier, stamped

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory(username="lectrice")


@pytest.fixture
def port(person):
    made = dossier(
        stamped("D1", "Le quai, le 14 mars 2019."),
        stamped("D1/2", "Le quai, le 2 mai 2019. Tél. 06 39 98 00 00."),
        stamped("D2", "La jetée.") | {"source": TextSource.LAYER, "confidence": None},
        stamped("B12", "Le quai.") | {"confidence": 0.5},
    )
    give(person, Role.READER, made)
    return made


def numbers(person, query, **wanted):
    answer = find(person, Wanted(query, order=Order.POSITION, **wanted), limit=50)
    assert answer.total == len(answer.hits)
    return [hit.page.number for hit in answer.hits]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("quai page:2..9", [2, 4]),
        ("quai NOT page:1", [2, 4]),
        ("page:3", [3]),
        ("quai cote:D", [1, 2]),
        ("cote:D1", [1, 2]),
        ("cote:D1/2", [2]),
        ("cote:D1/1", [1]),
        ("cote:B1*", [4]),
        ("cote:D2..D9", [3]),
        ("cote:B12 OR jetée", [3, 4]),
        ("date:2019", [1, 2]),
        ("date:2019-03", [1]),
        ("date:2019-03-15..2020", [2]),
        ("date:..2019-04", [1]),
        ("tel:0639980000", [2]),
        ("source:couche", [3]),
        ("quai source:ocr", [1, 2, 4]),
        ("confidence:<0.7", [4]),
        ("confiance:>=0,7", [1, 2]),
        ("volume:1 jetée", [3]),
        ("volume:9", []),
    ],
)
def test_fields(person, port, query, found):
    assert numbers(person, query) == found


def test_a_volume_by_its_name(person, port):
    port.volumes.update(name="Annexes été.pdf")
    assert numbers(person, "jetée tome:ete") == [3]
    assert numbers(person, "jetée tome:hiver") == []


def test_filters_of_one_field_are_alternatives_and_two_fields_narrow(person, port):
    assert numbers(person, "quai", filters=(("page", "1"), ("page", "4"))) == [1, 4]
    assert numbers(person, "quai", filters=(("page", "1..3"), ("cote", "D"))) == [1, 2]
    assert numbers(person, "quai OR jetée", filters=(("cote", "D2"),)) == [3]
    assert numbers(person, "", filters=(("cote", "D"),)) == [1, 2, 3]


@pytest.mark.parametrize("wrong", [("page", "abc"), ("shape", "round"), ("date", "2020..2019")])
def test_a_filter_that_cannot_be_understood(person, port, wrong):
    with pytest.raises(QueryError):
        find(person, Wanted("quai", filters=(wrong,)), limit=5)


def test_orders(person, port):
    by_date = find(person, Wanted("quai OR jetée", order=Order.DATE), limit=10)
    assert [hit.page.number for hit in by_date.hits] == [1, 2, 3, 4]
    assert [
        hit.page.number
        for offset in range(4)
        for hit in find(person, Wanted("page:1..9", order=Order.DATE), limit=1, offset=offset).hits
    ] == [1, 2, 3, 4]


def test_by_position_case_files_follow_each_other(person, port):
    quay = dossier("Le quai.", name=f"{port.name} bis")
    give(person, Role.READER, quay)
    hits = find(person, Wanted("quai", order=Order.POSITION), limit=10).hits
    assert [(hit.page.case_file, hit.page.number) for hit in hits] == [
        (port, 1), (port, 2), (port, 4), (quay, 1),
    ]  # fmt: skip


def test_a_stamp_that_was_not_read_is_known_from_its_neighbours(person):
    made = dossier(
        stamped("D7/4", "Le quai."),
        stamped("D8", "Le quai."),
        stamped(None, "Sans timbre."),
        stamped("D8/3", "Le quai."),
    )
    give(person, Role.READER, made)
    assert numbers(person, "cote:D8/2") == [3]
    answer = find(person, Wanted("D8"), limit=10)
    assert [(hit.page.number, hit.marks > 0) for hit in answer.hits][-1] == (3, False)
    assert (answer.total, answer.resembling) == (3, 1)
    assert answer.hits[-1].strip.top == 0.0  # where the stamp is to be seen
    assert numbers(person, "D8", tolerant=False) == [2, 4]


def test_a_cote_that_a_page_may_bear_is_found_by_resemblance_alone(person):
    made = dossier(stamped("D7", "Le quai."), stamped(None, "Rien."), stamped("D9", "Le quai."))
    give(person, Role.READER, made)
    assert numbers(person, "cote:D8") == []
    answer = find(person, Wanted("D8"), limit=10)
    assert ([hit.page.number for hit in answer.hits], answer.resembling) == ([2], 1)
    assert numbers(person, "D8", tolerant=False) == []


# --- notes ------------------------------------------------------------------------------------


@pytest.fixture
def colleague(port):
    colleague = PersonFactory(username="collegue", first_name="Élodie", last_name="Garrec")
    give(colleague, Role.EDITOR, port)
    page = port.pages.get(number=1)
    AnnotationFactory(page=page, author=colleague, body="Les alibis sont à vérifier.")
    private = Annotation.Visibility.PRIVATE
    page = port.pages.get(number=3)
    AnnotationFactory(page=page, author=colleague, body="Le secret.", visibility=private)
    return colleague


@pytest.mark.parametrize(
    ("query", "hers", "mine"),
    [
        ("has:note", [1, 3], [1]),
        ("page:1..9 NOT has:note", [2, 4], [2, 3, 4]),
        ("note:alibi", [1], [1]),
        ('note:"vérifier alibi"', [1], [1]),
        ("note:secret", [3], []),
        ("note:rien", [], []),
        ("author:garrec", [1, 3], [1]),
        ("auteur:elodie", [1, 3], [1]),
        ("author:collegue", [1, 3], [1]),
        ("author:personne", [], []),
    ],
)
def test_only_notes_that_one_may_read_are_asked(person, port, colleague, query, hers, mine):
    assert numbers(colleague, query) == hers
    assert numbers(person, query) == mine


def test_the_facet_of_notes_counts_those_that_one_may_read(person, port, colleague):
    def counted(who):
        facets = overview(who, Wanted("page:1..9")).facets
        return [
            choice.count for facet in facets if facet.field == "has" for choice in facet.choices
        ]

    assert (counted(colleague), counted(person)) == ([2], [1])


def test_notes_of_a_case_file_that_is_shut_are_not_asked(person, port, colleague):
    shut = dossier("Le quai.")
    AnnotationFactory(page=shut.pages.get(), author=colleague, body="Les alibis.")
    assert numbers(person, "note:alibi") == [1]


def test_an_opened_page_knows_of_fields_and_notes(person, port, colleague):
    page = port.pages.get(number=1)
    found = found_on(page, Wanted("quai has:note"), person=person)
    assert (found.total, found.position) == (1, 1)
    assert found_on(port.pages.get(number=3), Wanted("has:note"), person=person).position is None
    assert found_on(port.pages.get(number=3), Wanted("has:note"), person=colleague).position == 2
    assert found_on(page, Wanted("quai has:note")).position is None  # nobody in particular
    found = found_on(page, Wanted("quai cote:D"))
    assert (found.total, found.previous, found.next) == (2, None, 2)
