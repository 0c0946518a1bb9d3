"""What the tests of like and places have in common: an engine after the other, and a reader."""

import pytest

from search.engines.factory import KINDS, open_engine
from tests.factories import PersonFactory

WHERE = (
    *("search.indexing", "search.finding.question"),
    *("search.related.like", "search.related.places"),
)


@pytest.fixture(params=KINDS)
def kind(request, monkeypatch, settings):
    """Each of the engines in turn."""
    made = open_engine(request.param, settings.INDEXES)
    for place in WHERE:
        monkeypatch.setattr(f"{place}.engine", lambda: made)
    return request.param


@pytest.fixture
def reader(db):
    return PersonFactory(username="alix")
