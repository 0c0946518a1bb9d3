"""What is measured or made inside of Greffe: `python -m benchmarks.inside VERB …`, one JSON line.

prepare NAME PASSWORD INVESTIGATION CASEFILE …   a person who may edit a new investigation
fill PAGES CASEFILE …                            so many read pages in all, without reading any
index CASEFILE …                                 seconds to index them, ours and the bare engine's
search NAME ROUNDS CASEFILE …                    seconds of searches, ours and the bare engine's
answer NAME QUERIES.json                         the pages that a person finds
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import django

from benchmarks.answering import answer
from benchmarks.filling import fill, prepare
from benchmarks.speeds import index, search

VERBS: dict[str, Callable[..., dict[str, Any]]] = {
    "prepare": prepare,
    "fill": fill,
    "index": index,
    "search": search,
    "answer": answer,
}

if __name__ == "__main__":
    django.setup()
    verb, *given = sys.argv[1:]
    print(json.dumps(VERBS[verb](*given)))
