"""The reader: one page, its image, its text, its notes, the words that were searched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casefiles.forms import RegionForm
from casefiles.images import size_in_pixels
from casefiles.ingest.wanted import want_now
from casefiles.marks import Found
from casefiles.models import Annotation, CaseFile, Page
from casefiles.reading.words import unpack
from casefiles.signals import copies_wanted, marks_wanted
from casefiles.states import TextSource
from casefiles.views.seen import note_view
from casefiles.views.textpane import asked_text, page_with, text_context
from casefiles.views.trail import investigation_of
from investigations.access import allowed, fetch, visible
from investigations.http import Request
from investigations.roles import Action

PER_PAGE = 1000  # marks and regions are told in thousandths of the page
VIEWS = ("both", "image", "text")


@require_safe
def page(request: Request, pk: UUID, number: int) -> HttpResponse:
    """A page of a case file.

    `?view=` says what is shown, `?text=` which text of the page. What else is in the address is the
    search that the page was opened from: its words are marked, its hits are a key away.
    """
    opened = fetch(request.user, Page, case_file=pk, number=number)
    want_now(opened)
    return page_response(request, opened, RegionForm(), status=200)


def page_response(
    request: Request, opened: Page, note_form: RegionForm, *, status: int
) -> HttpResponse:
    """The reader at a page, with a note that is being written."""
    context = reader_context(request, opened)
    note_view(request, opened, "hidden words" if context["is_hidden_text"] else "reader")
    context["note_form"] = note_form
    return render(request, "casefiles/page.html", context, status=status)


def reader_context(request: Request, opened: Page) -> dict[str, Any]:
    """What the reader shows of a page, but for the note that is being written."""
    view = request.GET.get("view", "")
    text = asked_text(request, opened)
    shown = page_with(opened, text)
    found = _found(shown, request)
    state = list(found.kept) if found else []
    if view in VIEWS:
        state.append(("view", view))
    width, height = size_in_pixels(opened)
    last = opened.case_file.pages.order_by("-number").values_list("number", flat=True)[0]
    number = opened.number
    link = _linker(opened.case_file, state)
    can_annotate = allowed(request.user, Action.ANNOTATE, opened)
    return {
        "case_file": opened.case_file,
        "investigation": investigation_of(request, opened.case_file),
        "volume": opened.volume,
        "page": opened,
        "page_count": last,
        "query": request.GET.get("q", "").strip(),
        "view": view if view in VIEWS else "both",
        "state": state,
        "previous_url": link(number - 1) if number > 1 else None,
        "next_url": link(number + 1) if number < last else None,
        "first_url": link(1),
        "last_url": link(last),
        "image_url": reverse("casefiles:page-image", args=[opened.case_file_id, number]),
        "image_width": width,
        "image_height": height,
        "has_image": True,
        "marks": _marks(shown, _marked_words(shown, found)),
        "found": _hits_context(found, link),
        "copies": [(copy, link(copy)) for copy in _copies(opened)],
        "notes": _notes(request, opened, can_annotate=can_annotate),
        "can_annotate": can_annotate,
        "citation": citation(opened),
        **text_context(request, opened, text, found, can_annotate=can_annotate),
    }


@require_safe
def go(request: Request, pk: UUID) -> HttpResponse:
    """Go to the page whose number was typed; a number outside leads to the nearest page."""
    case_file = fetch(request.user, CaseFile, pk=pk)
    last = case_file.pages.count()
    typed = request.GET.get("number", "").strip()
    if not last or not typed.isdecimal():
        return redirect(case_file)
    number = min(max(int(typed[:9]), 1), last)
    state = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name != "number" and value
    ]
    return redirect(_linker(case_file, state)(number))


@require_safe
def page_text(request: Request, pk: UUID, number: int) -> HttpResponse:
    """The text of a page, plain; `?text=` for another one than that in force."""
    opened = fetch(request.user, Page, case_file=pk, number=number)
    shown = page_with(opened, asked_text(request, opened))
    note_view(request, opened, "hidden words" if shown.source == TextSource.HIDDEN else "text")
    return HttpResponse(shown.text, content_type="text/plain; charset=utf-8")


def citation(page: Page) -> str:
    """How a page is quoted: case file, page, volume and page of the volume."""
    return _("%(case_file)s, p. %(number)s (vol. %(volume)s, p. %(volume_page)s)") % {
        "case_file": page.case_file,
        "number": page.number,
        "volume": page.volume.position,
        "volume_page": page.volume_page,
    }


def _linker(case_file: CaseFile, state: Sequence[tuple[str, str]]) -> Any:
    """A function from a page number to the reader's address, with search and view kept."""
    kept = urlencode(state)

    def link(number: int | None) -> str | None:
        if number is None:
            return None
        address = reverse("casefiles:page", args=[case_file.pk, number])
        return f"{address}?{kept}" if kept else address

    return link


def _found(opened: Page, request: Request) -> Found | None:
    """What the search floor answers about this page; None where it was opened from no search."""
    about = {"page": opened, "asked": request.GET, "person": request.user}
    for _receiver, answer in marks_wanted.send(Page, **about):
        if isinstance(answer, Found):
            return answer
    return None


def _copies(opened: Page) -> list[int]:
    """The other pages of the case file that the search floor holds for the same sheet."""
    answers: list[tuple[Any, Any]] = copies_wanted.send(Page, page=opened)
    return sorted({number for _receiver, numbers in answers for number in numbers})


def _hits_context(found: Found | None, link: Any) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "position": found.position,
        "total": found.total,
        "previous_url": link(found.previous),
        "next_url": link(found.next),
        "error": found.error,
        "list_url": found.list_url,
    }


def _marked_words(shown: Page, found: Found | None) -> list[int]:
    """Which words of a text are marked: those found, and all that lie under black boxes."""
    if shown.source == TextSource.HIDDEN:
        return list(range(len(shown.text.split())))
    return found.words if found else []


def _marks(shown: Page, words: list[int]) -> list[dict[str, float]]:
    """The boxes of words, in thousandths of the page."""
    boxes = unpack(bytes(shown.boxes)) if words else []
    return [
        _region(boxes[word].left, boxes[word].top, boxes[word].width, boxes[word].height)
        for word in words
        if word < len(boxes)
    ]


def _notes(request: Request, opened: Page, *, can_annotate: bool) -> list[dict[str, Any]]:
    notes = visible(request.user, Annotation).filter(page=opened).select_related("author")
    return [
        {
            "annotation": note,
            "can_edit": can_annotate and note.author_id == request.user.pk,
            **_region(note.left, note.top, note.width, note.height),
        }
        for note in notes
    ]


def _region(left: float, top: float, width: float, height: float) -> dict[str, float]:
    sides = {"left": left, "top": top, "width": width, "height": height}
    return {side: round(value * PER_PAGE, 2) for side, value in sides.items()}
