"""Words as pages have them: an index knows them without case and accents, people do not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from casefiles.models import CaseFile
from search.engine import engine
from search.engines.base import IndexUnavailable
from search.finding.hits import pages_shown
from search.finding.question import language_of
from search.marking import marked_spans
from search.query.asks import Form


def as_written(case_files: Iterable[UUID], forms: Collection[str]) -> dict[str, str]:
    """Forms with the accents that they have on the best page of these case files, in small letters.

    The caller has asked the door about the case files. One search a form; a form that is on no
    page stays as it is.
    """
    places: dict[tuple[UUID, int], list[str]] = {}
    left = dict.fromkeys(forms)
    with engine().at_one_moment():
        for key in case_files:
            for form in list(left):
                try:
                    hits = engine().search(str(key), Form(form), limit=1).hits
                except IndexUnavailable:
                    break
                for hit in hits:
                    places.setdefault((key, hit.number), []).append(form)
                    del left[form]
            if not left:
                break
    written = {form: form for form in forms}
    pages = pages_shown(places, CaseFile.objects.in_bulk({key for key, _ in places}))
    for place, page in pages.items():
        for form in places[place]:
            if spans := marked_spans(page.text, Form(form), language_of(page.case_file)):
                first, last = spans[0]
                word = page.text[first:last].lower()
                written[form] = word if word.isalnum() else form  # not what a line end broke
    return written
