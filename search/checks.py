"""What is wrong with the settings of this floor, said before anybody searches."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from search.engines.factory import KINDS


@register
def engine_is_known(**_: Any) -> list[CheckMessage]:
    """SEARCH_ENGINE names one of the engines there are."""
    if settings.SEARCH_ENGINE in KINDS:
        return []
    return [
        Error(
            f"SEARCH_ENGINE is “{settings.SEARCH_ENGINE}”: there is no such search engine.",
            hint=f"Choose one of: {', '.join(KINDS)}.",
            id="search.E001",
        )
    ]
