"""Find: a query and a person to pages, and to what is told about them."""

from search.finding.explain import explain
from search.finding.find import find
from search.finding.opened import found_on
from search.finding.overview import overview

__all__ = ["explain", "find", "found_on", "overview"]
