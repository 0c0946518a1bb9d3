"""Keep what was read of a page."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from casefiles.ingest.claims import claimed
from casefiles.models import Page
from casefiles.reading.words import PageReading
from casefiles.signals import page_text_changed
from casefiles.states import PageState


def keep(readings: Sequence[tuple[Page, PageReading]]) -> None:
    """Write what was read, in one transaction, and say that there is new text.

    A page that this thread no longer holds is left as whoever took it over has made it.
    """
    kept: dict[UUID, list[int]] = {}
    with transaction.atomic():
        for page, reading in readings:
            written = claimed([page.pk]).update(
                state=PageState.READ,
                reason="",
                claimed_by="",
                claimed_at=None,
                read_at=timezone.now(),
                text=reading.text,
                boxes=reading.boxes,
                source=reading.source,
                confidence=reading.confidence,
                hardly_readable=reading.hardly_readable,
                width=reading.width,
                height=reading.height,
                rotation=reading.rotation,
                text_version=F("text_version") + 1,
            )
            if written:
                kept.setdefault(page.case_file_id, []).append(page.number)
    for case_file_id, numbers in kept.items():
        page_text_changed.send(Page, case_file_id=case_file_id, numbers=numbers)
