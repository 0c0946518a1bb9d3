import pytest

from investigations.roles import Role
from investigations.services.grants import give
from tests.dossiers import digital_pdf
from tests.factories import CaseFileFactory, PersonFactory


@pytest.fixture
def case_file():
    return CaseFileFactory()


@pytest.fixture
def person(client, case_file):
    person = PersonFactory(username="alix")
    give(person, Role.READER, case_file.investigation)
    client.force_login(person)
    return person


@pytest.fixture
def pdf(tmp_path):
    return digital_pdf(tmp_path / "tome.pdf", ["Première page", "Deuxième page"]).read_bytes()
