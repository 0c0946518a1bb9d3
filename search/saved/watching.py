"""Look again for what a person watches, as that person, and remember what is new to them.

Nothing here is told to anybody: `search.saved.news` says what may be, at the moment it is asked.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from uuid import UUID

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from casefiles.models import CaseFile
from investigations.access import visible
from investigations.models import Person
from search.engine import engine
from search.engines.base import IndexUnavailable
from search.finding.question import Question
from search.models import FactsVersion, Look, NewPage, SavedSearch, Watch
from search.query.errors import QueryError
from search.saved.numbers import packed, unpacked
from search.saved.opening import open_to
from search.saved.state import BadState, read

logger = logging.getLogger(__name__)

SECONDS = 5.0  # for one round: whoever looks also makes pages searchable
CHUNK = 500  # pages of one question to the database


class NotNow(Exception):
    """A case file is just being made searchable: what is new in it could not be told."""


def begin(saved: SavedSearch, person: Person) -> None:
    """Watch a search that is open to a person: what it finds now is known, the rest will be new.

    Raises NotNow, and BadState or QueryError where the search can no longer be understood.
    """
    question = Question(person, read(saved.state), visible(person, CaseFile))
    versions = {case_file: _version(case_file.pk) for case_file in question.scope}
    found = {case_file: _matching(question, case_file) or set() for case_file in question.scope}
    if question.rebuilding:
        raise NotNow
    with transaction.atomic():
        watch, is_first = Watch.objects.get_or_create(
            saved=saved, person=person, defaults={"looked_at": timezone.now()}
        )
        if is_first:
            Look.objects.bulk_create(
                Look(
                    watch=watch,
                    case_file=case_file,
                    version=versions[case_file],
                    known=packed(numbers),
                )
                for case_file, numbers in found.items()
            )


def end(saved: SavedSearch, person: Person) -> None:
    """Watch it no longer; what was new is forgotten."""
    Watch.objects.filter(saved=saved, person=person).delete()


def look_around(*, seconds: float = SECONDS) -> int:
    """Look for everybody who watches something, who waits longest first; how many pages are new.

    One person at least; the others while there is time, else in the next round.
    """
    until = time.monotonic() + seconds
    version = cache(_version)  # each index is asked once a round
    waiting = (
        Person.objects.filter(is_active=True, watches__isnull=False)
        .annotate(waits_since=Min("watches__looked_at"))
        .order_by("waits_since")
    )
    new = 0
    for person in waiting:
        new += _look_for(person, version)
        if time.monotonic() > until:
            break
    return new


def _look_for(person: Person, version: Callable[[UUID], str]) -> int:
    """Look through what has changed since the last time, with the rights of this moment."""
    watches = Watch.objects.filter(person=person)
    open_watches = watches.filter(saved__in=open_to(person)).select_related("saved")
    case_files = list(visible(person, CaseFile))
    new = 0
    for watch in open_watches.prefetch_related("looks"):
        try:
            new += _look(watch, person, case_files, version)
        except (BadState, QueryError):  # the language of queries has changed since it was saved
            logger.warning("A saved search can no longer be understood: %s", watch.saved_id)
        except Exception:  # whatever it is, the others have their turn
            logger.exception("A saved search could not be looked for: %s", watch.saved_id)
    watches.update(looked_at=timezone.now())  # also those that are shut just now
    return new


def _look(
    watch: Watch, person: Person, case_files: Iterable[CaseFile], version: Callable[[UUID], str]
) -> int:
    wanted = read(watch.saved.state)
    seen = {look.case_file_id: look.version for look in watch.looks.all()}
    # Versions are read before the search: what comes in meanwhile is for the next round.
    versions = {case_file: version(case_file.pk) for case_file in case_files}
    changed = [one for one, now in versions.items() if now and now != seen.get(one.pk)]
    new = 0
    question = Question(person, wanted, changed)
    for case_file in question.scope:
        found = _matching(question, case_file)
        if found is not None:
            new += _keep(watch, case_file, versions[case_file], found)
    return new


def _matching(question: Question, case_file: CaseFile) -> set[int] | None:
    """The numbers of the pages that match; None where they cannot be told just now."""

    def ask() -> set[int]:
        return engine().matching(str(case_file.pk), question.asks(case_file).widest)

    return question.answered(case_file, ask)


def _keep(watch: Watch, case_file: CaseFile, version: str, found: set[int]) -> int:
    """Remember what was found; how many pages of it are new.

    Whoever looks at the same time finds it known: none comes twice.
    """
    with transaction.atomic():
        if not Watch.objects.select_for_update().filter(pk=watch.pk).exists():
            return 0  # ended meanwhile
        look, _is_first = Look.objects.get_or_create(
            watch=watch, case_file=case_file, defaults={"version": version}
        )
        known = unpacked(look.known)
        fresh = found - known
        untold = {page.number: page for page in watch.new_pages.filter(case_file=case_file)}
        # What was never seen and no longer matches is no news; should it match again, it is.
        gone = untold.keys() - found
        for numbers in _chunks(gone):
            watch.new_pages.filter(case_file=case_file, number__in=numbers).delete()
        still = untold.keys() & found
        versions = _text_versions(case_file, fresh | still)
        for number in still:
            untold[number].text_version = versions.get(number, 0)
        NewPage.objects.bulk_update(
            [untold[number] for number in still], ["text_version"], batch_size=CHUNK
        )
        NewPage.objects.bulk_create(
            NewPage(
                watch=watch,
                case_file=case_file,
                number=number,
                text_version=versions.get(number, 0),
            )
            for number in sorted(fresh)
        )
        look.version = version
        look.known = packed((known | found) - gone)
        look.save(update_fields=["version", "known"])
    return len(fresh)


def _text_versions(case_file: CaseFile, numbers: Iterable[int]) -> dict[int, int]:
    """Which text of each page the index has."""
    found: dict[int, int] = {}
    for some in _chunks(numbers):
        rows = case_file.pages.filter(number__in=some).order_by()
        found.update(rows.values_list("number", "indexed_version"))
    return found


def _chunks(numbers: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(numbers)
    return (ordered[at : at + CHUNK] for at in range(0, len(ordered), CHUNK))


def _version(case_file_id: UUID) -> str:
    """Another one whenever something in a case file has become searchable; "" where nothing is."""
    try:
        of_index = engine().version(str(case_file_id))
    except IndexUnavailable:
        return ""
    of_facts = FactsVersion.objects.filter(pk=case_file_id).values_list("version", flat=True)
    return f"{of_index} {of_facts.first() or 0}"
