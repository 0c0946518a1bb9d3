"""Facets and histograms: exact, consistent, and of what may be opened."""

import pytest
from django.utils import translation

from casefiles.states import TextSource
from investigations.roles import Role
from investigations.services.grants import end, give
from search.answers import Wanted
from search.finding import find, overview
from search.indexing import index_case_file
from search.query.errors import QueryError
from tests.factories import PageFactory, PersonFactory, VolumeFactory
from tests.search.searching import dossier, stamped

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def port(person):
    made = dossier(
        stamped("D1", "Le quai, le 14 mars 2019 et le 15 mars 2019."),
        stamped("D2", "Le quai, le 2 mai 2019."),
        stamped("D3", "La jetée, le 2 mai 2019.") | {"source": TextSource.LAYER},
        stamped("B1", "Le quai.") | {"source": TextSource.LAYER},
    )
    give(person, Role.READER, made)
    return made


def facets(person, query="quai", **wanted):
    found = overview(person, Wanted(query, **wanted))
    return {
        facet.field: {choice.value: choice.count for choice in facet.choices}
        for facet in found.facets
    }


def test_it_works(person, port):
    assert facets(person) == {
        "casefile": {str(port.pk): 3},
        "cote": {"B": 1, "D": 2},
        "date": {"2019-03": 1, "2019-05": 1},
        "source": {"layer": 1, "ocr": 2},
    }


def test_labels_are_for_people(person, port):
    with translation.override("en"):
        found = {facet.field: facet for facet in overview(person, Wanted("quai")).facets}
    assert [choice.label for choice in found["date"].choices] == ["March 2019", "May 2019"]
    assert [choice.label for choice in found["casefile"].choices] == [port.name]


def test_the_filter_of_a_facet_does_not_narrow_itself(person, port):
    found = facets(person, filters=(("cote", "D"),))
    assert found["cote"] == {"B": 1, "D": 2}
    assert found["source"] == {"ocr": 2}
    assert found["casefile"] == {str(port.pk): 2}


def test_what_is_selected_is_there_in_any_case(person, port):
    filters = (("cote", "D"), ("cote", "C"), ("date", "2019-03..2019-04"))
    found = overview(person, Wanted("quai", filters=filters)).facets
    selected = {
        (facet.field, choice.value, choice.count)
        for facet in found
        for choice in facet.choices
        if choice.selected
    }
    assert selected == {
        ("cote", "D", 1), ("cote", "C", 0), ("date", "2019-03-01..2019-04-30", 1)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("quai", ()),
        ("quai", (("cote", "D"),)),
        ("quai OR jetée", (("source", "ocr"), ("page", "1..3"))),
        ("quai date:2019", (("source", "ocr"), ("source", "layer"))),
        ("", (("cote", "D"),)),
        ("qnai", ()),
    ],
)
def test_counts_are_those_of_the_search_with_that_filter(person, port, query, filters):
    PageFactory(volume=port.volumes.get(), text="Rien.")
    for facet in overview(person, Wanted(query, filters=filters)).facets:
        others = tuple(one for one in filters if one[0] != facet.field)
        for choice in facet.choices:
            chosen = (*others, (facet.field, choice.value))
            if facet.field == "casefile":
                chosen = others
            assert find(person, Wanted(query, filters=chosen), limit=0).total == choice.count


def test_volumes_are_told_within_one_case_file(person, port):
    assert "volume" not in facets(person)
    second = VolumeFactory(case_file=port, name="annexes.pdf")
    PageFactory(volume=second, text="Le quai.")
    index_case_file(port.pk)
    assert facets(person)["volume"] == {"1": 3, "2": 1}
    quay = dossier("Le quai.")
    give(person, Role.READER, quay)
    assert "volume" not in facets(person)
    assert facets(person, within=(port.pk,))["volume"] == {"1": 3, "2": 1}
    assert facets(person, within=(port.pk,))["casefile"] == {str(port.pk): 4, str(quay.pk): 1}


def test_along_the_pages(person, port):
    found = overview(person, Wanted("quai")).along
    assert [(bar.first, bar.last, bar.count) for bar in found] == [
        ("1", "1", 1), ("2", "2", 1), ("3", "3", 0), ("4", "4", 1),
    ]  # fmt: skip
    long = dossier(*["Le quai.", *["Rien."] * 99])
    give(person, Role.READER, long)
    assert overview(person, Wanted("quai")).along == []  # two case files: whose pages?
    found = overview(person, Wanted("quai", within=(long.pk,))).along
    assert (found[0].first, found[-1].last, len(found)) == ("1", "100", 34)
    assert sum(bar.count for bar in found) == 1


def test_by_month(person, port):
    bars = overview(person, Wanted("quai OR jetée")).dates
    assert [(bar.first, bar.last, bar.count) for bar in bars] == [
        ("2019-03", "2019-03", 1), ("2019-04", "2019-04", 0), ("2019-05", "2019-05", 2),
    ]  # fmt: skip


def test_by_year_where_months_would_be_too_many(person):
    made = dossier("2 mai 2001.", "2 mai 2001, 3 juin 2001.", "2 mai 2010.")
    give(person, Role.READER, made)
    bars = overview(person, Wanted("mai")).dates
    assert [(bar.first, bar.count) for bar in bars][:2] == [("2001", 2), ("2002", 0)]
    assert (bars[-1].last, bars[-1].count) == ("2010", 1)


def test_days_of_birth_do_not_spread_the_months(person):
    made = dossier(*["2 mai 2019."] * 5, "Née le 3 juin 1960. 5 mai 2019.", "5 juillet 2019.")
    give(person, Role.READER, made)
    bars = overview(person, Wanted("mai OR juillet")).dates
    assert [(bar.first, bar.last, bar.count) for bar in bars] == [
        ("1960-06", "2019-04", 1),
        ("2019-05", "2019-05", 6),
        ("2019-06", "2019-06", 0),
        ("2019-07", "2019-07", 1),
    ]


def test_each_bar_is_the_search_with_that_range(person, port):
    found = overview(person, Wanted("quai"))
    for field, bars in (("page", found.along), ("date", found.dates)):
        for bar in bars:
            chosen = Wanted("quai", filters=((field, f"{bar.first}..{bar.last}"),))
            assert find(person, chosen, limit=0).total == bar.count


def test_only_what_may_be_opened_is_counted(person, port):
    before = overview(person, Wanted("quai"))
    shut = dossier(stamped("Z1", "Le quai, le 1er janvier 1999."))
    assert overview(person, Wanted("quai")) == before
    assert facets(person, within=(shut.pk,)) == {"casefile": {str(port.pk): 3}}
    nobody = overview(PersonFactory(is_superuser=True), Wanted("quai"))
    assert (nobody.facets, nobody.along, nobody.dates) == ([], [], [])


def test_access_that_ended_is_ended_for_facets(person):
    made = dossier("Le quai.")
    give(PersonFactory(), Role.ADMIN, made)
    grant = give(person, Role.EDITOR, made)
    assert facets(person)["casefile"] == {str(made.pk): 1}
    end(grant)
    assert facets(person) == {}


def test_a_query_that_cannot_be_understood(person, port):
    with pytest.raises(QueryError):
        overview(person, Wanted("NOT quai"))
