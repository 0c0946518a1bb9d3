"""The text beside the image of a page: which one it is, where it came from, how far to trust it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from casefiles.languages import name_of
from casefiles.marks import Found, in_paragraphs
from casefiles.models import Page, PageText
from casefiles.reading.words import unpack
from casefiles.reasons import of_page
from casefiles.states import PageState, TextSource
from casefiles.texts.shown import hidden_words, showing, texts_beside, unsure_spans
from investigations.access import fetch
from investigations.http import Request


def asked_text(request: Request, page: Page) -> PageText | None:
    """The text of `?text=`, one beside that in force; None where none is asked for.

    Raises Http404 for one that the person may not look at, as for one that is not there.
    """
    asked = request.GET.get("text", "")
    if not asked:
        return None
    try:
        key = UUID(asked)
    except ValueError:
        raise Http404 from None
    return fetch(request.user, PageText, page=page, pk=key)


def page_with(page: Page, text: PageText | None) -> Page:
    """The page as the person wants to see it."""
    return page if text is None else showing(page, text)


def text_context(
    request: Request,
    page: Page,
    text: PageText | None,
    found: Found | None,
    *,
    can_annotate: bool,
) -> dict[str, Any]:
    """What the template says of the text of a page, or of another text shown instead of it."""
    shown = page_with(page, text)
    boxes = unpack(bytes(shown.boxes))
    # Where all of it may be wrong, single words are not told from the rest.
    unsure = [] if shown.hardly_readable else unsure_spans(shown.text, boxes)
    hidden = hidden_words(request.user, page)
    return {
        "shown": shown,
        "shown_text": text,
        "text_paragraphs": in_paragraphs(shown.text, found.spans if found else [], unsure),
        "has_unsure": bool(unsure),
        "state_message": state_message(page),
        "can_correct": can_annotate and text is None and _is_correctable(page),
        "text_about": about_text(shown),
        "texts_beside": texts_beside(request.user, page).count(),
        "hidden_count": len(hidden.text.split()) if hidden else 0,
        "hidden_url": f"{page.get_absolute_url()}?text={hidden.pk}" if hidden else "",
        "is_hidden_text": text is not None and text.source == TextSource.HIDDEN,
        "texts_url": reverse("casefiles:page-texts", args=[page.case_file_id, page.number]),
    }


def _is_correctable(page: Page) -> bool:
    """Whether the page has a text, or will not have one by itself."""
    return page.text_version > 0 or page.state == PageState.FAILED


def about_text(text: Page | PageText) -> dict[str, Any]:
    """Where a text came from: source, confidence in per cent, languages, by whom and when."""
    is_page = isinstance(text, Page)
    options = text.text_options if isinstance(text, Page) else text.options
    return {
        "source": TextSource(text.source).label if text.source else "",
        "percent": None if text.confidence is None else round(text.confidence * 100),
        "is_doubtful": text.hardly_readable,
        "languages": name_of(options.get("languages", "")),
        "is_thorough": options.get("thorough", False),
        "with_hidden": text.with_hidden,
        "person": text.text_by if isinstance(text, Page) else text.made_by,
        "at": (text.text_at or text.read_at) if isinstance(text, Page) else text.made_at,
        "is_in_force": is_page,
    }


def state_message(page: Page) -> str:
    """Why there is no text yet, or why it may be another one soon; "" where nothing is to say."""
    if page.state == PageState.FAILED:
        return of_page(page.reason)
    if page.state == PageState.READ:
        if not page.reason:
            return ""
        told = _("The page could not be read again. The text is the one from before.")
        return f"{told} {of_page(page.reason)}"
    if page.text_version:
        return _("The page is being read again. Until that is done the text is the one it has.")
    return of_page(page.reason) or _("This page is still to be read. Its image is here already.")
