"""Put another text of a page in force: an earlier one, or another way to read it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest

from casefiles.models import Page, PageText
from casefiles.states import TextSource
from casefiles.texts.versions import hold, put_in_force, tell
from investigations.models import AuditEvent, Person


def choose(
    page: Page,
    text: PageText,
    *,
    seen_version: int,
    by: Person,
    request: HttpRequest | None = None,
) -> None:
    """Make a text of the page, not one of hidden words, the one in force, as a new version.

    Raises ChangedMeanwhile and NotReadYet as `hold` does.
    """
    if text.page_id != page.pk or text.source == TextSource.HIDDEN:
        raise ValueError(f"{text!r} cannot be the text of {page!r}")
    with transaction.atomic():
        held = hold(page, seen_version)
        put_in_force(
            held,
            by=by,
            text=text.text,
            boxes=text.boxes,
            source=text.source,
            confidence=text.confidence,
            width=text.width,
            height=text.height,
            rotation=text.rotation,
            text_options=text.options,
            with_hidden=text.with_hidden,
        )
        tell(held, AuditEvent.Verb.CHOOSE_TEXT, by=by, request=request, text=str(text.pk))
