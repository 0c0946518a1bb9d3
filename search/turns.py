"""Which engine's index the rows speak of.

`indexed_version` of a page is about one index, that of the engine in use. An index of another
engine may lie beside it; then a file says which version of each page that one has. So when another
engine is put to use, the rows are made to speak of its index, and the file of the former is
written: nothing is ever said of an index that is not so, and what it lacks is indexed.

All of it only with the lock of `search.indexing.writing`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from django.conf import settings

from search.engine import engine
from search.engines.factory import KINDS
from search.rows import said_to_be_indexed, say_indexed, say_nothing_is_indexed


def is_another_turn(case_file_id: UUID) -> bool:
    """Whether the rows still speak of another index than that of the engine in use."""
    return _versions_file(case_file_id, settings.SEARCH_ENGINE).exists()


def take_turn(case_file_id: UUID) -> None:
    """Make the rows speak of the index of the engine in use. Doing it twice changes nothing."""
    remember_others(case_file_id)
    file = _versions_file(case_file_id, settings.SEARCH_ENGINE)
    if not file.exists():
        return
    versions = {int(number): version for number, version in json.loads(file.read_text()).items()}
    name = str(case_file_id)
    if engine().exists(name):
        say_nothing_is_indexed(case_file_id)
        say_indexed(case_file_id, versions)
    file.unlink()


def remember_others(case_file_id: UUID) -> None:
    """Write down what the rows say, if they speak of the index of an engine no longer in use."""
    for kind in KINDS:
        folder = _versions_file(case_file_id, kind).parent
        has_index = any(path.is_dir() for path in folder.glob(f"{kind}*"))
        if kind == settings.SEARCH_ENGINE or not has_index:
            continue
        if not _versions_file(case_file_id, kind).exists():
            write_versions(case_file_id, kind, said_to_be_indexed(case_file_id))


def write_versions(case_file_id: UUID, kind: str, versions: Mapping[int, int]) -> None:
    """Say which version of each page the index of an engine that is not in use has."""
    file = _versions_file(case_file_id, kind)
    file.parent.mkdir(parents=True, exist_ok=True)
    written = file.with_suffix(".new")
    written.write_text(json.dumps(versions))
    written.replace(file)


def forget_versions(case_file_id: UUID, kind: str) -> None:
    """There is no such index any more."""
    _versions_file(case_file_id, kind).unlink(missing_ok=True)


def _versions_file(case_file_id: UUID, kind: str) -> Path:
    return settings.INDEXES / str(case_file_id) / f"versions-{kind}.json"
