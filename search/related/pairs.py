"""Write down what pages look like, and which of a case file are copies of one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import F, Q

from casefiles.models import CaseFile, Page
from casefiles.reading.words import unpack
from casefiles.states import PageState
from search.inserting import insert
from search.models import CopyPair, FactsVersion, PageSketch
from search.related.alike import Reading, are_copies, resemble
from search.related.sketches import candidates, sketch, stacked
from search.rows import AT_ONCE, Row

# Share of the pages: while others are being read, no fewer new ones are compared with all.
FEW: Final = 0.01
READ_AT_ONCE: Final = 200  # pairs whose texts are in memory

Pair = tuple[int, int]  # keys of two pages


class Sketch(NamedTuple):
    """A sketch as it is stored."""

    pk: int
    text_version: int
    sketch: bytes
    compared: bool


def store_sketches(case_file: CaseFile, rows: Sequence[Row]) -> None:
    """Make the sketches of these pages; those with another text are yet to be compared.

    Of one that is hardly readable, or has too little text, there is none. In the transaction that
    marks the pages as indexed. Doing it twice changes nothing.
    """
    made = {row.pk: (row.version, sketch(row.text)) for row in rows}
    stored = PageSketch.objects.filter(page__in=list(made))
    known = {
        pk: (version, bytes(of_page))
        for pk, version, of_page in stored.values_list("pk", "text_version", "sketch")
    }
    changed = [pk for pk, found in made.items() if found[1] and known.get(pk) != found]
    gone = [pk for pk in known if made[pk] != known[pk]]
    if gone:
        stored.filter(pk__in=gone).delete()
        if CopyPair.objects.filter(Q(one__in=gone) | Q(other__in=gone)).delete()[0]:
            _say_changed(case_file.pk)
    insert(
        PageSketch,
        ("page", "case_file", "text_version", "sketch", "compared"),
        [(pk, case_file.pk, *made[pk], False) for pk in changed],
    )


def pair_copies(case_file_id: UUID) -> int:
    """Look for copies of the pages of a case file that have not been compared; how many pairs are
    new. Doing it twice changes nothing.

    Costs O(n log n) in the number of pages, and up to a millisecond for each of some pairs a page.
    """
    of_case_file = PageSketch.objects.filter(case_file=case_file_id)
    fresh = of_case_file.filter(compared=False).count()
    if not fresh or (fresh < FEW * of_case_file.count() and _is_being_read(case_file_id)):
        return 0
    seen = {row[0]: Sketch(*row) for row in of_case_file.values_list(*Sketch._fields)}
    found = _copies(seen)
    with transaction.atomic():
        # What was written anew meanwhile is compared next time.
        now = dict(of_case_file.values_list("pk", "text_version"))
        same = {pk for pk, of_page in seen.items() if now.get(pk) == of_page.text_version}
        pairs = [pair for pair in found if same.issuperset(pair)]
        CopyPair.objects.bulk_create(
            [CopyPair(case_file_id=case_file_id, one_id=a, other_id=b) for a, b in pairs],
            ignore_conflicts=True,
        )
        done = sorted(pk for pk in same if not seen[pk].compared)
        for start in range(0, len(done), AT_ONCE):
            of_case_file.filter(pk__in=done[start : start + AT_ONCE]).update(compared=True)
        if pairs:
            _say_changed(case_file_id)
    return len(pairs)


def _is_being_read(case_file_id: UUID) -> bool:
    pages = Page.objects.filter(case_file=case_file_id)
    return pages.filter(state__in=[PageState.WAITING, PageState.READING]).exists()


def _say_changed(case_file_id: UUID) -> None:
    FactsVersion.objects.get_or_create(case_file_id=case_file_id)
    FactsVersion.objects.filter(case_file=case_file_id).update(copies=F("copies") + 1)


def _copies(seen: dict[int, Sketch]) -> list[Pair]:
    """The pairs of pages that are copies, one of each pair not compared before; lower key first."""
    keys = sorted(seen)
    fresh = np.array([not seen[key].compared for key in keys])
    alike = candidates(stacked([bytes(seen[key].sketch) for key in keys]), fresh).tolist()
    pairs = [(keys[one], keys[other]) for one, other in alike]
    found: list[Pair] = []
    for start in range(0, len(pairs), READ_AT_ONCE):
        batch = pairs[start : start + READ_AT_ONCE]
        texts = _readings(batch, with_confidences=False)
        batch = [(a, b) for a, b in _of(batch, texts) if resemble(texts[a], texts[b])]
        readings = _readings(batch, with_confidences=True)
        found += [(a, b) for a, b in _of(batch, readings) if are_copies(readings[a], readings[b])]
    return found


def _of(pairs: Iterable[Pair], readings: dict[int, Reading]) -> list[Pair]:
    """The pairs both of which can be compared."""
    return [pair for pair in pairs if readings.keys() >= set(pair)]


def _readings(pairs: Iterable[Pair], *, with_confidences: bool) -> dict[int, Reading]:
    keys = {key for pair in pairs for key in pair}
    pages = Page.objects.filter(pk__in=keys, hardly_readable=False).order_by()
    if not with_confidences:
        return {pk: Reading(text) for pk, text in pages.values_list("pk", "text")}
    return {
        pk: Reading(text, [box.confidence for box in unpack(bytes(boxes))])
        for pk, text, boxes in pages.values_list("pk", "text", "boxes")
    }
