"""The engines bare: what they take for the same on the same files, without Greffe around them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from search.analysis import analyse, fold
from search.query.tree import And, Fuzzy, Near, Node, Phrase, Prefix

COMMIT = 1000  # pages
Ask = Callable[[Node, int], int]  # a query and a number of hits to how many match


def files_of(indexes: Path, case_file: str, kind: str) -> Path:
    """Where the engine keeps the index of a case file."""
    return max(path for path in (indexes / case_file).glob(f"{kind}*") if path.is_dir())


def opened(kind: str, files: Path) -> Ask:
    """The engine's own searcher on an index that Greffe has made."""
    return _whoosh(files) if kind == "whoosh" else _tantivy(files)


def indexing(kind: str, texts: Iterable[str], folder: Path) -> float:
    """Seconds for pages into a new index: our analysis, and the engine's own writer."""
    began = time.perf_counter()
    (_index_with_whoosh if kind == "whoosh" else _index_with_tantivy)(list(texts), folder)
    return time.perf_counter() - began


def _forms(text: str) -> list[str]:
    return [token.form for token in analyse(text, "fr")]


def _stems(node: Node) -> list[str]:
    words = node.wanted if isinstance(node, And) else (node,)
    return [token.stem for word in words for token in analyse(word.text, "fr")]  # type: ignore[union-attr]


def _whoosh(files: Path) -> Ask:
    from whoosh import query
    from whoosh.index import open_dir

    from search.engines.whoosh.schema import FORMS, STEMS

    searcher = open_dir(str(files)).searcher()

    def translated(node: Node) -> Any:
        match node:
            case Prefix(text):
                return query.Prefix(FORMS, fold(text))
            case Phrase(text):
                return query.Phrase(FORMS, _forms(text))
            case Near(text, distance):
                return query.Phrase(FORMS, _forms(text), slop=distance)
            case Fuzzy(text, edits):
                return query.FuzzyTerm(FORMS, fold(text), maxdist=edits, prefixlength=0)
        return query.And([query.Term(STEMS, stem) for stem in _stems(node)])

    return lambda node, limit: len(searcher.search(translated(node).normalize(), limit=limit))


def _tantivy(files: Path) -> Ask:
    from tantivy import Index, Occur, Query

    from search.engines.tantivy.schema import FORMS, NUMBER, STEMS

    index = Index.open(str(files))
    searcher, schema = index.searcher(), index.schema

    def translated(node: Node) -> Query:
        match node:
            case Prefix(text):
                return Query.fuzzy_term_query(schema, FORMS, fold(text), distance=0, prefix=True)
            case Phrase(text):
                return Query.phrase_query(schema, FORMS, list(_forms(text)))
            case Near(text, distance):
                return Query.phrase_query(schema, FORMS, list(_forms(text)), slop=distance)
            case Fuzzy(text, edits):
                return Query.fuzzy_term_query(schema, FORMS, fold(text), distance=edits)
        every = [(Occur.Must, Query.term_query(schema, STEMS, stem)) for stem in _stems(node)]
        return Query.boolean_query(every)

    def ask(node: Node, limit: int) -> int:
        found: Any = searcher.search(translated(node), limit)
        searcher.fast_field_values(NUMBER, [address for _, address in found.hits])
        return int(found.count)

    return ask


def _index_with_whoosh(texts: list[str], folder: Path) -> None:
    from whoosh.index import create_in

    from search.engines.whoosh.schema import page_schema

    index = create_in(str(folder), page_schema())
    for start in range(0, len(texts), COMMIT):
        writer = index.writer()
        for number, text in enumerate(texts[start : start + COMMIT], start + 1):
            tokens = analyse(text, "fr")
            writer.add_document(number=number, length=len(tokens), forms=tokens, stems=tokens)
        writer.commit(merge=False)


def _index_with_tantivy(texts: list[str], folder: Path) -> None:
    from tantivy import Index

    from search.engines.tantivy.schema import page_document, page_schema

    writer = Index(page_schema(), path=str(folder)).writer(50_000_000, 1)
    for start in range(0, len(texts), COMMIT):
        for number, text in enumerate(texts[start : start + COMMIT], start + 1):
            writer.add_document(page_document(number, analyse(text, "fr")))
        writer.commit()
    writer.wait_merging_threads()
