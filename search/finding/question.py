"""A search on its way: who asks, where, and what it means in each case file."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef

from casefiles.models import CaseFile, Page
from investigations.models import Person
from search.analysis import Language, analysis_language
from search.answers import Wanted
from search.engine import engine
from search.engines.base import IndexBusy, IndexUnavailable
from search.fields import reading, table
from search.fields.evaluate import POSSIBLE_COTE, Fields
from search.indexing import start_over
from search.query.asks import All, AnyOf, Ask
from search.query.errors import Problem, QueryError
from search.query.parse import understand
from search.query.repairs import Repair
from search.query.resolve import resolve
from search.query.tree import And, Fuzzy, Near, Node, Or, Pattern, Phrase, Prefix, Where, Word
from search.scheduling import schedule
from search.tolerance import widen
from search.vocabulary import EMPTY

T = TypeVar("T")

# What is typed to find a piece by its cote, and hardly anything else.
A_COTE = re.compile(r"[A-Da-d][0-9]{1,6}(?: ?(?:bis|ter|quater))?(?:/[0-9]{1,4})?", re.ASCII)


@dataclass(frozen=True)
class Asks:
    """What is asked of the pages of a case file: `exact`, and `wide`, also by words that resemble
    those of the query; None where no word of the case file does. Wide holds exact."""

    exact: Ask
    wide: Ask | None

    @property
    def widest(self) -> Ask:
        return self.wide or self.exact

    @property
    def resembling(self) -> Ask:
        """The pages that match by resemblance only."""
        return All((self.wide,), (self.exact,)) if self.wide else AnyOf(())


class Question:
    """What a person asks of case files that the door has opened to them.

    Lives as long as it takes to answer; `query` is what is asked in place of the words of `wanted`.
    Raises QueryError for what cannot be understood.
    """

    def __init__(
        self,
        person: Person | None,
        wanted: Wanted,
        case_files: Iterable[CaseFile],
        *,
        query: Node | None = None,
    ) -> None:
        self.wanted = wanted
        self.case_files = {case_file.pk: case_file for case_file in case_files}
        self.fields = Fields(person, self.case_files.values())
        self.filters = chosen(wanted.filters)
        self.query = query
        self.repairs: tuple[Repair, ...] = ()
        # Filters alone are a question, too.
        if query is None and (wanted.query.strip() or not self.filters):
            understood = understand(wanted.query)
            self.query, self.repairs = understood.tree, understood.repairs
        self.tree = narrowed(self.query, self.filters)
        self.rebuilding: list[CaseFile] = []
        self._asks: dict[UUID, Asks] = {}
        self._plain: dict[tuple[Node, Language], Asks] = {}

    def with_query(self, query: Node) -> Question:
        """The same about another tree, within the same filters."""
        other = copy(self)
        other.query, other.tree = query, narrowed(query, self.filters)
        other._asks = {}
        return other

    def chosen(self, case_file: CaseFile) -> bool:
        """Whether hits of a case file are wanted."""
        return self.wanted.within is None or case_file.pk in self.wanted.within

    @cached_property
    def scope(self) -> list[CaseFile]:
        """The case files of which hits are wanted."""
        return [case_file for case_file in self.case_files.values() if self.chosen(case_file)]

    @cached_property
    def _read(self) -> set[UUID]:
        """The case files of which a page has been read."""
        pages = Page.objects.filter(case_file=OuterRef("pk"), text_version__gt=0)
        some = CaseFile.objects.filter(Exists(pages), pk__in=self.case_files)
        return set(some.values_list("pk", flat=True))

    def asks(self, case_file: CaseFile) -> Asks:
        """What is asked of the pages of a case file. Raises IndexUnavailable."""
        found = self._asks.get(case_file.pk)
        if found is None:
            found = self._asks[case_file.pk] = self.meaning(self.tree, case_file)
        return found

    def matching(self, case_file: CaseFile) -> tuple[set[int], set[int]]:
        """The numbers of the pages of a case file that match as it is spelled, and of those that
        do by resemblance only. Raises IndexUnavailable."""
        name, asks = str(case_file.pk), self.asks(case_file)
        exact = engine().matching(name, asks.exact)
        return exact, engine().matching(name, asks.resembling) if asks.wide else set()

    def meaning(self, tree: Node, case_file: CaseFile) -> Asks:
        """What a tree asks of the pages of a case file. Raises IndexUnavailable."""
        language = language_of(case_file)
        plain = self._plain.get((tree, language))
        if plain is not None and not self.wanted.tolerant:
            return plain
        kinds = list(leaves(tree))
        has_words = self.wanted.tolerant and any(map(_is_of_words, kinds))
        is_gapped = any(isinstance(node, Pattern | Fuzzy) for node in kinds)
        vocabulary = EMPTY
        if has_words or is_gapped:
            vocabulary = engine().vocabulary(str(case_file.pk))
        meaning = partial(
            resolve, language=language, vocabulary=vocabulary, where=self.fields.of(case_file)
        )
        if is_gapped or any(isinstance(node, Where) for node in kinds):
            spelled = Asks(meaning(tree), None)
        else:  # mere words ask the same in all case files of a language
            spelled = plain or self._plain.setdefault(
                (tree, language), Asks(resolve(tree, language), None)
            )
        if not has_words:
            return spelled
        exact, stamped = spelled.exact, with_cotes(tree)
        wide = exact if stamped == tree else meaning(stamped)
        return Asks(exact, widen(wide, vocabulary) or (wide if wide != exact else None))

    def answered(self, case_file: CaseFile, ask: Callable[[], T]) -> T | None:
        """What `ask`, which reads the index of a case file, makes of it; None without an index.

        One that is broken is being rebuilt from now on, and is in `rebuilding`.
        """
        try:
            return ask()
        except IndexUnavailable:
            pass
        if engine().exists(str(case_file.pk)):
            _rebuild(case_file)
        elif case_file.pk not in self._read:
            return None  # nothing has been read yet
        elif case_file.pages.filter(indexed_version__gt=0).exists():
            _rebuild(case_file)
        if case_file not in self.rebuilding:
            self.rebuilding.append(case_file)
        return None


def with_cotes(tree: Node) -> Node:
    """The tree with each cote that is wanted as a word also asked for as what pages are: a stamp
    that could not be read is known from the pages around it."""
    match tree:
        case And(wanted, unwanted):
            return And(tuple(map(with_cotes, wanted)), unwanted)
        case Or(children):
            return Or(tuple(map(with_cotes, children)))
        case Word(text) | Phrase(text) if A_COTE.fullmatch(text):
            return Or((tree, Where(POSSIBLE_COTE, reading.cote(text))))
    return tree


def language_of(case_file: CaseFile) -> Language:
    """The language in which a case file is analysed."""
    return analysis_language(case_file.languages)


def chosen(filters: Iterable[tuple[str, str]]) -> dict[str, list[Where]]:
    """Filters by field. Raises QueryError for a field that is not there, or cannot take that."""
    found: dict[str, list[Where]] = {}
    for name, value in filters:
        where = table.read(name, value)
        if where is None:
            raise QueryError(Problem.BAD_VALUE, 0, f"{name}:{value}")
        found.setdefault(where.field, []).append(where)
    return found


def narrowed(query: Node | None, filters: dict[str, list[Where]]) -> Node:
    """A query within filters: those of one field are alternatives."""
    parts: list[Node] = [] if query is None else [query]
    parts += [wheres[0] if len(wheres) == 1 else Or(tuple(wheres)) for wheres in filters.values()]
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def leaves(tree: Node) -> Iterable[Node]:
    """What a tree asks for, without what holds it together; also what it excludes."""
    if isinstance(tree, And):
        for child in (*tree.wanted, *tree.unwanted):
            yield from leaves(child)
    elif isinstance(tree, Or):
        for child in tree.children:
            yield from leaves(child)
    else:
        yield tree


def _is_of_words(node: Node) -> bool:
    if isinstance(node, Where):
        return node.field == "phone"
    return isinstance(node, Word | Phrase | Prefix | Near)


def _rebuild(case_file: CaseFile) -> None:
    with contextlib.suppress(IndexBusy):  # then it is being written anew already
        start_over(case_file.pk)
    schedule(case_file.pk)
