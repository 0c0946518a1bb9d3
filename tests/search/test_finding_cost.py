"""What finding asks of the database does not grow with what there is to be found."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from investigations.roles import Role
from investigations.services.grants import give
from search.answers import Wanted
from search.finding import find
from search.views.showing import strip_context
from tests.factories import CaseFileFactory, PersonFactory
from tests.search.searching import dossier

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory()


def asked(person):
    """How many hits there are, and how many questions were put to the database to show them."""
    find(person, Wanted("quai"), limit=20)  # what is asked once a process does not count
    with CaptureQueriesContext(connection) as questions:
        hits = find(person, Wanted("quai"), limit=20).hits
        for hit in hits:
            strip_context(person, hit.page, hit.strip)
            str(hit.page.case_file), str(hit.page.volume), hit.page.source, hit.page.confidence
    return len(hits), len(questions)


def test_it_does_not_grow_with_the_hits(person):
    give(person, Role.READER, dossier("Le quai.", "Rien."))
    one, before = asked(person)
    texts = [f"Le quai numéro {number}, la gare." for number in range(9)]
    give(person, Role.READER, dossier(*texts, "Rien."))
    ten, after = asked(person)
    assert (one, ten) == (1, 10)
    assert after == before


def test_it_does_not_grow_with_case_files_without_an_index(person):
    give(person, Role.READER, dossier("Le quai."))
    give(person, Role.READER, CaseFileFactory())
    found, before = asked(person)
    for _ in range(5):
        give(person, Role.READER, CaseFileFactory())
    assert asked(person) == (found, before)
