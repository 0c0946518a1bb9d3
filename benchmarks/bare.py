"""The engines bare: what they take for the same on the same files, without Greffe around them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from search.analysis import analyse, fold
from search.query.tree import And, Fuzzy, Near, Node, Phrase, Prefix, Word

COMMIT = 1000  # pages
BARS = 40  # of a histogram along the pages
SNIPPET_CHARACTERS = 240
Hits = list[tuple[float, int]]  # score and page number, best first


class Bare(Protocol):
    """The engine's own searcher on one index that Greffe has made."""

    def best(self, node: Node, limit: int) -> tuple[int, Hits]:
        """How many pages match, and the best of them."""

    def snippets(self, node: Node, texts: list[str]) -> int:
        """How many characters the engine's own snippets of some texts have."""

    def spread(self, node: Node) -> int:
        """How many pages match, counted along the dossier as the engine counts by itself."""


def files_of(indexes: Path, case_file: str, kind: str) -> Path:
    """Where the engine keeps the index of a case file."""
    return max(path for path in (indexes / case_file).glob(f"{kind}*") if path.is_dir())


def opened(kind: str, files: Path) -> Bare:
    """The engine's own searcher on an index that Greffe has made."""
    return _Whoosh(files) if kind == "whoosh" else _Tantivy(files)


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


class _Whoosh:
    def __init__(self, files: Path) -> None:
        from whoosh.index import open_dir

        self.searcher = open_dir(str(files)).searcher()

    def best(self, node: Node, limit: int) -> tuple[int, Hits]:
        from search.engines.whoosh.schema import NUMBER

        found = self.searcher.search(self._translated(node), limit=limit)
        numbers = self.searcher.reader().column_reader(NUMBER)
        return len(found), [(score, numbers[number]) for score, number in found.top_n]

    def snippets(self, node: Node, texts: list[str]) -> int:
        """Whoosh's `highlight`, with its own folding and, where stems were asked for, stemming."""
        from whoosh import analysis, highlight
        from whoosh.support.charset import accent_map

        from search.engines.whoosh.schema import STEMS

        every = self._translated(node).existing_terms(self.searcher.reader(), expand=True)
        cut = analysis.RegexTokenizer() | analysis.LowercaseFilter()
        if any(field == STEMS for field, _ in every):
            cut |= analysis.StemFilter(lang="fr")
        cut |= analysis.CharsetFilter(accent_map)
        terms = {term.decode() for _, term in every}
        fragmenter = highlight.ContextFragmenter(SNIPPET_CHARACTERS)
        formatter = highlight.HtmlFormatter()
        return sum(
            len(highlight.highlight(text, terms, cut, fragmenter, formatter, top=1))
            for text in texts
        )

    def spread(self, node: Node) -> int:
        from search.engines.whoosh.schema import NUMBER

        numbers = self.searcher.reader().column_reader(NUMBER)
        found = self._translated(node).docs(self.searcher)
        return sum(Counter(numbers[document] // BARS for document in found).values())

    def _translated(self, node: Node) -> Any:
        from whoosh import query

        from search.engines.whoosh.schema import FORMS, STEMS

        match node:
            case Prefix(text):
                return query.Prefix(FORMS, fold(text))
            case Phrase(text):
                return query.Phrase(FORMS, _forms(text))
            case Near(text, distance):
                return query.Phrase(FORMS, _forms(text), slop=distance)
            case Fuzzy(text, edits):
                return query.FuzzyTerm(FORMS, fold(text), maxdist=edits, prefixlength=0)
        return query.And([query.Term(STEMS, stem) for stem in _stems(node)]).normalize()


class _Tantivy:
    def __init__(self, files: Path) -> None:
        from tantivy import Index

        index = Index.open(str(files))
        self.searcher, self.schema = index.searcher(), index.schema

    def best(self, node: Node, limit: int) -> tuple[int, Hits]:
        from search.engines.tantivy.schema import NUMBER

        found: Any = self.searcher.search(self._translated(node), limit)
        numbers: Any = self.searcher.fast_field_values(NUMBER, [at for _, at in found.hits])
        scores = [score for score, _ in found.hits]
        return int(found.count), list(zip(scores, numbers, strict=True))

    def snippets(self, node: Node, texts: list[str]) -> int:
        """Tantivy's SnippetGenerator, of which the index has no text: it is given that of the rows,
        folded. It cuts at blanks, as the fields are cut, and misses what touches a comma."""
        from tantivy import Document, SnippetGenerator

        from search.engines.tantivy.schema import FORMS, STEMS

        field = STEMS if isinstance(node, Word | And) else FORMS
        query = self._translated(node)
        generator = SnippetGenerator.create(self.searcher, query, self.schema, field)
        generator.set_max_num_chars(SNIPPET_CHARACTERS)
        length = 0
        for text in texts:
            document = Document()
            document.add_text(field, fold(text))
            length += len(generator.snippet_from_doc(document).to_html())
        return length

    def spread(self, node: Node) -> int:
        from search.engines.tantivy.schema import NUMBER

        width = max(self.searcher.num_docs // BARS, 1)
        bars = {"histogram": {"field": NUMBER, "interval": width}}
        found: Any = self.searcher.aggregate(self._translated(node), {"along": bars})
        return sum(int(bar["doc_count"]) for bar in found["along"]["buckets"])

    def _translated(self, node: Node) -> Any:
        from tantivy import Occur, Query

        from search.engines.tantivy.schema import FORMS, STEMS

        match node:
            case Prefix(text):
                return Query.fuzzy_term_query(
                    self.schema, FORMS, fold(text), distance=0, prefix=True
                )
            case Phrase(text):
                return Query.phrase_query(self.schema, FORMS, list(_forms(text)))
            case Near(text, distance):
                return Query.phrase_query(self.schema, FORMS, list(_forms(text)), slop=distance)
            case Fuzzy(text, edits):
                return Query.fuzzy_term_query(self.schema, FORMS, fold(text), distance=edits)
        every = [(Occur.Must, Query.term_query(self.schema, STEMS, stem)) for stem in _stems(node)]
        return Query.boolean_query(every)


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
