"""An empty result explains itself, and tells nothing of what may not be opened."""

import pytest

from investigations.roles import Role
from investigations.services.grants import give
from search.answers import Wanted, Without
from search.finding import explain
from tests.factories import PageFactory, PersonFactory
from tests.search.searching import dossier, stamped

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def port(person):
    made = dossier(
        stamped("D1", "Les bateaux à quai, le 14 mars 2019."), stamped("D2", "La jetée du port.")
    )
    give(person, Role.READER, made)
    return made


def test_stems_and_nearest_words(person, port):
    (tried,) = explain(person, Wanted("bateeau")).tried
    assert (tried.word, tried.stem, tried.pages) == ("bateeau", "bateeau", 0)
    assert tried.nearest == ("bateaux",)


def test_a_word_that_is_there_needs_no_other(person, port):
    told = explain(person, Wanted('"jetée quai" phare')).tried
    assert [(each.word, each.pages) for each in told] == [("jetée", 1), ("quai", 1), ("phare", 0)]
    assert told[0].nearest == ()


def test_what_narrows_and_what_would_match_without(person, port):
    quay = dossier("Un quai.", "Un quai.")
    give(person, Role.READER, quay)
    wanted = Wanted("quai date:2020", within=(port.pk,), filters=(("cote", "D1"), ("page", "2")))
    assert explain(person, wanted).narrowing == [
        Without("casefile", "", 0),
        Without("cote", "D1", 0),
        Without("page", "2", 0),
        Without("date", "2020-01-01..2020-12-31", 0),
    ]
    wanted = Wanted("quai", filters=(("cote", "D2"),))
    assert explain(person, wanted).narrowing == [Without("cote", "D2", 3)]
    wanted = Wanted("jetée date:2020", filters=())
    assert explain(person, wanted).narrowing == [Without("date", "2020-01-01..2020-12-31", 1)]
    wanted = Wanted("quai port", within=(quay.pk,))
    assert explain(person, wanted).narrowing == [Without("casefile", "", 0)]
    wanted = Wanted("jetée", within=(quay.pk,))
    assert explain(person, wanted).narrowing == [Without("casefile", "", 1)]


def test_pages_that_are_not_searchable_yet(person, port):
    PageFactory(volume=port.volumes.get(), text="Le phare.")
    told = explain(person, Wanted("phare"))
    assert (told.unsearchable, told.pages) == (1, 3)


def test_nothing_of_what_may_not_be_opened(person, port):
    before = explain(person, Wanted("bathyscafe", within=(port.pk,)))
    shut = dossier("Le bathyscaphe.", investigation=port.investigation)
    assert explain(person, Wanted("bathyscafe", within=(port.pk,))) == before
    assert explain(person, Wanted("bathyscafe")).tried[0].nearest == ()
    told = explain(person, Wanted("bathyscafe", within=(shut.pk,)))
    assert (told.tried, told.pages) == ([], 0)
    nobody = explain(PersonFactory(is_superuser=True), Wanted("bathyscafe"))
    assert (nobody.tried, nobody.pages) == ([], 0)


def test_of_many_filters_and_fields_the_first_are_told(person, port):
    filters = tuple(("page", str(page)) for page in range(1, 7))
    fields = " ".join(f"page:{page}" for page in range(20, 40))
    narrowing = explain(person, Wanted(f"zzzz {fields}", filters=filters)).narrowing
    assert [one.field for one in narrowing] == ["page"] * 8


def test_a_word_is_counted_as_a_search_for_it_counts(person, port):
    """The plural counts, the filters in force do not: they are told apart from it."""
    told = explain(person, Wanted("bateau zzzz", filters=(("cote", "D2"),))).tried
    assert [(each.word, each.pages) for each in told] == [("bateau", 1), ("zzzz", 0)]


def test_near_words_are_written_as_on_the_page(person, port):
    (tried,) = explain(person, Wanted("jetéee")).tried
    assert tried.nearest == ("jetée",)
