"""What is measured or made inside of Greffe: `python -m benchmarks.inside VERB …`, one JSON line.

prepare NAME PASSWORD INVESTIGATION CASEFILE …   a person who may edit a new investigation
search NAME INDEX_OF_CASEFILE ROUNDS             seconds of searches, ours and the floor's
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import django

from benchmarks.prose import QUERIES

LIMIT = 20  # hits, as on a screen of the search page


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


def search(name: str, case_file: str, rounds: str) -> dict[str, Any]:
    """Seconds by kind of query, `find` and Whoosh's own searcher one after the other."""
    from django.conf import settings
    from whoosh.index import open_dir

    from investigations.models import Person
    from search.engine import engine
    from search.finding import find
    from search.query.parse import parse

    person = Person.objects.get(username=name)
    began = time.perf_counter()
    find(person, "canal", limit=LIMIT)
    first = time.perf_counter() - began
    answer: dict[str, Any] = {"first": first, "kinds": {}}
    with open_dir(str(settings.INDEXES / case_file / "whoosh")).searcher() as searcher:

        def ours(query: str) -> int:
            return find(person, query, limit=LIMIT).total

        def engine_alone(query: str) -> int:
            tree = parse(query)
            return engine().search(case_file, tree, language="fr", limit=LIMIT).total

        def bare(query: str) -> int:
            return len(searcher.search(_whoosh_query(query), limit=LIMIT))

        ways: dict[str, Callable[[str], int]] = {
            "ours": ours,
            "engine": engine_alone,
            "floor": bare,
        }
        for kind, queries in QUERIES.items():
            answer["kinds"][kind] = _timed(ways, queries, int(rounds))
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


def _whoosh_query(text: str) -> Any:
    """What a query comes down to in the fields of our index, as Whoosh's own query objects."""
    from whoosh import query

    from search.analysis import analyse, fold
    from search.engines.whoosh.schema import FORMS, STEMS

    if text.endswith("*"):
        return query.Prefix(FORMS, fold(text[:-1]))
    tokens = analyse(text.replace(" AND ", " "), "fr")
    if text.startswith('"'):
        return query.Phrase(FORMS, [token.form for token in tokens])
    terms = [query.Term(STEMS, token.stem) for token in tokens]
    return query.And(terms) if len(terms) > 1 else terms[0]


if __name__ == "__main__":
    django.setup()
    verb, *given = sys.argv[1:]
    print(json.dumps(prepare(*given) if verb == "prepare" else search(*given)))
