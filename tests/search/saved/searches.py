"""What the tests of saved searches are made of."""

from __future__ import annotations

from casefiles.models import CaseFile, Page
from investigations.models import Person
from search.answers import Wanted
from search.indexing import index_case_file
from search.models import SavedSearch
from search.saved import keeping, watching
from tests.factories import PageFactory, case_file_with_pages


def searchable(*texts: str, **attributes) -> CaseFile:
    """A case file whose pages can be found."""
    case_file = case_file_with_pages(*texts, **attributes)
    index_case_file(case_file.pk)
    return case_file


def add_page(case_file: CaseFile, text: str) -> Page:
    """One page more, which can be found at once."""
    page = PageFactory(volume=case_file.volumes.first(), text=text)
    index_case_file(case_file.pk)
    return page


def rewrite(page: Page, text: str, *, index: bool = True) -> None:
    """Another text of a page."""
    Page.objects.filter(pk=page.pk).update(text=text, text_version=page.text_version + 1)
    page.refresh_from_db()
    if index:
        index_case_file(page.case_file_id)


def watched(owner: Person, query: str = "quai", *watchers: Person, **wanted) -> SavedSearch:
    """A saved search that its owner watches, or in place of them these people."""
    saved = keeping.save(owner, f"Le {query}", Wanted(query, **wanted))
    for person in watchers or (owner,):
        watching.begin(saved, person)
    return saved
