"""Start an investigation."""

from django.db import transaction
from django.http import HttpRequest

from investigations.audit import record
from investigations.models import AuditEvent, Investigation, Person
from investigations.services import grants


def start(
    name: str, *, by: Person | None = None, request: HttpRequest | None = None
) -> Investigation:
    """A new investigation; who starts it is its admin.

    `by` is None where the operator starts it from the command line: then nobody may open it
    until the operator gives access.
    """
    with transaction.atomic():
        investigation = Investigation.objects.create(name=name, created_by=by)
        record(AuditEvent.Verb.CREATE, actor=by, target=investigation, request=request, name=name)
        if by is not None:
            grants.found(investigation, by)
    return investigation
