"""By which rules an index was made: what decides of a page’s tokens and facts besides its text.

Other rules make other tokens of the same text: an index made by others than those of today does not
answer as it should, and nobody would see that. So a file beside each index says which they were.
Whoever makes an index says so before it has a page; where nothing is said, nothing is known, and
the index is made anew. Writing and forgetting only with the lock of `search.indexing.writing`.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

from django.conf import settings

from casefiles.models import CaseFile
from search.analysis import Language, analysis_language
from search.engine import engine

HERE = Path(__file__).parent
SOURCES = (  # a test sees to it that none is missing
    *(
        "analysis.py",
        "blurred.py",
        "cited.py",
        "numbers.py",
        "pieces.py",
        "second.py",
        "stems.py",
        "torn.py",
    ),
    *("facts/cotes.py", "facts/dates.py", "related/sketches.py"),
)
STEMMER = "PyStemmer"  # its words change with its versions

Rules = dict[str, str]


def rules(language: Language, kind: str) -> Rules:
    """The rules of today for an index of an engine of this kind."""
    return {"language": language, "analysis": _digest(kind)}


def note_rules(case_file: CaseFile, kind: str) -> None:
    """Say that an index is made by the rules of today."""
    file = _file(case_file.pk, kind)
    file.parent.mkdir(parents=True, exist_ok=True)
    written = file.with_suffix(".new")
    written.write_text(json.dumps(rules(analysis_language(case_file.languages), kind)))
    written.replace(file)


def forget_rules(case_file_id: UUID, kind: str) -> None:
    """Say nothing of an index any more."""
    _file(case_file_id, kind).unlink(missing_ok=True)


def is_by_other_rules(case_file: CaseFile) -> bool:
    """Whether there is an index of the engine in use, made by other rules than those of today."""
    kind = settings.SEARCH_ENGINE
    today = rules(analysis_language(case_file.languages), kind)
    return _said(case_file.pk, kind) != today and engine().exists(str(case_file.pk))


def _said(case_file_id: UUID, kind: str) -> object:
    try:
        return json.loads(_file(case_file_id, kind).read_text())
    except (OSError, ValueError):
        return None


def _file(case_file_id: UUID, kind: str) -> Path:
    return settings.INDEXES / str(case_file_id) / f"rules-{kind}.json"


@cache
def _digest(kind: str) -> str:
    found = hashlib.sha256(version(STEMMER).encode())
    for source in (*SOURCES, f"engines/{kind}/schema.py"):
        found.update((HERE / source).read_bytes())
    return found.hexdigest()
