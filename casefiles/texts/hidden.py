"""Words that lie under black boxes: let them be searched, on an editor's word."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest

from casefiles.models import Page, PageText
from casefiles.reading.words import pack, second_readings, unpack
from casefiles.states import TextSource
from casefiles.texts.turning import turned_boxes
from casefiles.texts.versions import hold, put_in_force, tell
from investigations.models import AuditEvent, Person


class NothingHidden(Exception):
    """No words lie under black boxes, or they are part of the text already."""


def include_hidden(
    page: Page, *, seen_version: int, by: Person, request: HttpRequest | None = None
) -> None:
    """Add the hidden words of a page to its text, as a new version; the former one can be chosen.

    Raises NothingHidden, and ChangedMeanwhile and NotReadYet as `hold` does.
    """
    with transaction.atomic():
        held = hold(page, seen_version)
        hidden = PageText.objects.filter(page=held, source=TextSource.HIDDEN).first()
        if hidden is None or held.with_hidden:
            raise NothingHidden
        own, added = unpack(bytes(held.boxes)), unpack(bytes(hidden.boxes))
        put_in_force(
            held,
            by=by,
            text=f"{held.text}\n\n{hidden.text}" if held.text else hidden.text,
            boxes=pack(
                [*own, *turned_boxes(added, held.rotation - hidden.rotation)],
                second_readings(bytes(held.boxes)),
            ),
            with_hidden=True,
        )
        tell(held, AuditEvent.Verb.CHOOSE_TEXT, by=by, request=request, hidden=True)
