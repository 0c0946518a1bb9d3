"""What is new to a person in the searches that they watch, as far as they may know of it now."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from casefiles.models import CaseFile, Page
from investigations.access import visible
from investigations.models import Person
from search.models import NewPage, SavedSearch
from search.saved.opening import open_to


def new_pages(person: Person) -> QuerySet[NewPage]:
    """The new pages of all that a person watches: of searches and case files that are open to
    them at this moment, and with the text that was found."""
    as_found = Page.objects.filter(
        case_file=OuterRef("case_file"),
        number=OuterRef("number"),
        text_version=OuterRef("text_version"),
    )
    return NewPage.objects.filter(
        Exists(as_found),
        watch__person=person,
        watch__saved__in=open_to(person),
        case_file__in=visible(person, CaseFile),
    )


def count(person: Person) -> int:
    """How many pages are new to a person, each counted once however many searches find it."""
    if not NewPage.objects.filter(watch__person=person).exists():
        return 0  # mostly so, and the door need not be asked
    return new_pages(person).order_by().values("case_file", "number").distinct().count()


def counts(person: Person) -> dict[UUID, int]:
    """The number of new pages by saved search, those without any left out."""
    rows = new_pages(person).order_by().values_list("watch__saved").annotate(pages=Count("pk"))
    return dict(rows)


def of_search(person: Person, saved: SavedSearch) -> QuerySet[NewPage]:
    """The new pages of one saved search, case file by case file, in the order of their pages."""
    found = new_pages(person).filter(watch__saved=saved).select_related("case_file")
    return found.order_by("case_file__name", "case_file", "number")


def note_seen(person: Person, saved: SavedSearch, *, up_to: int) -> None:
    """What a person has been shown is no longer new; `up_to` is the key of the last row shown.

    Rows that came later, and those that the person could not be shown, stay.
    """
    seen = new_pages(person).filter(watch__saved=saved, pk__lte=up_to)
    NewPage.objects.filter(pk__in=seen.order_by().values("pk")).delete()
