"""Try a file out: take the same way as ingest does, in a folder that is thrown away.

No row is written and no original is kept.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from casefiles import renditions
from casefiles.ingest.enclose import DEEPEST
from casefiles.ingest.prepare import Opened, kind_of, open_up
from casefiles.preparing.formats import CONTAINERS, HEAD, Format, sniff
from casefiles.reading.reader import Reader
from casefiles.reading.reasons import ReadingError, Reason
from casefiles.states import VolumeState


@dataclass
class Tried:
    """What would become of a file: `name` with those of the files that it is inside of."""

    name: str
    kind: Format | None = None
    state: VolumeState = VolumeState.REFUSED
    reason: Reason | None = None
    pages: int = 0
    tried: int = 0  # pages that were read, from the first
    read_as: Counter[str] = field(default_factory=Counter)  # sources, or reasons why not
    characters: int = 0
    left_out: list[tuple[str, Reason]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_sound(self) -> bool:
        """Whether it is told truly: what has no pages is refused, or held something else."""
        if self.state == VolumeState.PLANNED:
            return self.pages > 0
        return self.state == VolumeState.OPENED or self.reason is not None


def try_out(path: Path, reader: Reader, languages: str, most_pages: int) -> Iterator[Tried]:
    """What would become of a file, and then of each that is inside it."""
    with renditions.workshop() as folder:
        yield from _try(path, path.name, path.name, reader, folder, languages, most_pages, 0)


def _try(
    path: Path,
    name: str,
    shown: str,
    reader: Reader,
    folder: Path,
    languages: str,
    most_pages: int,
    depth: int,
) -> Iterator[Tried]:
    began = time.monotonic()
    tried = Tried(shown)
    opened = _open(path, name, tried, reader, folder, depth)
    inside = []
    for item in opened.enclosed:
        kind = Reason.TOO_DEEP if depth >= DEEPEST else kind_of(item)
        if isinstance(kind, Reason):
            tried.left_out.append((item.name, kind))
        else:
            inside.append(item)
    tried.left_out += [(item.name, item.reason) for item in opened.left_out]
    tried.reason = opened.reason
    if opened.pages and opened.pdf:
        tried.state = VolumeState.PLANNED
        tried.pages = len(opened.pages.pages)
        _read(opened.pdf, tried, reader, languages, most_pages)
    elif inside:
        tried.state = VolumeState.OPENED
    else:
        tried.reason = tried.reason or Reason.NOTHING_INSIDE
    tried.seconds = time.monotonic() - began
    yield tried
    for number, item in enumerate(inside):
        own = folder / f"in-{depth}-{number}"
        own.mkdir()
        last = item.name.rsplit("/", 1)[-1]
        yield from _try(
            item.path,
            last,
            f"{shown} › {item.name}",
            reader,
            own,
            languages,
            most_pages,
            depth + 1,
        )


def _open(path: Path, name: str, tried: Tried, reader: Reader, folder: Path, depth: int) -> Opened:
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        return Opened(reason=Reason.EMPTY)
    tried.kind = sniff(head, name)
    if tried.kind is None:
        return Opened(reason=Reason.UNKNOWN_FORMAT)
    if depth >= DEEPEST and tried.kind in CONTAINERS - {Format.MESSAGE}:
        return Opened(reason=Reason.TOO_DEEP)
    return open_up(path, tried.kind, name, reader, folder, renditions.limits())


def _read(pdf: Path, tried: Tried, reader: Reader, languages: str, most_pages: int) -> None:
    for number in range(1, min(tried.pages, most_pages) + 1):
        tried.tried += 1
        try:
            page = reader.read(pdf, number, languages, timeout=settings.PAGE_SECONDS)
        except ReadingError as error:
            tried.read_as[str(error.code)] += 1
        else:
            tried.read_as[page.source] += 1
            tried.characters += len(page.text)
