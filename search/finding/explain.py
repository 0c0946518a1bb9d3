"""Why a search found nothing: what was looked for, what is near, what narrowed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

from casefiles.models import CaseFile, Page
from investigations.access import visible
from investigations.models import Person
from search.analysis import analyse
from search.answers import Explanation, Tried, Wanted, Without
from search.engine import engine
from search.finding.question import Question, language_of
from search.query.tree import And, Fuzzy, Near, Node, Or, Phrase, Prefix, Where, Word
from search.spelling import as_written
from search.tolerance import nearest
from search.vocabulary import Vocabulary

MOST_WORDS = 8
MOST_NEAREST = 5
MOST_NARROWING = 8  # filters and fields: each is one more search of all case files
MOST_VOCABULARIES = 50  # case files whose words are looked through


def explain(person: Person, wanted: Wanted) -> Explanation:
    """Of case files that the person may open: why nothing matches there. Raises QueryError."""
    case_files = list(visible(person, CaseFile))
    question = Question(person, wanted, case_files)
    pages = Page.objects.filter(case_file__in=[case_file.pk for case_file in question.scope])
    return Explanation(
        tried=_tried(person, question, case_files),
        narrowing=_narrowing(person, question, case_files),
        unsearchable=pages.to_come(),
        pages=pages.count(),
    )


def _tried(person: Person, question: Question, case_files: list[CaseFile]) -> list[Tried]:
    """The words of the query, on how many pages a search for each alone finds it, and what is near
    where that is none."""
    if question.query is None or not question.scope:
        return []
    # Several languages at once are rare: what is told is in that of the first case file.
    language = language_of(question.scope[0])
    words: dict[str, tuple[str, str]] = {}
    for text in _texts(question.query):
        for token in analyse(text, language):
            if not token.form.startswith("#"):
                start, end = token.spans[0][0], token.spans[-1][1]
                words.setdefault(token.form, (text[start:end], token.stem))
    vocabularies = [
        vocabulary
        for case_file in question.scope[:MOST_VOCABULARIES]
        if (vocabulary := question.answered(case_file, partial(_vocabulary, case_file)))
    ]
    told = []
    for form, (word, stem) in list(words.items())[:MOST_WORDS]:
        alone = replace(question.wanted, filters=())
        pages = _count(Question(person, alone, case_files, query=Word(word)))
        near = () if pages else _near(form, vocabularies)
        written = as_written([case_file.pk for case_file in question.scope], near)
        told.append(Tried(word, stem, pages, tuple(written.values())))
    return told


def _vocabulary(case_file: CaseFile) -> Vocabulary:
    return engine().vocabulary(str(case_file.pk))


def _near(form: str, vocabularies: list[Vocabulary]) -> tuple[str, ...]:
    """The nearest words of all these indexes."""
    found: dict[str, int] = {}
    for vocabulary in vocabularies:
        for near in nearest(form, vocabulary, MOST_NEAREST):
            found[near] = found.get(near, 0) + vocabulary.pages(near)
    return tuple(sorted(found, key=lambda near: (-found[near], near))[:MOST_NEAREST])


def _texts(tree: Node) -> Iterator[str]:
    """The words that a tree wants."""
    match tree:
        case And(wanted, _):
            for child in wanted:
                yield from _texts(child)
        case Or(children):
            for child in children:
                yield from _texts(child)
        case Word(text) | Phrase(text) | Prefix(text) | Near(text) | Fuzzy(text):
            yield text


def _narrowing(person: Person, question: Question, case_files: list[CaseFile]) -> list[Without]:
    """The first filters and fields of the query, and how many pages would match without each."""
    wanted = question.wanted
    found = []
    if wanted.within is not None:
        count = _count(Question(person, replace(wanted, within=None), case_files))
        found.append(Without("casefile", "", count))
    for field, value, other in islice(_without_one(person, question, case_files), MOST_NARROWING):
        found.append(Without(field, value, _count(other)))
    return found


def _without_one(
    person: Person, question: Question, case_files: list[CaseFile]
) -> Iterator[tuple[str, str, Question]]:
    """Each filter and field with the question without it, where that leaves something to ask."""
    wanted, query = question.wanted, question.query
    for one in wanted.filters:
        rest = tuple(other for other in wanted.filters if other != one)
        if rest or wanted.query.strip():
            yield *one, Question(person, replace(wanted, filters=rest), case_files)
    if not isinstance(query, And):
        return
    for part in query.wanted:
        rest_of_query = tuple(other for other in query.wanted if other is not part)
        if isinstance(part, Where) and rest_of_query:
            tree = And(rest_of_query, query.unwanted)
            yield part.field, str(part.value), question.with_query(tree)


def _count(question: Question) -> int:
    """How many pages match."""

    def matching(case_file: CaseFile) -> int:
        ask = question.asks(case_file).widest
        return engine().search(str(case_file.pk), ask, limit=0).total

    return sum(question.answered(each, partial(matching, each)) or 0 for each in question.scope)
