"""A kept search in words, for lists of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from search.saved.telling import told
from search.views.labels import filter_label


def in_words(state: str, names: Mapping[UUID, str]) -> dict[str, Any]:
    """Query, filters and case files, for somebody who may open those of `names`."""
    found = told(state, names)
    return {
        "query": found.query,
        "url": found.url,
        "filters": [filter_label(field, value) for field, value in found.filters],
        "case_files": found.case_files,
    }
