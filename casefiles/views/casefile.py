"""A case file: its volumes, how far it has been read, what is added to it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from casefiles.ingest import refusals
from casefiles.ingest.progress import progress
from casefiles.ingest.receive import receive
from casefiles.ingest.retry import retry_failed
from casefiles.models import CaseFile, Upload
from casefiles.states import VolumeState
from casefiles.texts.shown import hidden_in
from casefiles.tus.services import unfinished
from casefiles.views.trail import investigation_of
from investigations.access import allowed, fetch, visible
from investigations.http import Request
from investigations.roles import Action


@require_safe
def detail(request: Request, pk: UUID) -> HttpResponse:
    """The page of a case file."""
    case_file = fetch(request.user, CaseFile, pk=pk)
    context = {
        "case_file": case_file,
        "investigation": investigation_of(request, case_file),
        "progress": progress(case_file),
        "hidden_pages": hidden_in(request.user, case_file).count(),
        "can_add": allowed(request.user, Action.ADD_VOLUMES, case_file),
        "unfinished": unfinished(visible(request.user, Upload).filter(case_file=case_file)),
        "can_manage_access": allowed(request.user, Action.MANAGE_ACCESS, case_file),
        "can_annotate": allowed(request.user, Action.ANNOTATE, case_file),
        "max_upload_mb": settings.MAX_UPLOAD_BYTES // 1_000_000,
    }
    return render(request, "casefiles/detail.html", context)


@require_safe
def progress_fragment(request: Request, pk: UUID) -> HttpResponse:
    """The part of that page that changes while pages are being read."""
    case_file = fetch(request.user, CaseFile, pk=pk)
    context = {
        "case_file": case_file,
        "progress": progress(case_file),
        "hidden_pages": hidden_in(request.user, case_file).count(),
        "can_add": allowed(request.user, Action.ADD_VOLUMES, case_file),
    }
    return render(request, "casefiles/_progress.html", context)


@require_POST
def upload(request: Request, pk: UUID) -> HttpResponse:
    """Add files as volumes. One that is refused does not keep the others out."""
    case_file = fetch(request.user, CaseFile, Action.ADD_VOLUMES, pk=pk)
    answers = [_take_in(request, case_file, file) for file in request.FILES.getlist("files")]
    accepted = any(answer["state"] != VolumeState.REFUSED for answer in answers)
    if request.accepts("text/html"):
        if not answers:
            messages.error(request, _("Choose one or more PDFs first."))
        for answer in answers:
            told = f"{answer['name']}: {answer['message']}"
            (messages.success if answer["state"] != VolumeState.REFUSED else messages.error)(
                request, told
            )
        return redirect(case_file)
    if not answers:
        return JsonResponse({"error": _("Choose one or more PDFs first.")}, status=400)
    return JsonResponse({"volumes": answers}, status=201 if accepted else 400)


def _take_in(request: Request, case_file: CaseFile, file: UploadedFile) -> dict[str, str]:
    """What became of one uploaded file: name, state, message."""
    name = file.name or ""
    try:
        volume = receive(case_file, name, file.chunks(), by=request.user, request=request)
    except refusals.REFUSED as error:
        told = refusals.sentence(refusals.word_for(error))
        return {"name": name, "state": VolumeState.REFUSED, "message": told}
    except OSError:
        return {"name": name, "state": VolumeState.REFUSED, "message": refusals.no_room()}
    return {
        "name": volume.name,
        "state": volume.state,
        "message": _("Received. Its pages are being counted."),
    }


@require_POST
def retry(request: Request, pk: UUID) -> HttpResponse:
    """Read again what could not be read."""
    case_file = fetch(request.user, CaseFile, Action.ADD_VOLUMES, pk=pk)
    pages = retry_failed(case_file, by=request.user, request=request)
    told = ngettext(
        "%(pages)s page will be read again.", "%(pages)s pages will be read again.", pages
    )
    messages.info(request, told % {"pages": pages})
    return redirect(case_file)
