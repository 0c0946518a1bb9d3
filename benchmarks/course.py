"""How a run of ingest went, from the times that the database keeps."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime
from typing import Any

from benchmarks.installation import Installation

TIMES = """
    SELECT min(volume.created_at), min(page.read_at), max(page.read_at)
    FROM casefiles_page page
    JOIN casefiles_volume volume ON volume.id = page.volume_id
    JOIN casefiles_casefile casefile ON casefile.id = page.case_file_id
    WHERE casefile.name = ?
"""
SEARCHABLE = """
    SELECT count(*), coalesce(sum(state = 'failed'), 0),
           coalesce(sum(state = 'read' AND indexed_version = text_version), 0)
    FROM casefiles_page WHERE case_file_id = ? AND number > ?
"""
RECOGNISED = """
    SELECT page.number FROM casefiles_page page
    JOIN casefiles_casefile casefile ON casefile.id = page.case_file_id
    WHERE casefile.name = ? AND page.source = 'ocr'
"""


def course(greffe: Installation, case_file: str, seconds: float) -> str:
    """When the pages of a case file were read, in seconds from its reception."""
    (times,) = _rows(greffe, TIMES, case_file)
    received, first, last = map(datetime.fromisoformat, times)
    to_first = (first - received).total_seconds()
    reading = (last - first).total_seconds()
    rest = seconds - to_first - reading
    return (
        f"first page read after {to_first:.1f} s, the last one {reading:.1f} s later, "
        f"all searchable {rest:.1f} s after that"
    )


def recognised(greffe: Installation, case_file: str) -> list[int]:
    """The numbers of the pages of a case file that took OCR."""
    return sorted(number for (number,) in _rows(greffe, RECOGNISED, case_file))


def counts(greffe: Installation, case_file_id: str, *, after: int = 0) -> tuple[int, int, int]:
    """Pages known, failed, and searchable of a case file, of those numbered after `after`."""
    key = case_file_id.replace("-", "")
    ((pages, failed, searchable),) = _rows(greffe, SEARCHABLE, key, after)
    return pages, failed, searchable


def _rows(greffe: Installation, question: str, *parameters: str | int) -> list[tuple[Any, ...]]:
    """Asked of the database itself, read only: no process of the installation works for it."""
    address = f"file:{greffe.data / 'greffe.sqlite3'}?mode=ro"
    with contextlib.closing(sqlite3.connect(address, uri=True, timeout=30)) as database:
        return database.execute(question, parameters).fetchall()
