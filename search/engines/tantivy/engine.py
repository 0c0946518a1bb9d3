"""The Tantivy engine: a folder of Tantivy files for each index."""

import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import numpy as np
import tantivy

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
from search.engines.tantivy.queries import Translation, constant_score, ranges
from search.engines.tantivy.schema import NUMBER, page_document, page_schema
from search.engines.tantivy.snapshot import META, Snapshot, open_snapshot, os_error
from search.query.asks import Among, Ask
from search.vocabulary import Vocabulary

HEAP: Final = 50_000_000  # bytes of a writer; what is more goes to files before the commit
BLOCK: Final = 1000  # pages
SPARE: Final = 32  # hits, or three of each that is wanted, asked for to order those of one score
DIGITS: Final = 4  # of a score that count: Tantivy adds 32 bit numbers in no certain order


class _OpenIndex:
    """The snapshot that a process reads, shared by its threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None

    def refreshed(self, files: Path) -> Snapshot:
        """The latest snapshot. Raises IndexUnavailable."""
        with self._lock:
            before = self._snapshot
            if before is None or before.folder != files or not before.is_current():
                self._snapshot = None
                before = self._snapshot = open_snapshot(files, before)
            return before

    def close(self, *, patiently: bool = True) -> None:
        """Nothing to do: who still reads a snapshot keeps it, and its files go with it."""


class TantivyEngine(FolderEngine[_OpenIndex]):
    """Implements `search.engines.base.Engine` in `folder/<name>/tantivy/`."""

    kind = "tantivy"
    most_open = 2000  # each some 6 maps a segment, and no open file

    def update(
        self,
        name: str,
        pages: Iterable[PageDocument],
        *,
        language: Language,
        removed: Iterable[int] = (),
    ) -> None:
        given = {page.number: page for page in pages}
        gone = frozenset(given.keys() | set(removed))
        parent = index_folder(self.folder, name)
        with writer_lock(parent):
            self._tidy(parent)
            files = self._files(name)
            if not self._holds_index(files):
                shutil.rmtree(files, ignore_errors=True)
                files.mkdir()
                tantivy.Index(page_schema(), path=str(files))
            with self._reading(name) as snapshot:
                old = _numbers(snapshot, Among(gone)) if gone else set()
                if given or old:
                    _write(snapshot, given.values(), old, language)

    def search(self, name: str, ask: Ask, *, limit: int, offset: int = 0) -> Matches:
        with self._reading(name) as snapshot:
            return _best(snapshot, ask, limit, offset)

    def matching(self, name: str, ask: Ask) -> set[int]:
        with self._reading(name) as snapshot:
            return _numbers(snapshot, ask)

    def mask(self, name: str, ask: Ask | None, size: int) -> Mask:
        with self._reading(name) as snapshot:
            if ask is None:
                return _every_page(snapshot, size)
            return _mask(snapshot, Translation(snapshot).query(ask), size)

    def numbers(self, name: str) -> set[int]:
        with self._reading(name) as snapshot:
            return _set(snapshot, tantivy.Query.all_query())

    def vocabulary(self, name: str) -> Vocabulary:
        with self._reading(name) as snapshot:
            return snapshot.words.of(snapshot)

    def version(self, name: str) -> str:
        with self._reading(name) as snapshot:
            return snapshot.version

    def _holds_index(self, files: Path) -> bool:
        return (files / META).exists()

    def _unread(self) -> _OpenIndex:
        return _OpenIndex()

    @contextmanager
    def _reading(self, name: str) -> Iterator[Snapshot]:
        """The latest snapshot of an index. Raises IndexUnavailable."""
        read = self._at_this_moment
        snapshot: Snapshot | None = read.get(name) if read is not None else None
        if snapshot is None:
            snapshot = self._reading_files(name, self._opened(name).refreshed)
            if read is not None:
                read[name] = snapshot
        try:
            yield snapshot
        except ValueError as error:  # what Tantivy says of anything
            if snapshot.intact():
                raise
            raise IndexUnavailable(f"index of {name}: {error!r}") from error


def _best(snapshot: Snapshot, ask: Ask, limit: int, offset: int) -> Matches:
    """Best score first, then by number, which Tantivy does not know to do."""
    searcher = snapshot.searcher
    query = Translation(snapshot).query(ask)
    most = max(int(searcher.num_docs), 1)
    wanted = min(offset + limit, most)
    if limit <= 0 or offset >= most:
        return Matches(_total(searcher.search(query, 1)), [])
    score = constant_score(ask)
    if score is not None:
        found = searcher.search(
            query, wanted, order_by_field=NUMBER, order=tantivy.Order.Asc, offset=offset
        )
        numbers = [int(number) for number, _ in found.hits[:limit]]
        return Matches(_total(found), [Hit(number, score) for number in numbers])
    asked = min(wanted + min(3 * wanted, SPARE), most)
    while True:
        found = searcher.search(query, asked)
        every: list[Any] = found.hits
        scores = [round(float(score), DIGITS) for score, _ in every]
        if len(scores) < asked or asked == most or scores[-1] < scores[wanted - 1]:
            break
        asked = min(asked * 8, most)
    values: list[Any] = searcher.fast_field_values(NUMBER, [at for _, at in every])
    ranked = sorted((-score, number) for score, number in zip(scores, values, strict=True))
    hits = [Hit(number, -minus) for minus, number in ranked[offset : offset + limit]]
    return Matches(_total(found), hits)


def _total(found: Any) -> int:
    """How many pages match; Tantivy's stubs do not know that it tells."""
    return int(found.count)


def _numbers(snapshot: Snapshot, ask: Ask) -> set[int]:
    return _set(snapshot, Translation(snapshot).query(ask))


def _set(snapshot: Snapshot, query: tantivy.Query) -> set[int]:
    return {int(number) for number, _ in _hits(snapshot, query)}


def _mask(snapshot: Snapshot, query: tantivy.Query, size: int) -> Mask:
    hits = _hits(snapshot, query)
    return mask_of(np.fromiter(map(itemgetter(0), hits), np.int64, len(hits)), size)


def _hits(snapshot: Snapshot, query: tantivy.Query) -> list[Any]:
    """Page number and address of every page that answers."""
    searcher = snapshot.searcher
    most = max(int(searcher.num_docs), 1)
    found: Any = searcher.search(
        query, most, count=False, order_by_field=NUMBER, order=tantivy.Order.Asc
    )
    hits: list[Any] = found.hits
    return hits


def _every_page(snapshot: Snapshot, size: int) -> Mask:
    """Of most blocks of pages all are there: those are counted, and only the others listed."""
    every = tantivy.Query.all_query()
    blocks = {"blocks": {"histogram": {"field": NUMBER, "interval": BLOCK}}}
    counted: Any = snapshot.searcher.aggregate(every, blocks)
    mask, gaps = np.zeros(size, dtype=np.bool_), []
    for block in counted["blocks"]["buckets"]:
        first, count = int(block["key"]), int(block["doc_count"])
        if count == BLOCK:
            mask[first : first + BLOCK] = True
        elif count:
            gaps.append((first, first + BLOCK - 1))
    return mask | _mask(snapshot, ranges(snapshot.schema, gaps), size)


def _write(
    snapshot: Snapshot, pages: Iterable[PageDocument], old: set[int], language: Language
) -> None:
    """One commit: `old` pages out, pages in. Nothing changes when it fails."""
    index = tantivy.Index.open(str(snapshot.folder))
    index.config_reader("manual", 1)
    writer = index.writer(HEAP, 1)
    try:
        if old:
            every = tantivy.Query.term_set_query(snapshot.schema, NUMBER, sorted(old))
            writer.delete_documents_by_query(every)
        for page in pages:
            writer.add_document(page_document(page.number, page.tokens(language)))
        writer.commit()
    except ValueError as error:
        # Damage of the index is told by `_reading`; anything else is the disk.
        code = os_error(error)
        if code:
            raise OSError(code, str(error)) from error
        raise
    finally:
        with suppress(ValueError):  # what it leaves behind, the next commit sweeps
            writer.wait_merging_threads()
