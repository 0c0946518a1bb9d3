"""The text in force and those set aside: none is overwritten."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from casefiles.models import Page, PageText
from casefiles.signals import page_text_changed
from casefiles.states import PageState
from casefiles.texts.turning import turn_notes
from investigations.audit import record
from investigations.models import AuditEvent, Person


class ChangedMeanwhile(Exception):
    """The text in force is no longer the one that was seen."""


class NotReadYet(Exception):
    """The page waits for its first reading, which would be the text that is corrected."""


def set_aside(page: Page) -> PageText:
    """The text in force as a row beside the page, not yet written."""
    return PageText(
        page=page,
        version=page.text_version,
        source=page.source,
        text=page.text,
        boxes=page.boxes,
        confidence=page.confidence,
        hardly_readable=page.hardly_readable,
        with_hidden=page.with_hidden,
        width=page.width,
        height=page.height,
        rotation=page.rotation,
        options=page.text_options,
        made_at=page.text_at or page.read_at,
        made_by_id=page.text_by_id,
    )


def hold(page: Page, seen_version: int) -> Page:
    """The page as it is now, locked until the end of the transaction.

    Raises ChangedMeanwhile where its text is no longer the one seen, NotReadYet where it has none
    and is still to be read.
    """
    held = Page.objects.select_for_update().get(pk=page.pk)
    if held.text_version != seen_version:
        raise ChangedMeanwhile
    if not held.text_version and held.state != PageState.FAILED:
        raise NotReadYet
    return held


def put_in_force(held: Page, *, by: Person, **text: Any) -> None:
    """Give a held page another text on somebody's word; the one it has is set aside.

    `text` are fields of Page. What a person vouches for is searched, and no later reading takes
    its place. A page that could not be read is read with that.
    """
    if held.text_version:
        set_aside(held).save()
    if held.state in (PageState.READ, PageState.FAILED):
        text |= {"state": PageState.READ, "reason": ""}
    Page.objects.filter(pk=held.pk).update(
        **text,
        hardly_readable=False,
        text_by=by,
        text_at=timezone.now(),
        text_version=F("text_version") + 1,
    )
    turn_notes(held.pk, text.get("rotation", held.rotation) - held.rotation)


def tell(
    held: Page,
    verb: AuditEvent.Verb,
    *,
    by: Person,
    request: HttpRequest | None,
    **details: object,
) -> None:
    """Note in the trail that a held page was given another text, and say so once it is written."""
    record(
        verb,
        actor=by,
        target=held.case_file,
        request=request,
        page=held.number,
        version=held.text_version + 1,
        **details,
    )
    transaction.on_commit(
        lambda: page_text_changed.send(Page, case_file_id=held.case_file_id, numbers=[held.number])
    )
