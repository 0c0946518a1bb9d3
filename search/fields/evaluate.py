"""What a field asks of a case file: the numbers of pages, or a token, for one person.

Facts of pages come from columns; notes are asked for at the door each time, as who may read one
changes without the page being read again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

import numpy as np

from casefiles.models import Annotation, CaseFile
from casefiles.states import TextSource
from investigations.access import visible
from investigations.models import Person
from search.analysis import Language, analyse, analysis_language, fold
from search.engines.base import Mask
from search.facts.columns import SOURCES, Columns, columns_of, numbers_in
from search.facts.cotes import SUFFIXES, numbers_beginning
from search.fields.values import Between, Cotes, Days, Span
from search.query.asks import Among, Ask, Form
from search.query.tree import Where

PageNumbers = dict[UUID, frozenset[int]]
NOWHERE: frozenset[int] = frozenset()
POSSIBLE_COTE = "possible cote"  # for what is asked by resemblance; nobody can type it


class Fields:
    """Answers fields for one person in case files that the door has opened to them.

    Lives as long as one question: what it has asked of the database it remembers.
    """

    def __init__(self, person: Person | None, case_files: Iterable[CaseFile]) -> None:
        self.person = person
        self.case_files = {case_file.pk: case_file for case_file in case_files}
        self._columns: dict[UUID, Columns] | None = None
        self._notes: dict[Where, PageNumbers] = {}

    @property
    def columns(self) -> dict[UUID, Columns]:
        if self._columns is None:
            self._columns = columns_of(self.case_files)
        return self._columns

    def of(self, case_file: CaseFile) -> Callable[[Where], Ask]:
        """What answers `Where` in one case file, as `resolve` wants it."""
        return lambda where: self.ask(case_file, where)

    def ask(self, case_file: CaseFile, where: Where) -> Ask:
        """What a field asks of the pages of a case file. LookupError for a field it has not."""
        if where.field == "phone":
            return Form(cast(str, where.value))
        if where.field in NOTES:
            return Among(self._with_note(case_file, where))
        return Among(numbers_in(MASKS[where.field](self.columns[case_file.pk], where.value)))

    def mask(self, case_file: CaseFile, where: Where) -> Mask | None:
        """The pages that `ask` names, as counting wants them; None for what asks the index."""
        columns = self.columns[case_file.pk]
        if where.field in NOTES:
            return columns.mask(self._with_note(case_file, where))
        of_field = MASKS.get(where.field)
        return of_field(columns, where.value) if of_field else None

    def _with_note(self, case_file: CaseFile, where: Where) -> frozenset[int]:
        if where not in self._notes:
            self._notes[where] = self._noted(where)
        return self._notes[where].get(case_file.pk, NOWHERE)

    def noted(self) -> PageNumbers:
        """By case file, the pages with a note that the person may read."""
        return self._noted(Where("has", "note"))

    def _noted(self, where: Where) -> PageNumbers:
        if self.person is None:
            return {}
        # By the keys of all notes, and not by the case files: else SQLite, which does not know how
        # many rows there are, looks for the notes of each of hundreds of thousands of pages.
        every = Annotation.objects.order_by().values("pk")
        notes = visible(self.person, Annotation).filter(pk__in=every)
        found: defaultdict[UUID, set[int]] = defaultdict(set)
        for key, number in NOTES[where.field](notes, where.value, self.case_files):
            if key in self.case_files:
                found[key].add(number)
        return {key: frozenset(numbers) for key, numbers in found.items()}


def _of_page(columns: Columns, value: Span) -> Mask:
    numbers = np.arange(columns.size)
    return (numbers > 0) & (numbers >= value.first) & (numbers <= value.last)


def _of_volume(columns: Columns, value: int | str) -> Mask:
    if isinstance(value, int):
        return (columns.volume == value) & (value > 0)
    named = [place for place, name in columns.volumes.items() if value in fold(name)]
    return np.isin(columns.volume, named)


def _of_cote(columns: Columns, value: Cotes) -> Mask:
    found: Mask = columns.letter == ord(value.letter)
    if value.begins:
        begins = np.zeros(columns.size, dtype=np.bool_)
        for first, last in numbers_beginning(value.begins):
            begins |= (columns.cote >= first) & (columns.cote <= last)
        return found & begins
    found &= (columns.cote >= value.first) & (columns.cote <= value.last)
    if value.suffix:
        found &= columns.suffix == SUFFIXES.index(value.suffix)
    if value.folio == 1:  # as stamps have it, the first folio bears no number
        return found & (np.abs(columns.folio) == 1)
    return found if value.folio is None else found & (columns.folio == value.folio)


def _of_possible_cote(columns: Columns, value: Cotes) -> Mask:
    """Also pages that may bear it; blank ones bear none."""
    maybe = [
        number
        for number, cote in columns.possible.items()
        if cote.letter == value.letter and value.first == cote.number and not value.folio
    ]
    blank = columns.source == SOURCES.index(TextSource.BLANK)
    return (_of_cote(columns, value) | columns.mask(maybe)) & ~blank


def _of_date(columns: Columns, value: Days) -> Mask:
    low = np.searchsorted(columns.days, value.first.toordinal(), side="left")
    high = np.searchsorted(columns.days, value.last.toordinal(), side="right")
    found = np.zeros(columns.size, dtype=np.bool_)
    found[columns.day_numbers[low:high]] = True
    return found


def _of_source(columns: Columns, value: str) -> Mask:
    return columns.source == SOURCES.index(value)


def _of_confidence(columns: Columns, value: Between) -> Mask:
    return value.holds(columns.confidence)


MASKS: dict[str, Callable[[Columns, Any], Mask]] = {
    "page": _of_page,
    "volume": _of_volume,
    "cote": _of_cote,
    POSSIBLE_COTE: _of_possible_cote,
    "date": _of_date,
    "source": _of_source,
    "confidence": _of_confidence,
}


def _with_note(notes: Any, _value: str, _case_files: dict[UUID, CaseFile]) -> Iterable[Any]:
    return notes.order_by().values_list("page__case_file", "page__number").distinct()


def _with_words(notes: Any, value: str, case_files: dict[UUID, CaseFile]) -> Iterable[Any]:
    """Pages with a note that has all the words, in any grammatical form; `alib*` begins one."""
    rows = notes.order_by().values_list("page__case_file", "page__number", "body")
    for key, number, body in rows.iterator():
        if key not in case_files:
            continue
        language = analysis_language(case_files[key].languages)
        if _says(body, value, language):
            yield key, number


def _says(body: str, value: str, language: Language) -> bool:
    stems = _stems(body, language)
    for word in value.split():
        if word.endswith("*") and (start := fold(word.rstrip("*"))):
            if not any(form.startswith(start) for form in stems):
                return False
        elif not _stems(word, language) <= stems:
            return False
    return True


@lru_cache(maxsize=2000)
def _stems(text: str, language: Language) -> frozenset[str]:
    return frozenset(token.stem for token in analyse(text, language))


def _by_author(notes: Any, value: str, _case_files: dict[UUID, CaseFile]) -> Iterable[Any]:
    """Pages with a note by somebody in whose name, or user name, all the words are."""
    fields = ("author", "author__username", "author__first_name", "author__last_name")
    writers = notes.order_by().values_list(*fields).distinct()
    named = [
        key
        for key, *names in writers
        if all(word in fold(" ".join(names)) for word in value.split())
    ]
    return _with_note(notes.filter(author__in=named), value, _case_files)


NOTES: dict[str, Callable[[Any, Any, dict[UUID, CaseFile]], Iterable[Any]]] = {
    "has": _with_note,
    "note": _with_words,
    "author": _by_author,
}
