"""One generation of an index, open for reading, checked when it is opened."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import SegmentReader, TermNotFound

from search.engines.base import IndexUnavailable
from search.engines.folders import EXHAUSTED
from search.engines.whoosh.schema import FORMS, LENGTH, NUMBER
from search.engines.whoosh.writing import INDEX, checksum, segment_path
from search.vocabulary import Vocabulary

TOC_FILE: Final = re.compile(rf"_{INDEX}_([0-9]+)\.toc")
# BM25 (Robertson and Zaragoza, 2009), with their usual parameters.
K1: Final = 1.2
B: Final = 0.75


def toc_file(generation: int) -> str:
    """The name of the table of contents of a generation."""
    return f"_{INDEX}_{generation}.toc"


def latest_generation(folder: Path) -> int:
    """The newest generation of the index in a folder; -1 without one."""
    try:
        names = [path.name for path in folder.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return -1
    return max((int(m[1]) for name in names if (m := TOC_FILE.fullmatch(name))), default=-1)


class Leaf:
    """One segment: its postings, and the page number and length of each document.

    A segment never changes but for its deletions, so a leaf serves every generation it is part of.
    """

    def __init__(self, folder: Path, storage: FileStorage, schema: Any, segment: Any) -> None:
        self.segment = segment
        self.path = segment_path(folder, segment)
        self.deleted = frozenset(segment.deleted_docs())
        self.reader = SegmentReader(storage, schema, segment)
        self.numbers = self._column(NUMBER)
        self.lengths = self._column(LENGTH)

    def _column(self, field: str) -> list[int]:
        column = self.reader.column_reader(field)
        return [column[document] for document in range(self.segment.doc_count_all())]

    @property
    def key(self) -> tuple[str, frozenset[int]]:
        return self.segment.segment_id(), self.deleted

    @cached_property
    def living(self) -> dict[int, int]:
        """Document by page number, without deleted ones."""
        return {n: d for d, n in enumerate(self.numbers) if d not in self.deleted}

    def postings(self, field: str, term: str) -> Any | None:
        """Whoosh's matcher on the documents that hold a term, None where there is none."""
        try:
            return self.reader.postings(field, term.encode())
        except TermNotFound:
            return None

    def frequency(self, field: str, term: str) -> int:
        """How many documents hold a term, deleted ones included."""
        return int(self.reader.doc_frequency(field, term.encode()))

    @cached_property
    def words(self) -> dict[str, int]:
        """The forms and how many documents hold each, deleted ones included."""
        words = {}
        # Whoosh has no public way to the terms of one field that tells how many hold each as well.
        for (field, term), about in self.reader._terms.items_from(FORMS, b""):
            if field != FORMS:
                break
            words[term.decode()] = int(about.doc_frequency())
        return words

    def forms_from(self, start: str) -> list[str]:
        """The forms that begin so."""
        return [term.decode() for term in self.reader.expand_prefix(FORMS, start.encode())]


@dataclass(frozen=True)
class Snapshot:
    """The segments of one generation. `identity` tells its table of contents from one of the same
    generation in an index that was dropped and made again."""

    folder: Path
    generation: int
    identity: tuple[int, int]
    leaves: list[Leaf]

    @cached_property
    def pages(self) -> int:
        """Documents, deleted ones included, as in `Leaf.frequency`."""
        return sum(len(leaf.numbers) for leaf in self.leaves)

    @cached_property
    def norms(self) -> list[list[float]]:
        """What BM25 adds to a term's frequency for the length of each document: a list a leaf."""
        average = sum(sum(leaf.lengths) for leaf in self.leaves) / max(self.pages, 1) or 1.0
        return [[K1 * (1 - B + B * n / average) for n in leaf.lengths] for leaf in self.leaves]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of all segments. A page that was replaced or removed counts until its segment
        is merged with others."""
        pages: Counter[str] = Counter()
        for leaf in self.leaves:
            pages.update(leaf.words)
        return Vocabulary(pages)

    @property
    def version(self) -> str:
        """Another one for each commit, also in an index that was dropped and made again."""
        return "-".join(map(str, ("whoosh", self.generation, *self.identity)))

    def is_current(self) -> bool:
        """Whether this is the latest generation and its files are there in full: reading the map of
        a file that was cut short would kill the process."""
        try:
            return (
                latest_generation(self.folder) == self.generation
                and _identity(self.folder, self.generation) == self.identity
                and all(leaf.path.stat().st_size == leaf.segment.size for leaf in self.leaves)
            )
        except OSError:
            return False

    def intact(self) -> bool:
        """Whether the segment files are what was written. Reads them all."""
        try:
            return all(checksum(leaf.path) == leaf.segment.crc for leaf in self.leaves)
        except OSError:
            return False

    def files(self) -> set[str]:
        """The names of the files of this generation."""
        return {toc_file(self.generation)} | {leaf.path.name for leaf in self.leaves}

    def close(self, unless: "Snapshot | None" = None) -> None:
        """Close the leaves that another snapshot does not share."""
        shared = {id(leaf) for leaf in unless.leaves} if unless else set()
        for leaf in self.leaves:
            if id(leaf) not in shared:
                leaf.reader.close()


def open_snapshot(folder: Path, before: Snapshot | None = None) -> Snapshot:
    """The latest generation of an index, sharing what it can with an earlier snapshot.

    Raises IndexUnavailable: there is no index, or a file of it is missing, cut short or altered.
    Raises OSError where the process has no file or memory left.
    """
    while True:
        generation = latest_generation(folder)
        if generation < 0:
            raise IndexUnavailable(f"no index in {folder}")
        try:
            return _open(folder, generation, before)
        except Exception as error:  # whatever Whoosh, pickle, zlib or struct make of damage
            if isinstance(error, OSError) and error.errno in EXHAUSTED:
                raise
            # A writer deletes a generation as soon as the next one is there: try that one.
            if latest_generation(folder) == generation:
                raise IndexUnavailable(f"index in {folder}: {error!r}") from error


def _open(folder: Path, generation: int, before: Snapshot | None) -> Snapshot:
    identity = _identity(folder, generation)
    storage = FileStorage(str(folder))
    contents = TOC.read(storage, INDEX, gen=generation)
    known = {leaf.key: leaf for leaf in before.leaves} if before else {}
    checked = {segment_id for segment_id, _ in known}
    words = {id_: leaf.words for (id_, _), leaf in known.items() if "words" in leaf.__dict__}
    leaves = []
    for segment in contents.segments:
        key = segment.segment_id(), frozenset(segment.deleted_docs())
        path = segment_path(folder, segment)
        if path.stat().st_size != segment.size:
            raise EOFError(f"{path.name} is not of its size")
        if key[0] not in checked and checksum(path) != segment.crc:
            raise EOFError(f"{path.name} was altered")
        leaf = known.get(key) or Leaf(folder, storage, contents.schema, segment)
        if key[0] in words:  # deletions do not change them
            leaf.words = words[key[0]]
        leaves.append(leaf)
    return Snapshot(folder, generation, identity, leaves)


def _identity(folder: Path, generation: int) -> tuple[int, int]:
    status = (folder / toc_file(generation)).stat()
    return status.st_ino, status.st_mtime_ns
