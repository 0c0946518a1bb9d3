import pytest

from investigations.roles import Role
from investigations.services.grants import give
from tests.factories import InvestigationFactory, PersonFactory
from tests.search.saved.searches import searchable


@pytest.fixture
def investigation():
    return InvestigationFactory(name="Canal")


@pytest.fixture
def port(investigation):
    return searchable(
        "Le quai est désert.", "Rien.", "Retour au quai.", name="Port", investigation=investigation
    )


@pytest.fixture
def foreign():
    return searchable("Le quai du nénuphar.", "Nénuphar.", name="Verger")


@pytest.fixture
def alix(client, port, foreign):
    """Reads the investigation, and is logged in."""
    person = PersonFactory(username="alix")
    give(person, Role.READER, port.investigation)
    client.force_login(person)
    return person


@pytest.fixture
def billie(port):
    """A colleague."""
    person = PersonFactory(username="billie")
    give(person, Role.READER, port.investigation)
    return person


@pytest.fixture
def stranger():
    return PersonFactory(username="tiers")
