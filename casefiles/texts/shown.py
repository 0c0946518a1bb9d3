"""The texts of a page that somebody may look at, and the page as it is with one of them."""

from __future__ import annotations

import copy
import re

from django.db.models import F, Q, QuerySet

from casefiles.models import CaseFile, Page, PageText
from casefiles.reading.words import Box, pack, unpack
from casefiles.states import TextSource
from casefiles.texts.turning import turned_boxes
from investigations.access import visible
from investigations.models import Person

UNSURE = 0.6  # confidence below which a word is said to be read with doubt


def texts_beside(person: Person, page: Page) -> QuerySet[PageText]:
    """Texts of a page that are not in force, the latest first; those never in force come last.

    Hidden words are no text of the page. One that was never in force and says what the one in
    force says is left out.
    """
    same = Q(version=None, source=page.source, text=page.text)
    rows = visible(person, PageText).filter(page=page).exclude(source=TextSource.HIDDEN)
    return rows.exclude(same).order_by(F("version").desc(nulls_last=True), "source")


def hidden_words(person: Person, page: Page) -> PageText | None:
    """What lies under black boxes of a page and is not part of its text; None for most people."""
    if page.with_hidden:
        return None
    return visible(person, PageText).filter(page=page, source=TextSource.HIDDEN).first()


def hidden_in(person: Person, case_file: CaseFile) -> QuerySet[PageText]:
    """The same of all pages of a case file, in their order, with the page of each."""
    rows = visible(person, PageText).filter(page__case_file=case_file, source=TextSource.HIDDEN)
    return rows.filter(page__with_hidden=False).select_related("page").order_by("page__number")


def showing(page: Page, text: PageText) -> Page:
    """The page as it would be with another text, standing as it stands. Not to be saved."""
    shown = copy.copy(page)
    shown.text = text.text
    # The image is drawn as the page stands, and the boxes are turned with it.
    shown.boxes = pack(turned_boxes(unpack(bytes(text.boxes)), page.rotation - text.rotation))
    shown.source = text.source
    shown.confidence = text.confidence
    shown.hardly_readable = text.hardly_readable
    shown.with_hidden = text.with_hidden
    shown.text_options = text.options
    shown.text_by_id = text.made_by_id
    shown.text_at = text.made_at
    return shown


def unsure_spans(text: str, boxes: list[Box]) -> list[tuple[int, int]]:
    """The characters of the words that were read with doubt."""
    return [
        word.span()
        for word, box in zip(re.finditer(r"\S+", text), boxes, strict=False)
        if box.confidence is not None and box.confidence < UNSURE
    ]
