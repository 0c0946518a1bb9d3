"""Correct the text of a page by hand."""

from __future__ import annotations

import re

from django.db import transaction
from django.http import HttpRequest

from casefiles.models import Page
from casefiles.reading.words import clean, pack, unpack
from casefiles.states import TextSource
from casefiles.texts.alignment import boxes_for
from casefiles.texts.versions import hold, put_in_force, tell
from investigations.models import AuditEvent, Person

LARGEST_TEXT = 1_000_000  # bytes of UTF-8
BLANK_LINES = re.compile(r"\n{3,}")


class TextTooLong(Exception):
    """More than LARGEST_TEXT."""


def correct(
    page: Page, text: str, *, seen_version: int, by: Person, request: HttpRequest | None = None
) -> bool:
    """Put what somebody typed in force; whether that is another text than before.

    Words that were there before keep their boxes. Typed as it was, a text that is hardly readable
    is vouched for by that. Raises TextTooLong, and ChangedMeanwhile and NotReadYet as `hold` does.
    """
    if len(text.encode(errors="ignore")) > LARGEST_TEXT:
        raise TextTooLong
    text = tidy(text)
    with transaction.atomic():
        held = hold(page, seen_version)
        if held.text_version and held.text == text and not held.hardly_readable:
            return False
        boxes = boxes_for(text.split(), held.text.split(), unpack(bytes(held.boxes)))
        put_in_force(
            held,
            by=by,
            text=text,
            boxes=pack(boxes),
            source=TextSource.EDITED,
            confidence=None,
            text_options={},
        )
        tell(held, AuditEvent.Verb.EDIT_TEXT, by=by, request=request)
    return True


def tidy(text: str) -> str:
    """A text as the reader would give it: no controls, single spaces, single blank lines."""
    lines = [" ".join(line.split()) for line in clean(text).splitlines()]
    return BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
