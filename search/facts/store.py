"""Write down what pages say of themselves, as they are indexed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.db import transaction
from django.db.models import F

from casefiles.models import CaseFile
from casefiles.reading.words import Box, sides
from search.facts.cotes import LEFTMOST, LOWEST, PIECES, Cote, cote_of, may_begin, may_have_cote
from search.facts.dates import days_in
from search.inserting import insert
from search.models import FactsVersion, PageCote, PageDay
from search.related.pairs import store_sketches
from search.rows import Row

OF_PAGE = ("page", "case_file", "number")


def store_facts(case_file: CaseFile, rows: Sequence[Row]) -> None:
    """Make the facts of these pages anew; of one that is hardly readable there are none.

    In the transaction that marks the pages as indexed. Doing it twice changes nothing.
    """
    with transaction.atomic():
        _store(case_file, rows)
        store_sketches(case_file, rows)
        FactsVersion.objects.get_or_create(case_file=case_file)
        FactsVersion.objects.filter(case_file=case_file).update(version=F("version") + 1)


def _store(case_file: CaseFile, rows: Sequence[Row]) -> None:
    keys = [row.pk for row in rows]
    for facts in (PageCote, PageDay):
        facts.objects.filter(page__in=keys).delete()
    cotes, days = [], []
    for pk, number, text, _version, boxes in rows:
        if may_have_cote(text) and (cote := stamp(text, boxes)):
            cotes.append((pk, case_file.pk, number, *cote))
        days += [(pk, case_file.pk, number, day) for day in days_in(text)]
    insert(PageCote, (*OF_PAGE, "letter", "cote_number", "folio", "suffix"), cotes)
    insert(PageDay, (*OF_PAGE, "day"), days)


def stamp(text: str, packed: bytes) -> Cote | None:
    """What `cote_of` says of a page, looking only at the words where a stamp may be."""
    lefts, tops, widths, heights = boxes = sides(packed)
    here = (lefts + widths / 2 >= LEFTMOST) & (tops + heights / 2 <= LOWEST) & (heights > 0)
    places = np.flatnonzero(here).tolist()
    if not places:
        return None
    words = text.split(None, places[-1] + PIECES)[: places[-1] + PIECES]
    size = min(len(words), len(here))
    begun = [place for place in places if place < size and may_begin(words[place])]
    if not begun:
        return None
    near = sorted({n for place in begun for n in range(place, min(place + PIECES, size))})
    at = [
        Box(left, top, width, height, None)
        for left, top, width, height in boxes[:, near].T.tolist()
    ]
    return cote_of(" ".join([words[place] for place in near]), at)
