"""The audit trail: append an event, walk the chain."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.http import HttpRequest
from django.utils import timezone

from investigations.models.audit import FIRST, AuditEvent

if TYPE_CHECKING:
    from investigations.models import Person

ATTEMPTS = 10  # two appenders can meet; each further meeting is less likely


def record(
    verb: AuditEvent.Verb,
    *,
    actor: Person | None = None,
    target: models.Model | None = None,
    request: HttpRequest | None = None,
    **details: Any,
) -> AuditEvent:
    """Append an event. `details` must be plain JSON values.

    Raises IntegrityError when the end of the chain could not be had in ten attempts.
    """
    event = AuditEvent(
        # UTC: a stored time must hash alike whatever the time zone of the reader.
        at=timezone.now().astimezone(UTC),
        actor=actor.get_username() if actor else "",
        verb=verb,
        target=f"{target._meta.label_lower}:{target.pk}" if target else "",
        ip=request.META.get("REMOTE_ADDR") or None if request else None,
        details=_storable(details),
    )
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                last = AuditEvent.objects.order_by("pk").last()
                event.previous_hash = last.hash if last else FIRST
                event.hash = event.computed_hash()
                event.save()
        except IntegrityError:
            if attempt == ATTEMPTS:
                raise
        else:
            break
    return event


def _storable(details: dict[str, Any]) -> dict[str, Any]:
    """The same, without the one character that PostgreSQL cannot keep."""
    told: dict[str, Any] = json.loads(json.dumps(details).replace(r"\u0000", r"\ufffd"))
    return told


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold."""

    event: AuditEvent
    reason: str  # "altered": the event is not what was written; "gap": one before it is gone


def verify() -> tuple[int, Break | None]:
    """Walk the chain: the number of events that hold, and the first break if there is one.

    Events cut off the end leave a chain that holds: compare the count with an earlier one.
    """
    previous = FIRST
    count = 0
    for event in AuditEvent.objects.order_by("pk").iterator():
        if event.previous_hash != previous:
            return count, Break(event, "gap")
        if event.hash != event.computed_hash():
            return count, Break(event, "altered")
        previous = event.hash
        count += 1
    return count, None
