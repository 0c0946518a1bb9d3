"""The engine of this installation."""

from functools import cache

from django.conf import settings

from search.engines.base import Engine
from search.engines.factory import open_engine


@cache
def engine() -> Engine:
    """One engine for the process; it looks after its threads itself."""
    return open_engine(settings.SEARCH_ENGINE, settings.INDEXES)
