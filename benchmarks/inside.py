"""What is measured or made inside of Greffe: `python -m benchmarks.inside VERB …`, one JSON line.

prepare NAME PASSWORD INVESTIGATION CASEFILE …   a person who may edit a new investigation
fill PAGES CASEFILE …                            so many read pages in all, without reading any
index CASEFILE …                                 seconds to index them, ours and the bare engine's
search NAME ROUNDS CASEFILE …                    seconds of searches, ours and the bare engine's
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import django
import psutil

from benchmarks.prose import QUERIES, page_texts

LIMIT = 20  # hits, as on a screen of the search page
AT_ONCE = 500  # rows in one statement


def prepare(name: str, password: str, investigation: str, *case_files: str) -> dict[str, Any]:
    """A person with a password and the role of editor, and empty case files."""
    from casefiles.lifecycle import open_case_file
    from investigations.models import Person
    from investigations.roles import Role
    from investigations.services import grants
    from investigations.services.investigations import start

    person = Person.objects.create_user(name, password=password)
    begun = start(investigation)
    grants.give(person, Role.EDITOR, begun)
    return {"case_files": [str(open_case_file(begun, called).pk) for called in case_files]}


def fill(pages: str, *case_files: str) -> dict[str, Any]:
    """Rows of pages as if they had been read, shared out evenly."""
    from casefiles.models import CaseFile, Page, Volume
    from casefiles.reading.words import Word, compose
    from casefiles.states import PageState, VolumeState

    each = max(int(pages) // len(case_files), 1)
    for seed, key in enumerate(case_files, 1):
        case_file = CaseFile.objects.get(pk=key)
        volume = Volume.objects.create(
            case_file=case_file,
            position=1,
            name="Mesures.pdf",
            sha256=f"{seed:064x}",
            size=1,
            state=VolumeState.PLANNED,
            page_count=each,
            first_page=1,
        )
        rows = []
        for number, text in enumerate(page_texts(each, seed=seed), 1):
            lines = [
                [
                    Word(word, 0.1 + 0.8 * at / len(line.split()), 0.1 + 0.03 * n, 0.03, 0.02)
                    for at, word in enumerate(line.split())
                ]
                for n, line in enumerate(text.splitlines())
            ]
            text, boxes = compose([lines])
            rows.append(
                Page(
                    case_file=case_file,
                    volume=volume,
                    number=number,
                    volume_page=number,
                    state=PageState.READ,
                    text=text,
                    boxes=boxes,
                    text_version=1,
                    width=595,
                    height=842,
                )
            )
            if len(rows) == AT_ONCE or number == each:
                Page.objects.bulk_create(rows)
                rows = []
    return {"pages": each * len(case_files)}


def index(*case_files: str) -> dict[str, Any]:
    """Seconds for the same pages three times: all of it, the engine alone, the engine bare."""
    from django.conf import settings

    from benchmarks import bare
    from casefiles.models import Page
    from search.engines.base import PageDocument
    from search.engines.factory import open_engine
    from search.indexing import index_case_file, start_over

    kind = settings.SEARCH_ENGINE
    seconds = {"ours": 0.0, "engine": 0.0, "floor": 0.0}
    for key in case_files:
        start_over(UUID(key))
        began = time.perf_counter()
        index_case_file(UUID(key))
        seconds["ours"] += time.perf_counter() - began
        rows = Page.objects.filter(case_file=UUID(key)).order_by("number")
        texts = list(rows.values_list("text", flat=True))
        with tempfile.TemporaryDirectory() as folder:
            seconds["floor"] += bare.indexing(kind, texts, Path(folder))
        with tempfile.TemporaryDirectory() as folder:
            alone = open_engine(kind, Path(folder))
            began = time.perf_counter()
            for start in range(0, len(texts), bare.COMMIT):
                batch = enumerate(texts[start : start + bare.COMMIT], start + 1)
                documents = [PageDocument(number, text) for number, text in batch]
                alone.update(key, documents, language="fr")
            seconds["engine"] += time.perf_counter() - began
    files = (path for path in Path(settings.INDEXES).rglob("*") if kind in str(path))
    return {"seconds": seconds, "bytes": sum(path.stat().st_size for path in files)}


def search(name: str, rounds: str, *case_files: str) -> dict[str, Any]:
    """Seconds by kind of query, `find`, our engine and the bare one, one after the other."""
    from django.conf import settings

    from benchmarks import bare
    from investigations.models import Person
    from search.answers import Wanted
    from search.engine import engine
    from search.finding import find
    from search.query.parse import parse
    from search.query.resolve import resolve

    person = Person.objects.get(username=name)
    began = time.perf_counter()
    find(person, Wanted("canal"), limit=LIMIT)
    answer: dict[str, Any] = {"first": time.perf_counter() - began, "kinds": {}}
    kind = settings.SEARCH_ENGINE
    indexes = Path(settings.INDEXES)
    floors = [bare.opened(kind, bare.files_of(indexes, key, kind)) for key in case_files]

    def exactly(query: str) -> int:
        return find(person, Wanted(query, tolerant=False), limit=LIMIT).total

    def tolerantly(query: str) -> int:
        return find(person, Wanted(query), limit=LIMIT).total

    def engine_alone(query: str) -> int:
        tree, total = parse(query), 0
        for key in case_files:
            ask = resolve(tree, "fr", vocabulary=engine().vocabulary(key))
            total += engine().search(key, ask, limit=LIMIT).total
        return total

    def floor(query: str) -> int:
        return sum(ask(parse(query), LIMIT) for ask in floors)

    ways: dict[str, Callable[[str], int]] = {
        "ours": exactly,
        "tolerant": tolerantly,
        "engine": engine_alone,
        "floor": floor,
    }
    for called, queries in QUERIES.items():
        answer["kinds"][called] = _timed(ways, queries, int(rounds))
    answer["memory"] = psutil.Process().memory_info().rss
    return answer


def _timed(
    ways: dict[str, Callable[[str], int]], queries: tuple[str, ...], rounds: int
) -> dict[str, Any]:
    """Seconds of each way for all queries, `rounds` times, after one time that does not count."""
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    found: dict[str, list[int]] = {}
    for round_ in range(rounds + 1):
        for way, ask in ways.items():
            totals = []
            for query in queries:
                began = time.perf_counter()
                totals.append(ask(query))
                if round_:
                    seconds[way].append(time.perf_counter() - began)
            found[way] = totals
    return {"seconds": seconds, "found": found}


VERBS: dict[str, Callable[..., dict[str, Any]]] = {
    "prepare": prepare,
    "fill": fill,
    "index": index,
    "search": search,
}

if __name__ == "__main__":
    django.setup()
    verb, *given = sys.argv[1:]
    print(json.dumps(VERBS[verb](*given)))
