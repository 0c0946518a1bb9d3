"""What the floor below says, and what this one does about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.dispatch import receiver
from django.http import QueryDict

from casefiles.marks import Found
from casefiles.models import CaseFile, Page
from casefiles.signals import copies_wanted, marks_wanted, page_text_changed
from investigations.access import visible
from investigations.models import Person
from search.finding import found_on
from search.related.copies import NONE, Group, copies_of
from search.related.opened import LIKE, SENTENCE, found_of_like, found_of_sentence
from search.scheduling import schedule
from search.views.asked import address, parts, read


@receiver(page_text_changed)
def index_soon(case_file_id: UUID, **_: Any) -> None:
    """New text becomes searchable within seconds."""
    schedule(case_file_id)


@receiver(marks_wanted)
def mark(page: Page, asked: QueryDict, person: Person, **_: Any) -> Found | None:
    """The words of an opened page that match, and the hits before and after it, as the list of
    hits has them from which it was opened; None where it was opened from none."""
    if sentence := asked.get(SENTENCE, ""):
        return found_of_sentence(page, sentence)
    if other := asked.get(LIKE, ""):
        return found_of_like(page, other, person)
    given = read(asked, visible(person, CaseFile))
    if not given.wanted.query and not given.wanted.filters:
        return None
    return replace(
        found_on(page, given.wanted, person=person),
        kept=parts(given.wanted, given.screen),
        list_url=address(given.wanted, given.screen),
    )


@receiver(copies_wanted)
def same_sheet(page: Page, **_: Any) -> Group:
    """The other pages of its case file that are copies of an opened page."""
    return copies_of([page.case_file_id]).get(page.case_file_id, NONE).of(page.number)
