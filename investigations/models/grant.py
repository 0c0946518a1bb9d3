from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Expression, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from investigations.models.guarded import Guarded
from investigations.roles import Role

if TYPE_CHECKING:
    from investigations.models.person import Person


class GrantQuerySet(models.QuerySet["Grant"]):
    def on(self, target: models.Model) -> GrantQuerySet:
        """The grants on one investigation or case file, ended ones included."""
        kind = ContentType.objects.get_for_model(target)
        return self.filter(target_type=kind, target_id=target.pk)

    def live(self, now: datetime | None = None) -> GrantQuerySet:
        """Neither ended by somebody nor past their end date."""
        return self.filter(
            Q(until__isnull=True) | Q(until__gt=now or timezone.now()), ended_at__isnull=True
        )

    def due(self, now: datetime | Expression | None = None) -> GrantQuerySet:
        """Past their end date, and not yet marked as ended."""
        return self.filter(until__lte=now or timezone.now(), ended_at__isnull=True)


class Grant(models.Model):
    """A role that a person or a team has been given, by whom, until when, and why.

    Grants are what people see; the object permissions of django-guardian follow from them.
    A grant is never deleted, nor is who holds one: what once was open to whom must stay
    answerable. Who leaves is made inactive.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    target_id = models.UUIDField()
    target: Guarded = GenericForeignKey("target_type", "target_id")  # type: ignore[assignment]

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="grants"
    )
    team = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="grants")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    reason = models.CharField(_("why"), max_length=200, blank=True)

    since = models.DateTimeField(_("since"), auto_now_add=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["since"]
        indexes = [
            models.Index(fields=["target_type", "target_id"]),
            models.Index(
                fields=["until"],
                condition=Q(ended_at__isnull=True, until__isnull=False),
                name="grant_due",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(team__isnull=True),
                name="grant_to_a_person_or_a_team",
            )
        ]

    def __str__(self) -> str:
        return f"{self.holder}: {self.role}"

    @property
    def holder(self) -> Person | Group:
        """The person or the team that has the role."""
        holder = self.person or self.team
        assert holder is not None  # the constraint says so
        return holder
