"""Known items: `python -m benchmarks.known_items FOLDER`, questions of which each has one answer.

FOLDER holds JSON files in the form of SQuAD: documents of paragraphs, with questions to them. Each
document is one page of an index, and each question is asked of it; what is looked at is the place
of its own document among the hits. Prints success@1, success@10 and MRR (mean reciprocal rank) of
each engine with Greffe around it, and bare: the same library on the same documents with its own
French analysis and its own BM25.

A question is asked as a person would ask who wants any of its words: `mots OR de OR la OR question`
in Greffe's query language, stop words too. All of them at once no document has. Bare, it is any of
the terms that the engine's own analysis makes of it.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from benchmarks.table import plain
from search.engines.base import PageDocument
from search.engines.factory import KINDS, open_engine
from search.query.parse import parse
from search.query.resolve import resolve
from search.tolerance import widen

HEADINGS = ("engine", "questions", "success@1", "success@10", "MRR")
DEEPEST = 1000  # hits that are looked at
WORD = re.compile(r"\w+(?:['’]\w+)*")  # `peut-on` is two

Ask = Callable[[str], list[int]]  # a question to the numbers of documents, best first


class Question(NamedTuple):
    """A question, and the number of the document that answers it."""

    text: str
    answer: int


def read(folder: Path) -> tuple[list[str], list[Question]]:
    """The documents of a folder, numbered from 1 in this order, and the questions."""
    documents: list[str] = []
    questions: list[Question] = []
    for file in sorted(folder.glob("*.json")):
        for document in json.loads(file.read_text())["data"]:
            paragraphs = document["paragraphs"]
            documents.append("\n".join(dict.fromkeys(p["context"] for p in paragraphs)))
            asked = [each["question"] for paragraph in paragraphs for each in paragraph["qas"]]
            questions += [Question(text, len(documents)) for text in asked]
    return documents, questions


def ours(kind: str, documents: Iterable[str], folder: Path, *, tolerant: bool) -> Ask:
    """Greffe's index, asked through its query language; what resembles only comes last."""
    engine, name = open_engine(kind, folder), str(uuid4())
    engine.update(
        name, (PageDocument(n, text) for n, text in enumerate(documents, 1)), language="fr"
    )
    vocabulary = engine.vocabulary(name)

    def ask(question: str) -> list[int]:
        meant = resolve(parse(" OR ".join(WORD.findall(question))), "fr", vocabulary=vocabulary)
        found = [hit.number for hit in engine.search(name, meant, limit=DEEPEST).hits]
        wide = widen(meant, vocabulary) if tolerant else None
        if wide is None:
            return found
        more = [hit.number for hit in engine.search(name, wide, limit=DEEPEST).hits]
        return found + [number for number in more if number not in set(found)]

    return ask


def bare_whoosh(documents: Iterable[str], folder: Path) -> Ask:
    """Whoosh by itself: its French analyzer (stop words, Snowball), its BM25F."""
    from whoosh import fields, query
    from whoosh.analysis import LanguageAnalyzer
    from whoosh.index import create_in

    analyzer = LanguageAnalyzer("fr")
    schema = fields.Schema(number=fields.STORED, text=fields.TEXT(analyzer=analyzer))
    index = create_in(str(folder), schema)
    writer = index.writer()
    for number, text in enumerate(documents, 1):
        writer.add_document(number=number, text=text)
    writer.commit()
    searcher = index.searcher()

    def ask(question: str) -> list[int]:
        terms = [token.text for token in analyzer(question, mode="query")]
        any_of = query.Or([query.Term("text", term) for term in terms])
        return [hit["number"] for hit in searcher.search(any_of, limit=DEEPEST)]

    return ask


def bare_tantivy(documents: Iterable[str], folder: Path) -> Ask:
    """Tantivy by itself: simple tokens, small letters, French stop words and stems, its BM25."""
    import tantivy
    from tantivy import Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer

    analyzer = (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(40))
        .filter(Filter.lowercase())
        .filter(Filter.stopword("french"))
        .filter(Filter.stemmer("french"))
        .build()
    )
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", fast=True)
    builder.add_text_field("text", tokenizer_name="fr", index_option="position")
    schema = builder.build()
    index = tantivy.Index(schema, path=str(folder))
    index.register_tokenizer("fr", analyzer)
    writer = index.writer(50_000_000, 1)
    for number, text in enumerate(documents, 1):
        document = tantivy.Document()
        document.add_unsigned("number", number)
        document.add_text("text", text)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(question: str) -> list[int]:
        terms = [Query.term_query(schema, "text", term) for term in analyzer.analyze(question)]
        found: Any = searcher.search(
            Query.boolean_query([(Occur.Should, term) for term in terms]), DEEPEST
        )
        numbers: list[Any] = searcher.fast_field_values("number", [at for _, at in found.hits])
        return [int(number) for number in numbers]

    return ask


BARE: dict[str, Callable[[Iterable[str], Path], Ask]] = {
    "whoosh": bare_whoosh,
    "tantivy": bare_tantivy,
}


def figures(ask: Ask, questions: Sequence[Question]) -> tuple[str, ...]:
    """How often the answer is the first hit, is among the ten first, and its mean reciprocal
    rank."""
    ranks = []
    for question in questions:
        found = ask(question.text)
        ranks.append(found.index(question.answer) + 1 if question.answer in found else 0)
    first = sum(rank == 1 for rank in ranks)
    among_ten = sum(0 < rank <= 10 for rank in ranks)
    reciprocal = sum(1 / rank for rank in ranks if rank)
    return tuple(f"{value / len(ranks):.4f}" for value in (first, among_ten, reciprocal))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", action="append", choices=KINDS, help="all without it")
    options = parser.parse_args()
    documents, questions = read(options.folder)
    if not questions:
        parser.error(f"{options.folder} holds no questions")
    lines = []
    for kind in options.engine or KINDS:
        for named, make in (
            (f"{kind}, bare", BARE[kind]),
            (kind, partial(ours, kind, tolerant=False)),
            (f"{kind}, tolerant", partial(ours, kind, tolerant=True)),
        ):
            with tempfile.TemporaryDirectory() as at:
                found = figures(make(documents, Path(at)), questions)
            lines.append((named, str(len(questions)), *found))
    print(f"{len(documents)} documents")
    print(plain(HEADINGS, lines))


if __name__ == "__main__":
    main()
