"""What happens to accounts outside this app, and has to be in the audit trail.

A team's grants are open to its members, and members are made on the pages of the Django admin:
whoever joins a team there gets access, so that is written down as a grant is.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed
from django.dispatch import receiver

from investigations.audit import record
from investigations.models import AuditEvent, Person

VERBS = {
    "post_add": AuditEvent.Verb.JOIN_TEAM,
    "post_remove": AuditEvent.Verb.LEAVE_TEAM,
    "pre_clear": AuditEvent.Verb.LEAVE_TEAM,
}


@receiver(m2m_changed, sender=Person.groups.through)
def note_membership(
    instance: Person | Group, action: str, pk_set: set[int] | None, **_: Any
) -> None:
    """Who joined or left which team. The signal does not tell who did it."""
    if action not in VERBS:
        return
    for person, team in _pairs(instance, pk_set):
        record(VERBS[action], target=team, team=team.name, holder=person.get_username())


def _pairs(instance: Person | Group, keys: set[int] | None) -> list[tuple[Person, Group]]:
    """Person and team, from whichever side the change was made; all of them with `keys` None."""
    if isinstance(instance, Person):
        teams = instance.groups.all() if keys is None else Group.objects.filter(pk__in=keys)
        return [(instance, team) for team in teams]
    people = instance.user_set.all() if keys is None else Person.objects.filter(pk__in=keys)
    return [(person, instance) for person in people]
