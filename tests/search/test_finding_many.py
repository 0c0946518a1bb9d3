"""Of many case files each is asked for few hits; what is shown is what is best of all."""

import random

import pytest

from investigations.roles import Role
from investigations.services.grants import give
from search.answers import Order, Wanted
from search.engine import engine
from search.finding import find
from tests.factories import InvestigationFactory, PersonFactory
from tests.search.searching import dossier

pytestmark = pytest.mark.django_db

CASE_FILES = 9
MOST_PAGES = 6  # in one: with a limit of all pages each gives all of its hits at once
REPORT = """Le brigadier Aubertin s'est rendu sur le quai des Tanneurs à Valmorin, où il a constaté
la présence de trois caisses de bois sans étiquette, posées contre le mur de l'entrepôt. Le gardien
de nuit, Sosthène Quirec, déclare ne rien avoir entendu entre vingt-deux heures et six heures."""


@pytest.fixture(params=["whoosh", "tantivy"])
def person(request, settings, tmp_path):
    """Somebody who may read case files in which one is much better than all others, many pages say
    the same, some are copies and some were misread."""
    settings.INDEXES = tmp_path / "indexes"
    settings.SEARCH_ENGINE = request.param
    engine.cache_clear()
    person = PersonFactory()
    investigation = InvestigationFactory()
    give(person, Role.READER, investigation)
    dice = random.Random(17)
    texts = ["Le quai.", "Le quai, le hangar.", "Le quaj du hangar.", "Rien.", "Le hangar.", REPORT]
    for _ in range(CASE_FILES - 1):
        pages = dice.choices(texts, k=dice.randint(1, MOST_PAGES))
        dossier(*pages, investigation=investigation)
    rare = ["Quai quai hangar."] * MOST_PAGES + ["Rien."] * 30  # so they say most
    dossier(*rare, investigation=investigation)
    yield person
    engine.cache_clear()


def shown(answer):
    return [
        (hit.page.pk, round(hit.score, 3), [page.pk for page in hit.copies]) for hit in answer.hits
    ]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("tolerant", [False, True])
@pytest.mark.parametrize("query", ["quai", '"le quai" OR hangar'])
def test_screens_are_cuts_of_the_whole(person, query, tolerant, order):
    wanted = Wanted(query, order=order, tolerant=tolerant)
    whole = find(person, wanted, limit=CASE_FILES * MOST_PAGES)
    assert len(whole.hits) == whole.total - whole.folded > MOST_PAGES
    for size in (2, 5):
        for first in range(0, len(whole.hits) + size, size):
            screen = find(person, wanted, limit=size, offset=first)
            assert shown(screen) == shown(whole)[first : first + size]
            assert (screen.total, screen.folded, screen.counts, screen.resembling) == (
                whole.total,
                whole.folded,
                whole.counts,
                whole.resembling,
            )


def test_all_may_be_in_one_case_file(person):
    best = find(person, Wanted("quai", tolerant=False, folded=False), limit=MOST_PAGES).hits
    assert len({hit.page.case_file_id for hit in best}) == 1


def test_only_who_may_have_more_is_asked_for_more(person, monkeypatch):
    asked = []
    search = engine().search

    def told(name, ask, *, limit):
        asked.append(limit)
        return search(name, ask, limit=limit)

    monkeypatch.setattr(engine(), "search", told)
    find(person, Wanted("quai", tolerant=False, folded=False), limit=MOST_PAGES)
    assert len(asked) == CASE_FILES + 1
    assert [limit == MOST_PAGES for limit in asked] == [False] * CASE_FILES + [True]
