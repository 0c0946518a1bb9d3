"""Carry the notes on an earlier delivery over to the same pages of a later one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from casefiles.comparing.anchors import Region, carried, same_words
from casefiles.models import Annotation, ComparedPage, Comparison, Page
from casefiles.reading.words import unpack
from casefiles.states import ComparisonState, PageChange
from investigations.access import visible
from investigations.audit import record
from investigations.models import AuditEvent, Person


@dataclass(frozen=True)
class Notes:
    """The notes on the earlier delivery that a person may see, by what can be done with them."""

    to_carry: list[tuple[Annotation, Page]]  # with the page they go to
    carried: int
    not_carried: list[tuple[Annotation, ComparedPage]]  # their pages are replaced or missing


def notes_of(comparison: Comparison, person: Person) -> Notes:
    """The shared notes on the earlier delivery and the private ones of that person."""
    rows = {
        row.earlier_id: row
        for row in comparison.pages.filter(earlier__isnull=False).select_related("later")
    }
    seen = visible(person, Annotation).filter(page__volume__in=comparison.earlier.values("pk"))
    done = _carried(comparison, person)
    to_carry, not_carried, there = [], [], 0
    for note in seen.select_related("page", "author").order_by("page__number", "top", "left"):
        row = rows.get(note.page_id)
        if row is None:
            continue
        if row.change != PageChange.SAME or row.later is None:
            not_carried.append((note, row))
        elif (note.pk, row.later_id) in done:
            there += 1
        else:
            to_carry.append((note, row.later))
    return Notes(to_carry, there, not_carried)


def carry_notes(
    comparison: Comparison, *, by: Person, request: HttpRequest | None = None
) -> Sequence[Annotation]:
    """Copy what `notes_of` says is to be carried; the copies. A second time there are none.

    The author and the day stay. The region goes where its words are on the later page.
    """
    with transaction.atomic():
        # Whoever comes second finds what the first has carried.
        Comparison.objects.select_for_update().get(pk=comparison.pk)
        if comparison.state != ComparisonState.DONE:
            return []
        copies = []
        words: dict[tuple[int, int], dict[int, int]] = {}
        for note, page in notes_of(comparison, by).to_carry:
            pair = (note.page_id, page.pk)
            if pair not in words:
                words[pair] = same_words(note.page.text.split(), page.text.split())
            copy = _copy(note, page, words[pair])
            copy.save()
            Annotation.objects.filter(pk=copy.pk).update(created_at=note.created_at)
            copies.append(copy)
        if copies:
            record(
                AuditEvent.Verb.CARRY_NOTES,
                actor=by,
                target=comparison.case_file,
                request=request,
                comparison=str(comparison.pk),
                notes=len(copies),
            )
    return copies


def _carried(comparison: Comparison, person: Person) -> set[tuple[object, object]]:
    """What has been carried, as far as that person may know: a copy may have been made private."""
    copies: QuerySet[Annotation] = visible(person, Annotation).filter(
        carried_from__isnull=False, page__volume__in=comparison.later.values("pk")
    )
    return set(copies.values_list("carried_from", "page"))


def _copy(note: Annotation, page: Page, words: dict[int, int]) -> Annotation:
    region = carried(
        Region(note.left, note.top, note.width, note.height),
        unpack(bytes(note.page.boxes)),
        unpack(bytes(page.boxes)),
        words,
    )
    first, last = _words(note, words)
    return Annotation(
        page=page,
        author=note.author,
        body=note.body,
        visibility=note.visibility,
        left=region.left,
        top=region.top,
        width=region.width,
        height=region.height,
        first_word=first,
        last_word=last,
        text_version=page.text_version,
        carried_from=note,
    )


def _words(note: Annotation, words: dict[int, int]) -> tuple[int | None, int | None]:
    """The places of a note's first and last word on the later page, None where one is gone."""
    if note.first_word is None or note.last_word is None:
        return None, None
    if note.text_version != note.page.text_version:  # they are places in another text
        return None, None
    first, last = words.get(note.first_word), words.get(note.last_word)
    return (
        (first, last) if first is not None and last is not None and first <= last else (None, None)
    )
