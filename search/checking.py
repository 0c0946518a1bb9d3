"""Whether the index of a case file is what the database says of it, and how to make it so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db.models import F

from casefiles.models import CaseFile
from search.engine import engine
from search.engines.base import IndexUnavailable
from search.indexing import index_case_file, start_over, writing
from search.reindexing import make_anew
from search.rows import texts_in_force
from search.rules import is_by_other_rules
from search.turns import take_turn


class State(StrEnum):
    """Of an index as a whole."""

    SOUND = "sound"
    MISSING = "missing"
    BROKEN = "broken"


@dataclass(frozen=True)
class Checked:
    """What a look at the database and the index of one case file has found.

    `absent`: numbers of pages that are said to be in the index and are not. `stray`: of pages in
    the index that have no text in the database. `beyond`: of pages of which the index is said to
    have a text that there is not yet. `by_other_rules`: whether words are cut in another way today
    than when it was made. `waiting`: how many pages are still to be indexed, which is no fault.
    """

    case_file: CaseFile
    state: State
    pages: int
    waiting: int
    absent: list[int]
    stray: list[int]
    beyond: list[int]
    by_other_rules: bool

    @property
    def is_in_order(self) -> bool:
        wrong = self.absent or self.stray or self.beyond or self.by_other_rules
        return self.state == State.SOUND and not wrong


def check(case_file: CaseFile) -> Checked:
    """Compare the database and the index. Raises IndexBusy where somebody writes just then."""
    with writing(case_file.pk):
        take_turn(case_file.pk)
        return _check(case_file)


def repair(found: Checked) -> int:
    """Put right what was found; how many pages were indexed. Raises IndexBusy."""
    key = found.case_file.pk
    if found.state != State.SOUND:
        start_over(key)
    else:
        _put_right(key, found)
        if found.by_other_rules:
            return make_anew(found.case_file, settings.SEARCH_ENGINE)
    return index_case_file(key)


def _put_right(key: UUID, found: Checked) -> None:
    with writing(key):
        again = found.case_file.pages.filter(number__in=[*found.absent, *found.beyond])
        again.update(indexed_version=0)
        if found.stray:
            # The language is that of pages given, and none is.
            engine().update(str(key), [], language="fr", removed=found.stray)


def _check(case_file: CaseFile) -> Checked:
    said = set(
        case_file.pages.filter(indexed_version__gt=0).values_list("number", flat=True).order_by()
    )
    texts = texts_in_force(case_file)
    held: set[int] = set()
    try:
        held = engine().numbers(str(case_file.pk))
        state = State.SOUND
    except IndexUnavailable:
        state = State.BROKEN if engine().exists(str(case_file.pk)) else State.MISSING
        if state == State.MISSING and not said:
            state = State.SOUND  # nothing has been indexed yet
    beyond = case_file.pages.filter(indexed_version__gt=F("text_version")).order_by("number")
    return Checked(
        case_file,
        state,
        pages=len(texts),
        waiting=case_file.pages.to_index().count(),
        absent=sorted(said - held) if state == State.SOUND else [],
        stray=sorted(held - texts.keys()),
        beyond=list(beyond.values_list("number", flat=True)),
        by_other_rules=state == State.SOUND and is_by_other_rules(case_file),
    )
