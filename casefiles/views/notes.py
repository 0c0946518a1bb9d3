from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casefiles import notes
from casefiles.forms import NoteForm, RegionForm
from casefiles.models import Annotation, CaseFile, Page
from casefiles.views.page import page_response
from casefiles.views.trail import investigation_of
from investigations.access import allowed, fetch, visible
from investigations.http import Request
from investigations.roles import Action


@require_safe
def note_list(request: Request, pk: UUID) -> HttpResponse:
    """The notes of a case file, page by page."""
    case_file = fetch(request.user, CaseFile, pk=pk)
    of_case_file = visible(request.user, Annotation).filter(page__case_file=case_file)
    rows = of_case_file.select_related("author", "page").defer("page__text", "page__boxes")
    can_annotate = allowed(request.user, Action.ANNOTATE, case_file)
    context = {
        "case_file": case_file,
        "investigation": investigation_of(request, case_file),
        "notes": [
            {
                "annotation": note,
                "page_url": note.page.get_absolute_url(),
                "can_edit": can_annotate and note.author_id == request.user.pk,
            }
            for note in rows
        ],
    }
    return render(request, "casefiles/notes.html", context)


@require_POST
def create(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Write a note on a region of a page."""
    page = fetch(request.user, Page, Action.ANNOTATE, case_file=pk, number=number)
    form = RegionForm(request.POST)
    if not form.is_valid():
        return page_response(request, page, form, status=400)
    notes.write(page, form.save(commit=False), by=request.user, request=request)
    # The search and the view that the writer came with are kept.
    return redirect(f"{page.get_absolute_url()}?{request.GET.urlencode()}".rstrip("?"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: UUID) -> HttpResponse:
    """Change one's own note; who comes second is told, and keeps what they wrote."""
    note = _own_note(request, pk)
    if request.method != "POST":
        form = NoteForm(instance=note, initial={"version": note.version})
        return _form_page(request, note, form, status=200)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _form_page(request, note, form, status=400)
    given = form.cleaned_data
    try:
        notes.edit(
            note,
            body=given["body"],
            visibility=given["visibility"],
            seen_version=given["version"],
            by=request.user,
            request=request,
        )
    except notes.ChangedMeanwhile:
        # What was typed stays in the form, next to what is there now: nothing is lost.
        note.refresh_from_db()
        form.data = request.POST.copy()
        form.data["version"] = str(note.version)
        form.add_error(
            None,
            _(
                "The note has been changed meanwhile. It now says: “%(body)s”. "
                "Save again to replace it."
            )
            % {"body": note.body},
        )
        return _form_page(request, note, form, status=409)
    messages.success(request, _("The note has been changed."))
    return redirect(note.page)


@require_POST
def delete(request: Request, pk: UUID) -> HttpResponse:
    """Delete one's own note."""
    note = _own_note(request, pk)
    page = note.page
    notes.delete(note, by=request.user, request=request)
    messages.success(request, _("The note has been deleted."))
    return redirect(page)


def _own_note(request: Request, pk: UUID) -> Annotation:
    """A note for its author, as long as they may write notes there."""
    note = fetch(request.user, Annotation, Action.ANNOTATE, pk=pk)
    if note.author_id != request.user.pk:
        raise PermissionDenied
    return note


def _form_page(request: Request, note: Annotation, form: NoteForm, *, status: int) -> HttpResponse:
    context = {
        "form": form,
        "annotation": note,
        "case_file": note.page.case_file,
        "page_url": note.page.get_absolute_url(),
    }
    return render(request, "casefiles/note_form.html", context, status=status)
