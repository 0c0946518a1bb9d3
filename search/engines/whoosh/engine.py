"""The Whoosh engine: a folder of Whoosh files for each index."""

import threading
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from search.analysis import Language
from search.engines.base import (
    Hit,
    IndexUnavailable,
    Mask,
    Matches,
    PageDocument,
    index_folder,
    mask_of,
)
from search.engines.folders import FolderEngine
from search.engines.lock import writer_lock
from search.engines.whoosh.evaluation import Evaluation
from search.engines.whoosh.schema import page_schema
from search.engines.whoosh.snapshot import Snapshot, latest_generation, open_snapshot
from search.engines.whoosh.writing import INDEX, LARGEST, SealedWriter, merge_by_size, sweep
from search.query.asks import Ask
from search.vocabulary import Vocabulary


class _OpenIndex:
    """The snapshot that a process reads; its lock, as Whoosh's readers have one file position."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.snapshot: Snapshot | None = None

    def refreshed(self, files: Path) -> Snapshot:
        """The latest snapshot. Raises IndexUnavailable. Only with the lock."""
        before = self.snapshot
        if before is not None and before.folder == files and before.is_current():
            return before
        self.snapshot = None
        try:
            self.snapshot = open_snapshot(files, before)
        finally:
            if before is not None:
                before.close(unless=self.snapshot)
        return self.snapshot

    def close(self, *, patiently: bool = True) -> None:
        if not self.lock.acquire(blocking=patiently):
            return
        try:
            if self.snapshot is not None:
                self.snapshot.close()
                self.snapshot = None
        finally:
            self.lock.release()


class WhooshEngine(FolderEngine[_OpenIndex]):
    """Implements `search.engines.base.Engine` in `folder/<name>/whoosh/`."""

    kind = "whoosh"
    most_open = 100  # each an open file a segment

    def update(
        self,
        name: str,
        pages: Iterable[PageDocument],
        *,
        language: Language,
        removed: Iterable[int] = (),
    ) -> None:
        given = {page.number: page for page in pages}
        gone = given.keys() | set(removed)
        parent = index_folder(self.folder, name)
        with writer_lock(parent):
            self._tidy(parent)
            files = self._files(name)
            if latest_generation(files) < 0:
                files.mkdir(exist_ok=True)
                sweep(files, keep=set())
                FileStorage(str(files)).create_index(page_schema(), INDEX)
            with self._reading(name) as snapshot:
                old = _documents(snapshot, gone)
                keep = snapshot.files()
            sweep(files, keep)
            if given or old:
                _write(files, list(given.values()), old, language)

    def search(self, name: str, ask: Ask, *, limit: int, offset: int = 0) -> Matches:
        with self._reading(name) as snapshot:
            found = Evaluation(snapshot).hits(ask)
        hits = [Hit(number, -minus) for minus, number in found[offset : offset + limit]]
        return Matches(len(found), hits)

    def numbers(self, name: str) -> set[int]:
        with self._reading(name) as snapshot:
            return {number for leaf in snapshot.leaves for number in leaf.living}

    def matching(self, name: str, ask: Ask) -> set[int]:
        with self._reading(name) as snapshot:
            return Evaluation(snapshot).numbers(ask)

    def mask(self, name: str, ask: Ask | None, size: int) -> Mask:
        found = self.numbers(name) if ask is None else self.matching(name, ask)
        return mask_of(np.fromiter(found, np.int64, len(found)), size)

    def vocabulary(self, name: str) -> Vocabulary:
        with self._reading(name) as snapshot:
            return snapshot.vocabulary

    def version(self, name: str) -> str:
        with self._reading(name) as snapshot:
            return snapshot.version

    def _holds_index(self, files: Path) -> bool:
        return latest_generation(files) >= 0

    def _unread(self) -> _OpenIndex:
        return _OpenIndex()

    @contextmanager
    def _reading(self, name: str) -> Iterator[Snapshot]:
        """The latest snapshot of an index, held for one reader. Raises IndexUnavailable."""
        open_index = self._opened(name)
        with open_index.lock:
            snapshot = self._reading_files(name, open_index.refreshed)
            try:
                yield snapshot
            except Exception as error:
                if snapshot.intact():
                    raise
                raise IndexUnavailable(f"index of {name}: {error!r}") from error


def _documents(snapshot: Snapshot, numbers: Set[int]) -> list[int]:
    """The documents that hold these pages, as a Whoosh writer counts them."""
    documents = []
    base = 0
    for leaf in snapshot.leaves:
        documents += [base + d for number, d in leaf.living.items() if number in numbers]
        base += len(leaf.numbers)
    return documents


def _write(files: Path, pages: list[PageDocument], old: list[int], language: Language) -> None:
    """One commit: `old` documents out, pages in. Nothing changes when it fails."""
    index = FileIndex(FileStorage(str(files)), indexname=INDEX)
    finished = []
    writer = SealedWriter(index)
    try:
        for start in range(0, len(pages), LARGEST):
            if start:
                finished.append(writer.finish_segment())
                writer = SealedWriter(index)
            for page in pages[start : start + LARGEST]:
                tokens = page.tokens(language)
                writer.add_document(
                    number=page.number, length=len(tokens), forms=tokens, stems=tokens
                )
        for document in old:
            writer.delete_document(document)
        writer.segments += finished
        writer.commit(mergetype=merge_by_size)
    except BaseException:
        with suppress(Exception):  # what it leaves behind, the next writer sweeps
            writer.cancel()
        raise
