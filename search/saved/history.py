"""The searches that a person has made: theirs alone, the last of them, and only while they want."""

from __future__ import annotations

import hashlib

from django.db.models import QuerySet
from django.utils import timezone

from investigations.models import Person
from search.answers import Wanted
from search.models import PastSearch, SearchHabits
from search.saved.state import written

KEPT = 500


def remember(person: Person, wanted: Wanted) -> None:
    """Put a search at the top of a person's history, unless they have turned it off."""
    if not is_kept(person):
        return
    state = written(wanted)
    _entry, is_first = PastSearch.objects.update_or_create(
        person=person,
        fingerprint=hashlib.sha256(state.encode()).hexdigest(),
        defaults={"state": state, "at": timezone.now()},
    )
    if is_first:
        older = made_by(person).values_list("pk", flat=True)[KEPT:]
        PastSearch.objects.filter(pk__in=list(older)).delete()


def made_by(person: Person) -> QuerySet[PastSearch]:
    """The searches of a person, the latest first."""
    return PastSearch.objects.filter(person=person).order_by("-at", "-pk")


def is_kept(person: Person) -> bool:
    """Whether a history is kept of a person's searches; it is, until they turn it off."""
    return not SearchHabits.objects.filter(person=person, keeps_history=False).exists()


def switch(person: Person, *, on: bool) -> None:
    """Keep a history from now on, or keep none; what there is stays until it is erased."""
    SearchHabits.objects.update_or_create(person=person, defaults={"keeps_history": on})


def erase(person: Person) -> None:
    """Delete the whole history of a person."""
    PastSearch.objects.filter(person=person).delete()
