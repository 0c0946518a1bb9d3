"""Give, extend, end and expire access; the object permissions follow in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermission, UserObjectPermission
from guardian.shortcuts import assign_perm, remove_perm

from investigations.audit import record
from investigations.models import AuditEvent, Grant, Guarded, Person, Sealable
from investigations.roles import ACTIONS_OF, Role


class GrantRefused(Exception):
    """A grant that cannot be given or ended; the message is for the person who asked."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))
        self.message = message


def give(
    holder: Person | Group,
    role: Role,
    target: Guarded,
    *,
    by: Person | None = None,
    until: datetime | None = None,
    reason: str = "",
    request: HttpRequest | None = None,
) -> Grant:
    """Give a person or a team a role on an investigation or a case file.

    A live grant of the same holder on the same target is ended: one holder, one role.
    `by` is None where the operator gives it from the command line.

    Raises GrantRefused: an end in the past, oneself, the last admin made something else, an
    admin for longer than one is admin oneself.
    """
    if until is not None and until <= timezone.now():
        raise GrantRefused(_("The end of access is in the past. Choose a later date."))
    if by is not None and holder == by:
        raise GrantRefused(_("You cannot give access to yourself. Ask another admin."))
    if by is not None and role == Role.ADMIN:
        _stay_within_own_end(by, target, until)
    with transaction.atomic():
        for former in _live_grants_of(holder, target):
            if former.role == Role.ADMIN and (role != Role.ADMIN or until is not None):
                _keep_an_admin(former)
            _close(former, by=by)
        grant = Grant.objects.create(
            target_type=ContentType.objects.get_for_model(target),
            target_id=target.pk,
            person=holder if isinstance(holder, Person) else None,
            team=holder if isinstance(holder, Group) else None,
            role=role,
            until=until,
            reason=reason,
            granted_by=by,
        )
        _sync(holder, target)
        record(
            AuditEvent.Verb.GRANT,
            actor=by,
            target=target,
            request=request,
            holder=str(holder),
            role=str(role),
            until=until.isoformat() if until else None,
            reason=reason,
        )
    return grant


def found(target: Guarded, founder: Person) -> None:
    """Make the person who creates an investigation, or seals a case file, its admin."""
    give(founder, Role.ADMIN, target, reason="")


def is_lasting_admin(person: Person, *targets: models.Model) -> bool:
    """Whether a person is admin of one of the targets, without an end date and not by a team."""
    return any(
        _live_grants_of(person, target).filter(role=Role.ADMIN, until__isnull=True).exists()
        for target in targets
    )


def extend(
    grant: Grant, until: datetime | None, *, by: Person, request: HttpRequest | None = None
) -> None:
    """Move the end of a live grant, or take it away (None).

    Raises GrantRefused: an end in the past, an ended grant, one's own, the last admin, an admin
    for longer than one is admin oneself.
    """
    if until is not None and until <= timezone.now():
        raise GrantRefused(_("The end of access is in the past. Choose a later date."))
    own_team = grant.role == Role.ADMIN and by.groups.filter(pk=grant.team_id).exists()
    if grant.person_id == by.pk or own_team:
        raise GrantRefused(_("You cannot change your own access. Ask another admin."))
    with transaction.atomic():
        live = Grant.objects.live().filter(pk=grant.pk).first()
        if live is None:
            raise GrantRefused(_("This access has ended already. Give it anew."))
        if live.role == Role.ADMIN:
            _stay_within_own_end(by, live.target, until)
            if until is not None:
                _keep_an_admin(live)
        live.until = until
        live.save(update_fields=["until"])
        record(
            AuditEvent.Verb.EXTEND_GRANT,
            actor=by,
            target=live.target,
            request=request,
            holder=str(live.holder),
            until=until.isoformat() if until else None,
        )


def end(grant: Grant, *, by: Person | None = None, request: HttpRequest | None = None) -> None:
    """Take access away, effective on the holder's next click. Twice does no harm.

    Raises GrantRefused where nobody would be left to decide about access.
    """
    with transaction.atomic():
        live = Grant.objects.live().filter(pk=grant.pk).first()
        if live is None:
            return
        if live.role == Role.ADMIN:
            _keep_an_admin(live)
        _close(live, by=by)
        _sync(live.holder, live.target)
        record(
            AuditEvent.Verb.END_GRANT,
            actor=by,
            target=live.target,
            request=request,
            holder=str(live.holder),
            role=live.role,
        )


def end_due_grants() -> None:
    """Close the grants whose end date has passed.

    The door calls this before every answer, so an end date needs no clockwork to take
    effect; and a grant once closed stays closed, should the clock be moved back.
    """
    if not Grant.objects.due().exists():
        return
    with transaction.atomic():
        for grant in Grant.objects.due().select_for_update():
            grant.ended_at = grant.until
            grant.save(update_fields=["ended_at"])
            if grant.target is not None:
                _sync(grant.holder, grant.target)
            record(
                AuditEvent.Verb.GRANT_EXPIRED,
                target=grant.target,
                holder=str(grant.holder),
                role=grant.role,
            )


def _live_grants_of(holder: Person | Group, target: models.Model) -> models.QuerySet[Grant]:
    to = {"person": holder} if isinstance(holder, Person) else {"team": holder}
    return Grant.objects.on(target).live().filter(**to)


def _close(grant: Grant, *, by: Person | None) -> None:
    grant.ended_at = timezone.now()
    grant.ended_by = by
    grant.save(update_fields=["ended_at", "ended_by"])


def _admins_of(target: Guarded) -> models.QuerySet[Grant]:
    """The live grants of those who decide about a target.

    About a case file that is not sealed the admins of its investigation decide as well: who
    once sealed it must not be kept for ever.
    """
    admins = Grant.objects.on(target)
    if isinstance(target, Sealable) and not target.sealed:
        admins |= Grant.objects.on(target.investigation)
    return admins.live().filter(role=Role.ADMIN)


def _keep_an_admin(leaving: Grant) -> None:
    """Raise GrantRefused unless somebody else stays admin with no end date."""
    others = (
        _admins_of(leaving.target)
        .filter(until__isnull=True)
        .exclude(pk=leaving.pk)
        .filter(models.Q(person__is_active=True) | models.Q(team__user__is_active=True))
    )
    if not others.exists():
        raise GrantRefused(
            _("This is the last admin. Make somebody else admin first, without an end date.")
        )


def _stay_within_own_end(by: Person, target: Guarded, until: datetime | None) -> None:
    """Raise GrantRefused where an admin with an end date makes somebody admin for longer.

    Else the end would be no end: a friend made admin for good would give access back.
    """
    own = _admins_of(target).filter(models.Q(person=by) | models.Q(team__in=by.groups.all()))
    ends = list(own.values_list("until", flat=True))
    if None in ends or not ends:
        return
    if until is None or until > max(end for end in ends if end is not None):
        raise GrantRefused(
            _("Your own access ends before that. Choose an end that is not later than yours.")
        )


def _sync(holder: Person | Group, target: models.Model) -> None:
    """Make the object permissions of a holder exactly what their live grants say."""
    wanted: set[str] = set()
    for grant in _live_grants_of(holder, target):
        wanted |= {str(action) for action in ACTIONS_OF[grant.role]}
    kind = ContentType.objects.get_for_model(target)
    rows: models.QuerySet[Any]
    if isinstance(holder, Person):
        rows = UserObjectPermission.objects.filter(user=holder)
    else:
        rows = GroupObjectPermission.objects.filter(group=holder)
    on_target = rows.filter(content_type=kind, object_pk=str(target.pk))
    held = set(on_target.values_list("permission__codename", flat=True))
    for codename in wanted - held:
        assign_perm(f"{kind.app_label}.{codename}", holder, target)
    for codename in held - wanted:
        remove_perm(f"{kind.app_label}.{codename}", holder, target)
