"""Write, change and delete notes."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from casefiles.models import Annotation, Page
from investigations.audit import record
from investigations.models import AuditEvent, Person


class ChangedMeanwhile(Exception):
    """Somebody has changed the note since the writer opened it."""


def write(
    page: Page, annotation: Annotation, *, by: Person, request: HttpRequest | None = None
) -> Annotation:
    """Keep a new note (body, visibility, region) on a page."""
    annotation.page = page
    annotation.author = by
    annotation.text_version = page.text_version
    with transaction.atomic():
        annotation.save()
        _record(AuditEvent.Verb.WRITE_NOTE, annotation, by, request)
    return annotation


def edit(
    annotation: Annotation,
    *,
    body: str,
    visibility: str,
    seen_version: int,
    by: Person,
    request: HttpRequest | None = None,
) -> None:
    """Change a note. Raises ChangedMeanwhile where it is no longer the version seen."""
    with transaction.atomic():
        changed = Annotation.objects.filter(pk=annotation.pk, version=seen_version).update(
            body=body, visibility=visibility, version=F("version") + 1, updated_at=timezone.now()
        )
        if not changed:
            raise ChangedMeanwhile
        _record(AuditEvent.Verb.EDIT_NOTE, annotation, by, request)


def delete(annotation: Annotation, *, by: Person, request: HttpRequest | None = None) -> None:
    """Delete a note; the trail keeps that it was there, not what it said."""
    with transaction.atomic():
        _record(AuditEvent.Verb.DELETE_NOTE, annotation, by, request)
        annotation.delete()


def _record(
    verb: AuditEvent.Verb, annotation: Annotation, by: Person, request: HttpRequest | None
) -> None:
    page = annotation.page
    record(
        verb,
        actor=by,
        target=annotation,
        request=request,
        case_file=str(page.case_file_id),
        page=page.number,
    )
