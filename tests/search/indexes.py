"""What becomes of index files in the hands of fate."""

import shutil
from pathlib import Path

from django.conf import settings

from casefiles.models import CaseFile


def files_of(case_file: CaseFile) -> dict[Path, int]:
    """The files of an index, each with the time of its last change."""
    folder = settings.INDEXES / str(case_file.pk)
    files = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size]
    return {path: path.stat().st_mtime_ns for path in files}


def damage(case_file: CaseFile, kind: str) -> None:
    """Delete an index, or cut short or overwrite the largest of its files."""
    if kind == "deleted":
        shutil.rmtree(settings.INDEXES / str(case_file.pk))
        return
    largest = max(files_of(case_file), key=lambda path: path.stat().st_size)
    content = largest.read_bytes()
    # Put into place as a new file: the old one may be mapped into memory.
    largest.unlink()
    half = len(content) // 2
    largest.write_bytes(content[:half] if kind == "truncated" else content[:half] + bytes(half + 1))
