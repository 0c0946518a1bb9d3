"""An empty result, explained: what was looked for, what is near, what is in the way."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from search.answers import Explanation, Wanted, Without
from search.views import asked
from search.views.labels import filter_label

CASE_FILES = "casefile"


def nothing_context(wanted: Wanted, explanation: Explanation) -> dict[str, Any]:
    """What the page says where nothing was found; each way out is an address."""
    return {
        "tried": [
            {
                "word": tried.word,
                "stem": tried.stem if tried.stem.casefold() != tried.word.casefold() else "",
                "pages": tried.pages,
                "nearest": [
                    {"word": near, "url": asked.address(with_word(wanted, tried.word, near))}
                    for near in tried.nearest
                ],
            }
            for tried in explanation.tried
        ],
        "narrowing": [
            _way_out(wanted, without) for without in explanation.narrowing if without.count
        ],
        "unsearchable": explanation.unsearchable,
        "pages": explanation.pages,
    }


def with_word(wanted: Wanted, word: str, other: str) -> Wanted:
    """The search with one word of its query in place of another."""
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    query, changed = pattern.subn(lambda _match: other, wanted.query, count=1)
    return replace(wanted, query=query if changed else other)


def _way_out(wanted: Wanted, without: Without) -> dict[str, Any]:
    """A filter in force and the search without it; no address where it is in the query itself."""
    chosen = without.field, without.value
    if without.field == CASE_FILES:
        url: str | None = asked.address(replace(wanted, within=None))
    elif chosen in wanted.filters:
        url = asked.address(asked.widened(wanted, chosen))
    else:
        url = None
    return {
        "is_case_files": without.field == CASE_FILES,
        "label": filter_label(*chosen) if url else f"{without.field}:…",
        "count": without.count,
        "url": url,
    }
