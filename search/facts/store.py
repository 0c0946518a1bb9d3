"""Write down what pages say of themselves, as they are indexed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from casefiles.models import CaseFile, Page
from casefiles.reading.words import unpack
from search.facts.cotes import Cote, cote_of, may_have_cote
from search.facts.dates import days_in
from search.models import FactsVersion, PageCote, PageDay

AT_ONCE = 500  # pages whose boxes are in memory


def store_facts(case_file: CaseFile, page_ids: Sequence[int]) -> None:
    """Make the facts of these pages anew; of one that is hardly readable there are none.

    In the transaction that marks the pages as indexed. Doing it twice changes nothing.
    """
    with transaction.atomic():
        for start in range(0, len(page_ids), AT_ONCE):
            _store(case_file, page_ids[start : start + AT_ONCE])
        FactsVersion.objects.get_or_create(case_file=case_file)
        FactsVersion.objects.filter(case_file=case_file).update(version=F("version") + 1)


def _store(case_file: CaseFile, page_ids: Sequence[int]) -> None:
    PageCote.objects.filter(page__in=page_ids).delete()
    PageDay.objects.filter(page__in=page_ids).delete()
    cotes, days = [], []
    pages = Page.objects.filter(pk__in=page_ids, hardly_readable=False).exclude(text="")
    for page in pages.only("number", "text", "boxes"):
        beside = {"page_id": page.pk, "case_file_id": case_file.pk, "number": page.number}
        if cote := _cote(page):
            letter, number, folio, suffix = cote
            fields = {"letter": letter, "cote_number": number, "folio": folio, "suffix": suffix}
            cotes.append(PageCote(**beside, **fields))
        days += [PageDay(**beside, day=day) for day in days_in(page.text)]
    PageCote.objects.bulk_create(cotes)
    PageDay.objects.bulk_create(days, batch_size=1000)


def _cote(page: Page) -> Cote | None:
    if not may_have_cote(page.text):
        return None
    return cote_of(page.text, unpack(bytes(page.boxes)))
