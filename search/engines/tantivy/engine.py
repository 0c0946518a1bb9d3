"""The Tantivy engine: a folder of Tantivy files for each index."""

import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import tantivy

from search.analysis import Language, analyse
from search.engines.base import Hit, IndexUnavailable, Matches, PageDocument, index_folder
from search.engines.folders import FolderEngine
from search.engines.lock import writer_lock
from search.engines.tantivy.queries import Translation, constant_score
from search.engines.tantivy.schema import NUMBER, page_document, page_schema
from search.engines.tantivy.snapshot import META, Snapshot, open_snapshot, os_error
from search.query.asks import Among, Ask
from search.vocabulary import Vocabulary

HEAP: Final = 50_000_000  # bytes of a writer; what is more goes to files before the commit
SPARE: Final = 32  # hits asked for beyond those wanted, to order those of one score
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
        texts = {page.number: page.text for page in pages}
        gone = frozenset(texts.keys() | set(removed))
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
                if texts or old:
                    _write(snapshot, texts, old, language)

    def search(self, name: str, ask: Ask, *, limit: int, offset: int = 0) -> Matches:
        with self._reading(name) as snapshot:
            return _best(snapshot, ask, limit, offset)

    def matching(self, name: str, ask: Ask) -> set[int]:
        with self._reading(name) as snapshot:
            return _numbers(snapshot, ask)

    def numbers(self, name: str) -> set[int]:
        with self._reading(name) as snapshot:
            return set(_by_number(snapshot, tantivy.Query.all_query()))

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
        snapshot = self._reading_files(name, self._opened(name).refreshed)
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
    asked = min(wanted + SPARE, most)
    while True:
        found = searcher.search(query, asked)
        scores = [round(float(score), DIGITS) for score, _ in found.hits]
        if len(scores) < asked or asked == most or scores[-1] < scores[wanted - 1]:
            break
        asked = min(asked * 8, most)
    values: list[Any] = searcher.fast_field_values(NUMBER, [at for _, at in found.hits])
    ranked = sorted((-score, number) for score, number in zip(scores, values, strict=True))
    hits = [Hit(number, -minus) for minus, number in ranked[offset : offset + limit]]
    return Matches(_total(found), hits)


def _total(found: Any) -> int:
    """How many pages match; Tantivy's stubs do not know that it tells."""
    return int(found.count)


def _numbers(snapshot: Snapshot, ask: Ask) -> set[int]:
    return set(_by_number(snapshot, Translation(snapshot).query(ask)))


def _by_number(snapshot: Snapshot, query: tantivy.Query) -> list[int]:
    searcher = snapshot.searcher
    most = max(int(searcher.num_docs), 1)
    found = searcher.search(
        query, most, count=False, order_by_field=NUMBER, order=tantivy.Order.Asc
    )
    return [int(number) for number, _ in found.hits]


def _write(snapshot: Snapshot, texts: dict[int, str], old: set[int], language: Language) -> None:
    """One commit: `old` pages out, pages in. Nothing changes when it fails."""
    index = tantivy.Index.open(str(snapshot.folder))
    index.config_reader("manual", 1)
    writer = index.writer(HEAP, 1)
    try:
        if old:
            every = tantivy.Query.term_set_query(snapshot.schema, NUMBER, sorted(old))
            writer.delete_documents_by_query(every)
        for number, text in texts.items():
            writer.add_document(page_document(number, analyse(text, language)))
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
