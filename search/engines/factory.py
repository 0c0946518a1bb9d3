"""Which engine searches: the one place that knows them all."""

from pathlib import Path

from search.engines.base import Engine

KINDS = ("whoosh", "tantivy")


def open_engine(kind: str, folder: Path) -> Engine:
    """The engine of a kind over the indexes in a folder. ValueError for a kind there is not.

    An engine keeps its open indexes in memory: one a process is enough.
    """
    if kind == "whoosh":
        from search.engines.whoosh.engine import WhooshEngine  # slow to import: only where used

        return WhooshEngine(folder)
    if kind == "tantivy":
        from search.engines.tantivy.engine import TantivyEngine

        return TantivyEngine(folder)
    raise ValueError(f"no search engine of kind {kind!r}")
