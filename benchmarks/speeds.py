"""How fast pages are indexed and found, by Greffe and by the engine without it, in one process."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID

import psutil

from benchmarks.bare import COMMIT, files_of, indexing, opened
from benchmarks.prose import QUERIES
from config.garbage import leave_out_what_is_loaded

LIMIT = 20  # hits, as on a screen of the search page
SMALL = 3000  # pages, of which indexing is measured three times, in turns
MOST_BARE = 30_000  # pages that the engine without Greffe indexes
ENOUGH = 20.0  # seconds for one kind of query
FEWEST = 3  # rounds

Way = Callable[[str], int]


def index(*case_files: str) -> dict[str, Any]:
    """Pages a second, indexed in three ways in turns: all of it, the engine alone, the engine bare.

    Of many pages the latter two take the first MOST_BARE only, and all is done once.
    """
    from django.conf import settings

    from casefiles.models import Page
    from search.indexing import index_case_file, start_over

    leave_out_what_is_loaded()
    kind = settings.SEARCH_ENGINE
    pages = Page.objects.filter(case_file__in=list(map(UUID, case_files))).count()
    speeds: dict[str, list[float]] = {"floor": [], "ours": [], "engine": []}
    for _ in range(3 if pages <= SMALL else 1):
        for way, seconds in (("floor", _bare), ("engine", _alone)):
            taken, indexed = 0.0, 0
            for key in case_files:
                rows = Page.objects.filter(case_file=UUID(key)).order_by("number")
                texts = list(rows.values_list("text", flat=True)[: MOST_BARE - indexed])
                with tempfile.TemporaryDirectory() as folder:
                    taken += seconds(kind, texts, Path(folder))
                indexed += len(texts)
                if indexed >= MOST_BARE:
                    break
            speeds[way].append(indexed / taken)
        for key in case_files:
            start_over(UUID(key))
        began = time.perf_counter()
        for key in case_files:
            index_case_file(UUID(key))
        speeds["ours"].append(pages / (time.perf_counter() - began))
    files = (path for path in Path(settings.INDEXES).rglob("*") if kind in str(path))
    size = sum(path.stat().st_size for path in files)
    return {"speed": {way: statistics.median(all_) for way, all_ in speeds.items()}, "bytes": size}


def _bare(kind: str, texts: list[str], folder: Path) -> float:
    return indexing(kind, texts, folder)


def _alone(kind: str, texts: list[str], folder: Path) -> float:
    from search.engines.base import PageDocument
    from search.engines.factory import open_engine

    engine, name = open_engine(kind, folder), str(UUID(int=1))
    began = time.perf_counter()
    for start in range(0, len(texts), COMMIT):
        batch = enumerate(texts[start : start + COMMIT], start + 1)
        documents = [PageDocument(number, text) for number, text in batch]
        engine.update(name, documents, language="fr")
    return time.perf_counter() - began


def search(name: str, rounds: str, *case_files: str) -> dict[str, Any]:
    """Seconds by kind of query and by way, one after the other.

    Ways: ours, exactly as it is spelled or tolerantly; ours with the door open; our engine alone;
    the bare engine, alone and with its own snippets of the hits that it would show.
    """
    from investigations.models import Person
    from search.answers import Wanted
    from search.finding import find

    person = Person.objects.get(username=name)
    began = time.perf_counter()
    find(person, Wanted("canal"), limit=LIMIT)
    answer: dict[str, Any] = {"first": time.perf_counter() - began, "kinds": {}}
    asked = _Asked(person, case_files)
    leave_out_what_is_loaded()
    for called, queries in QUERIES.items():
        answer["kinds"][called] = _timed(asked.ways, queries, int(rounds))
    answer["kinds"]["facets"] = _timed(asked.ways_to_facets, QUERIES["term"], int(rounds))
    answer["memory"] = psutil.Process().memory_info().rss
    return answer


class _Asked:
    """The ways to ask, each from a query to the number of pages found."""

    def __init__(self, person: Any, case_files: Collection[str]) -> None:
        from django.conf import settings

        self.person = person
        self.case_files = case_files
        kind, indexes = settings.SEARCH_ENGINE, Path(settings.INDEXES)
        self.floors = {key: opened(kind, files_of(indexes, key, kind)) for key in case_files}
        self.ways: dict[str, Way] = {
            "ours": self.exactly,
            "open": self.with_the_door_open,
            "tolerant": self.tolerantly,
            "engine": self.engine_alone,
            "floor": self.floor,
            "shown": self.floor_with_snippets,
        }
        self.ways_to_facets: dict[str, Way] = {
            "ours": partial(self.facets, False),
            "tolerant": partial(self.facets, True),
            "engine": self.engine_matching,
            "floor": self.floor_spread,
        }

    def exactly(self, query: str, *, tolerant: bool = False) -> int:
        from search.answers import Wanted
        from search.finding import find

        return find(self.person, Wanted(query, tolerant=tolerant), limit=LIMIT).total

    def tolerantly(self, query: str) -> int:
        return self.exactly(query, tolerant=True)

    def with_the_door_open(self, query: str) -> int:
        """As if everybody might open everything: the rows of the case files, without asking."""
        with mock.patch.object(sys.modules["search.finding.find"], "visible", _everything):
            return self.exactly(query)

    def engine_alone(self, query: str) -> int:
        from search.engine import engine

        return sum(
            engine().search(key, self._ask(key, query), limit=LIMIT).total
            for key in self.case_files
        )

    def engine_matching(self, query: str) -> int:
        from search.engine import engine

        return sum(len(engine().matching(key, self._ask(key, query))) for key in self.case_files)

    def _ask(self, key: str, query: str) -> Any:
        from search.engine import engine
        from search.query.parse import parse
        from search.query.resolve import resolve
        from search.query.tree import Fuzzy, Pattern
        from search.vocabulary import EMPTY

        tree = parse(query)
        words = engine().vocabulary(key) if isinstance(tree, Fuzzy | Pattern) else EMPTY
        return resolve(tree, "fr", vocabulary=words)

    def facets(self, tolerant: bool, query: str) -> int:
        from search.answers import Wanted
        from search.finding.overview import overview

        found = overview(self.person, Wanted(query, tolerant=tolerant))
        return sum(choice.count for choice in found.facets[0].choices)

    def floor(self, query: str) -> int:
        return self._best(query)[0]

    def floor_spread(self, query: str) -> int:
        from search.query.parse import parse

        return sum(bare.spread(parse(query)) for bare in self.floors.values())

    def floor_with_snippets(self, query: str) -> int:
        """The rows of the best pages by their keys, and the engine's own snippets of them."""
        from casefiles.models import Page
        from search.query.parse import parse

        total, best = self._best(query)
        numbers: dict[str, list[int]] = {}
        for _, key, number in best:
            numbers.setdefault(key, []).append(number)
        for key, wanted in numbers.items():
            rows = Page.objects.filter(pk__in=[self._page_keys(key)[n] for n in wanted])
            texts = [page.text for page in rows]
            self.floors[key].snippets(parse(query), texts)
        return total

    def _best(self, query: str) -> tuple[int, list[tuple[float, str, int]]]:
        from search.query.parse import parse

        tree, total = parse(query), 0
        found: list[tuple[float, str, int]] = []
        for key, bare in self.floors.items():
            count, hits = bare.best(tree, LIMIT)
            total += count
            found += [(-score, key, number) for score, number in hits]
        return total, sorted(found)[:LIMIT]

    def _page_keys(self, key: str) -> dict[int, int]:
        """The key of each page by its number; asked for in the round that does not count."""
        from casefiles.models import Page

        known = _page_keys.get(key)
        if known is None:
            rows = Page.objects.filter(case_file=UUID(key)).order_by().values_list("number", "pk")
            known = _page_keys[key] = dict(rows)
        return known


_page_keys: dict[str, dict[int, int]] = {}


def _everything(_person: Any, model: Any) -> Any:
    return model.objects.all()


def _timed(ways: dict[str, Way], queries: tuple[str, ...], rounds: int) -> dict[str, Any]:
    """Seconds of each way for all queries, round by round, after one that does not count; fewer
    rounds where they take long."""
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    found: dict[str, list[int]] = {}
    until = time.perf_counter() + ENOUGH
    for round_ in range(rounds + 1):
        if round_ > FEWEST and time.perf_counter() > until:
            break
        for way, ask in ways.items():
            totals = []
            for query in queries:
                began = time.perf_counter()
                totals.append(ask(query))
                if round_:
                    seconds[way].append(time.perf_counter() - began)
            found[way] = totals
    return {"seconds": seconds, "found": found}
