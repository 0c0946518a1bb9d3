"""Save a search, give it another name, share it with an investigation, delete it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest

from investigations.access import require
from investigations.audit import record
from investigations.models import AuditEvent, Investigation, Person
from investigations.roles import Action
from search.answers import Wanted
from search.models import SavedSearch
from search.saved.state import written

MOST_SAVED = 500  # by one person


class TooManySaved(Exception):
    """The person has saved as many searches as one may."""


def save(owner: Person, name: str, wanted: Wanted) -> SavedSearch:
    """Keep a search under a name, for its owner alone. Raises TooManySaved."""
    with transaction.atomic():
        if SavedSearch.objects.filter(owner=owner).count() >= MOST_SAVED:
            raise TooManySaved
        return SavedSearch.objects.create(owner=owner, name=name, state=written(wanted))


def change(
    saved: SavedSearch,
    *,
    name: str,
    shared_with: Investigation | None,
    by: Person,
    request: HttpRequest | None = None,
) -> None:
    """Give a search of one's own this name, and share it with this investigation or with none.

    Raises Http404 for an investigation that the owner may not open. One to which they have lost
    access they are not shown, and cannot name: what they change then is taken out of it.
    """
    if shared_with is not None:
        require(by, Action.VIEW, shared_with)
    with transaction.atomic():
        before = saved.shared_with
        saved.name = name
        saved.shared_with = shared_with
        saved.save(update_fields=["name", "shared_with"])
        if before == shared_with:
            return
        if before is not None:
            _told(AuditEvent.Verb.UNSHARE_SEARCH, saved, before, by, request)
        if shared_with is not None:
            _told(AuditEvent.Verb.SHARE_SEARCH, saved, shared_with, by, request)


def take_back(saved: SavedSearch, *, by: Person, request: HttpRequest | None = None) -> None:
    """End the sharing of a search; the caller has asked whether the person may."""
    with transaction.atomic():
        before = saved.shared_with
        if before is None:
            return
        saved.shared_with = None
        saved.save(update_fields=["shared_with"])
        _told(AuditEvent.Verb.UNSHARE_SEARCH, saved, before, by, request)


def delete(saved: SavedSearch, *, by: Person, request: HttpRequest | None = None) -> None:
    """Delete a search of one's own, for everybody with whom it was shared."""
    with transaction.atomic():
        take_back(saved, by=by, request=request)
        saved.delete()


def _told(
    verb: AuditEvent.Verb,
    saved: SavedSearch,
    investigation: Investigation,
    by: Person,
    request: HttpRequest | None,
) -> None:
    """The trail says what was shared with whom: a search tells what is being looked for."""
    record(
        verb,
        actor=by,
        target=investigation,
        request=request,
        saved_search=str(saved.pk),
        name=saved.name,
        search=saved.state,
    )
