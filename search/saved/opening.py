"""Which saved searches are open to a person: their own, and those shared with an investigation
that they may open. It is asked anew each time: access that has ended ends them too."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from investigations.access import allowed, visible
from investigations.models import Investigation, Person
from investigations.roles import Action
from search.models import SavedSearch


def open_to(person: Person) -> QuerySet[SavedSearch]:
    """The saved searches that a person may run."""
    if not person.is_active:
        return SavedSearch.objects.none()
    return SavedSearch.objects.filter(
        Q(owner=person) | Q(shared_with__in=visible(person, Investigation))
    )


def fetch_open(person: Person, key: UUID) -> SavedSearch:
    """A saved search that a person may run. Raises Http404 for any other."""
    found = open_to(person).select_related("owner", "shared_with").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def may_take_back(person: Person, saved: SavedSearch) -> bool:
    """Whether a person may end the sharing of a search that is open to them: its owner, and
    whoever decides who may open the investigation."""
    if saved.owner_id == person.pk:
        return True
    shared_with = saved.shared_with
    return shared_with is not None and allowed(person, Action.MANAGE_ACCESS, shared_with)
