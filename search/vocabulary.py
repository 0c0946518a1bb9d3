"""The words of one index: what a pattern, a resemblance or a suggestion may choose from.

Only from the indexes of case files that a person may open: a word that is nowhere else must not
be offered to who may not see it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property


class Vocabulary:
    """Forms, as `search.analysis` folds them, each with the number of pages that it is on.

    Canonical numbers (`#phone:…`) and second readings (`#second:…`) are among them. It never
    changes: a changed index has another.
    """

    def __init__(self, pages: Mapping[str, int]) -> None:
        self._pages = pages

    def __contains__(self, form: str) -> bool:
        return form in self._pages

    def __iter__(self) -> Iterator[str]:
        return iter(self._pages)

    def __len__(self) -> int:
        return len(self._pages)

    def pages(self, form: str) -> int:
        """On how many pages a form is; 0 where it is on none."""
        return self._pages.get(form, 0)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._pages)

    def starting(self, start: str) -> list[str]:
        """The forms that begin so, in order."""
        first = bisect_left(self._sorted, start)
        end = bisect_right(self._sorted, start, first, key=lambda form: form[: len(start)])
        return self._sorted[first:end]

    def matching(self, pattern: str) -> list[str]:
        """The words that a pattern of letters, `*` (any or none) and `?` (one) fits, in order."""
        literal = re.split(r"[*?]", pattern, maxsplit=1)[0]
        fits = _expression(pattern)
        words = (form for form in self.starting(literal) if not form.startswith("#"))
        return [word for word in words if fits.fullmatch(word)]


def _expression(pattern: str) -> re.Pattern[str]:
    """What a pattern is to `re`: between two `*` the first place that fits is as good as any, so
    it never goes back, and the worst of patterns takes no longer than the word is long."""
    first, *rest = [
        "".join("." if sign == "?" else re.escape(sign) for sign in stretch)
        for stretch in pattern.split("*")
    ]
    if not rest:
        return re.compile(first)
    return re.compile(first + "".join(f"(?>.*?{s})" for s in rest[:-1]) + ".*" + rest[-1])


EMPTY = Vocabulary({})
