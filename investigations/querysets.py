"""Sets of grants, as the pages show them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q

from investigations.models import Grant, Person
from investigations.roles import ACTIONS_OF, Role


def roles_of(person: Person, model: type[Model]) -> dict[UUID, str]:
    """The label of the strongest role that a person has, by key of the row it is on."""
    grants = (
        Grant.objects.live()
        .filter(target_type=ContentType.objects.get_for_model(model))
        .filter(Q(person=person) | Q(team__in=person.groups.all()))
    )
    weakest_first = sorted(grants, key=lambda grant: len(ACTIONS_OF[grant.role]))
    return {grant.target_id: str(Role(grant.role).label) for grant in weakest_first}
