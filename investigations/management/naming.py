"""Names on the command line: a name that several rows bear is refused, never guessed."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import CommandError
from django.db.models import Model, QuerySet

from investigations.models import Investigation, Person

M = TypeVar("M", bound=Model)


def the_one(rows: QuerySet[M], name: str) -> M:
    """The row that bears a name, or whose id it is.

    Raises CommandError where there is none, or several bear the name: these are told by id.
    """
    kind = str(rows.model._meta.verbose_name)
    found = list(rows.filter(name=name))
    if len(found) > 1:
        ids = ", ".join(str(row.pk) for row in found)
        raise CommandError(f"{len(found)} rows bear the name “{name}” ({kind}). Give an id: {ids}")
    if found:
        return found[0]
    try:
        return rows.get(pk=UUID(name))
    except (ValueError, ObjectDoesNotExist):
        raise CommandError(f"There is no {kind} called “{name}”.") from None


def investigation_named(name: str) -> Investigation:
    """Raises CommandError where none or several bear the name."""
    return the_one(Investigation.objects.all(), name)


def person_named(username: str) -> Person:
    """Raises CommandError where nobody has the user name."""
    person = Person.objects.filter(username=username).first()
    if person is None:
        raise CommandError(f"Nobody is called “{username}”.")
    return person
