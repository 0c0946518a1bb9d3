"""What the floor below says, and what this one does about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from casefiles.marks import Found
from casefiles.models import Page
from casefiles.signals import marks_wanted, page_text_changed
from investigations.models import Person
from search.finding import found_on
from search.scheduling import schedule


@receiver(page_text_changed)
def index_soon(case_file_id: UUID, **_: Any) -> None:
    """New text becomes searchable within seconds."""
    schedule(case_file_id)


@receiver(marks_wanted)
def mark(page: Page, query: str, person: Person | None = None, **_: Any) -> Found:
    """The words of an opened page that match, and the hits before and after it."""
    return found_on(page, query, person=person)
