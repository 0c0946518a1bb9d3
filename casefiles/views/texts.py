"""The texts of a page: correct the one in force, look at the others, put one of them in force."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casefiles.forms import ChosenTextForm, TextForm
from casefiles.models import Page, PageText
from casefiles.states import TextSource
from casefiles.texts.choose import choose
from casefiles.texts.correct import LARGEST_TEXT, TextTooLong, correct
from casefiles.texts.difference import difference
from casefiles.texts.hidden import NothingHidden, include_hidden
from casefiles.texts.shown import texts_beside
from casefiles.texts.versions import ChangedMeanwhile, NotReadYet
from casefiles.views.page import reader_context
from casefiles.views.seen import note_view
from casefiles.views.textpane import about_text, state_message
from casefiles.views.trail import investigation_of
from investigations.access import allowed, fetch
from investigations.http import Request
from investigations.roles import Action

COMPARED = 20  # texts, the latest ones, that are shown with what differs in them


@require_safe
def texts(request: Request, pk: UUID, number: int) -> HttpResponse:
    """All texts of a page that one may look at, and what differs from the one in force."""
    page = fetch(request.user, Page, case_file=pk, number=number)
    return _texts_page(request, page, status=200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Correct the text of a page; who comes second is told, and keeps what they typed."""
    page = fetch(request.user, Page, Action.ANNOTATE, case_file=pk, number=number)
    if request.method != "POST":
        form = TextForm(initial={"text": page.text, "version": page.text_version})
        return _form_page(request, page, form, status=200)
    form = TextForm(request.POST)
    if not form.is_valid():
        return _form_page(request, page, form, status=400)
    given = form.cleaned_data
    try:
        is_new = correct(
            page,
            given["text"],
            seen_version=given["version"],
            by=request.user,
            request=request,
        )
    except TextTooLong:
        told = _("A page holds at most %(limit)s kB of text. Take something out.")
        form.add_error("text", told % {"limit": LARGEST_TEXT // 1000})
        return _form_page(request, page, form, status=400)
    except NotReadYet:
        form.add_error(None, state_message(page))
        return _form_page(request, page, form, status=409)
    except ChangedMeanwhile:
        page.refresh_from_db()
        return _form_page(request, page, _once_more(request, page, form), status=409)
    if is_new:
        messages.success(request, _("The text is corrected. The former one is kept."))
    else:
        messages.info(request, _("Nothing was changed."))
    return redirect(_back(request, page))


@require_POST
def use(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Put another text of the page in force."""
    page = fetch(request.user, Page, Action.ANNOTATE, case_file=pk, number=number)
    form = ChosenTextForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["text"]:
        return _texts_page(request, page, status=400)
    text = fetch(request.user, PageText, page=page, pk=form.cleaned_data["text"])
    if text.source == TextSource.HIDDEN:
        raise Http404
    try:
        choose(
            page,
            text,
            seen_version=form.cleaned_data["version"],
            by=request.user,
            request=request,
        )
    except (ChangedMeanwhile, NotReadYet):
        return _changed(request, page)
    messages.success(request, _("This is the text of the page now. The former one is kept."))
    return redirect(page)


@require_POST
def include(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Let the words under the black boxes of a page be searched."""
    page = fetch(request.user, Page, Action.ANNOTATE, case_file=pk, number=number)
    form = ChosenTextForm(request.POST)
    if not form.is_valid():
        return _texts_page(request, page, status=400)
    try:
        include_hidden(
            page, seen_version=form.cleaned_data["version"], by=request.user, request=request
        )
    except (ChangedMeanwhile, NotReadYet, NothingHidden):
        return _changed(request, page)
    told = _(
        "The hidden words are at the end of the text now, for all who may open the case file. "
        "To take them out again, choose the former text."
    )
    messages.success(request, told)
    return redirect(page)


def _changed(request: Request, page: Page) -> HttpResponse:
    page.refresh_from_db()
    told = _("The text of the page has been changed meanwhile. Look at it, then choose again.")
    messages.error(request, told)
    return _texts_page(request, page, status=409)


def _once_more(request: Request, page: Page, form: TextForm) -> TextForm:
    """The form with what was typed, about the text that is in force now."""
    form.data = request.POST.copy()
    form.data["version"] = str(page.text_version)
    told = _(
        "The text has been changed meanwhile. What you typed is still here, and nothing is lost. "
        "Below is what differs; save again to put yours in its place."
    )
    form.add_error(None, told)
    return form


def _back(request: Request, page: Page) -> str:
    """The page, with the search and the view that the editor came with."""
    return f"{page.get_absolute_url()}?{request.GET.urlencode()}".rstrip("?")


def _form_page(request: Request, page: Page, form: TextForm, *, status: int) -> HttpResponse:
    note_view(request, page, "correction")
    context = reader_context(request, page) | {
        "form": form,
        "view": "both",
        "notes": [],  # their regions would be in the way
        "back_url": _back(request, page),
        "limit": LARGEST_TEXT,
    }
    if status == 409 and form.is_bound:
        typed = form.cleaned_data.get("text", "")
        context["difference"] = difference(page.text, typed)
        context["in_force"] = about_text(page)
    return render(request, "casefiles/text_form.html", context, status=status)


def _texts_page(request: Request, page: Page, *, status: int) -> HttpResponse:
    note_view(request, page, "texts")
    can_annotate = allowed(request.user, Action.ANNOTATE, page)
    rows: list[dict[str, Any]] = []
    beside = texts_beside(request.user, page).select_related("made_by").defer("boxes")
    for place, text in enumerate(beside):
        row = about_text(text) | {"text": text}
        if place < COMPARED:
            row["difference"] = difference(page.text, text.text)
        rows.append(row)
    context = {
        "case_file": page.case_file,
        "investigation": investigation_of(request, page.case_file),
        "page": page,
        "in_force": about_text(page),
        "texts": rows,
        "can_annotate": can_annotate,
        "state_message": state_message(page),
    }
    return render(request, "casefiles/texts.html", context, status=status)
