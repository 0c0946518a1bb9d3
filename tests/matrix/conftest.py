from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.matrix.house import House, build


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[House]:
    """Built once for a module; each request in it is taken back (`requests.asked`)."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(tmp_path_factory.mktemp("house"))
        transaction.set_rollback(True)
