"""Lists of names: all of one's own, a new one, what it has found, and that as a file."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casefiles.spreadsheets import csv_response
from investigations.access import fetch, visible
from investigations.audit import record
from investigations.http import Request
from investigations.models import AuditEvent
from search.lists import asking, export
from search.lists.files import LARGEST, FileRefused, names_of
from search.lists.forms import NameListForm, file_message
from search.lists.lines import LONGEST_NAME, MOST_NAMES
from search.lists.table import Counts, Row, sizes
from search.models import ListState, NameList
from search.views import listed

ROWS = 100  # names on one screen
LONGEST_FILE_NAME = 60


@require_safe
def name_lists(request: Request) -> HttpResponse:
    """All lists of one's own, the newest first."""
    lists = list(visible(request.user, NameList))
    rows = [
        {"list": each, "names": names, "found": found}
        for each, (names, found) in zip(lists, sizes(request.user, lists), strict=True)
    ]
    return render(request, "search/lists/all.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Request) -> HttpResponse:
    """Paste or add names. What cannot be taken comes back in the form, with what is wrong."""
    if request.method != "POST":
        return _form_page(request, NameListForm(request.user), status=200)
    given, trouble = _with_file(request)
    form = NameListForm(request.user, given)
    if trouble:
        form.put_first(trouble)
    if not form.is_valid():
        return _form_page(request, form, status=400)
    chosen = form.cleaned_data["case_files"]
    name_list = asking.create(
        request.user,
        form.title_or_first_name,
        form.lines,
        ways=form.ways,
        within=[case_file.pk for case_file in chosen] or None,
        tolerant=form.cleaned_data["tolerant"],
        request=request,
    )
    return redirect(name_list)


@require_safe
def show(request: Request, pk: UUID) -> HttpResponse:
    """What a list has found: `?show=found`, `?sort=`, `?page=`; `?part=progress` how far it is."""
    opened = fetch(request.user, NameList, pk=pk)
    counts = Counts(request.user, opened)
    context: dict[str, Any] = {
        "name_list": opened,
        "counts": counts,
        "is_counting": opened.state == ListState.COUNTING,
        "is_stopped": opened.state == ListState.STOPPED,
    }
    if request.GET.get("part") == "progress":
        return render(request, "search/lists/_progress.html", {**context, "is_part": True})
    asked = listed.read(request)
    entries = counts.entries(asked.sort, only_found=asked.only_found)
    screen = Paginator(entries, ROWS).get_page(request.GET.get("page"))
    context |= {
        "asked": asked,
        "sorts": listed.sorts(asked),
        "screen": screen,
        "rows": [listed.told(row, counts) for row in counts.rows(screen)],
    }
    return render(request, "search/lists/list.html", context)


@require_safe
def as_csv(request: Request, pk: UUID) -> HttpResponse:
    """The table as CSV, in the order of the screen."""
    opened = fetch(request.user, NameList, pk=pk)
    counts = Counts(request.user, opened)
    rows = _exported(request, opened, counts, "csv")
    return csv_response(f"{_file_name(opened)}.csv", export.names_table(counts, rows))


@require_safe
def as_xlsx(request: Request, pk: UUID) -> HttpResponse:
    """The table as XLSX, with a second sheet that says where was searched."""
    opened = fetch(request.user, NameList, pk=pk)
    counts = Counts(request.user, opened)
    rows = _exported(request, opened, counts, "xlsx")
    content = export.workbook(
        [
            (_("Names"), export.names_table(counts, rows)),
            (_("Case files"), export.about_table(counts)),
        ]
    )
    response = HttpResponse(content, content_type=export.XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(opened)}.xlsx"'
    return response


def _file_name(opened: NameList) -> str:
    """What a table is called on the disk of who takes it away: the title of the list, and today."""
    title = slugify(opened.title)[:LONGEST_FILE_NAME].strip("-_") or "greffe"
    return f"{title}-{timezone.localdate().isoformat()}"


@require_POST
def again(request: Request, pk: UUID) -> HttpResponse:
    """Count anew."""
    opened = fetch(request.user, NameList, pk=pk)
    asking.count_again(opened, request=request)
    return redirect(opened)


@require_POST
def stop(request: Request, pk: UUID) -> HttpResponse:
    """Count no further."""
    opened = fetch(request.user, NameList, pk=pk)
    asking.stop(opened)
    return redirect(opened)


@require_POST
def delete(request: Request, pk: UUID) -> HttpResponse:
    """Delete a list and all that it has found."""
    opened = fetch(request.user, NameList, pk=pk)
    asking.delete(opened, request=request)
    messages.success(request, _("The list has been deleted."))
    return redirect("search:lists")


def _exported(request: Request, opened: NameList, counts: Counts, form: str) -> list[Row]:
    asked = listed.read(request)
    rows = counts.rows(counts.entries(asked.sort, only_found=asked.only_found))
    record(
        AuditEvent.Verb.EXPORT,
        actor=request.user,
        target=opened,
        request=request,
        form=form,
        names=len(rows),
        case_files=[str(key) for key in counts.keys],
    )
    return rows


def _with_file(request: Request) -> tuple[QueryDict, str]:
    """What was posted, the names of the file below those in the box; what is wrong with the file.

    A browser cannot be given its file back, so the form comes back with the names themselves.
    """
    given = request.POST.copy()
    pasted = str(given.get("names", "")).replace("\x00", " ")
    given["names"] = pasted
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return given, ""
    trouble = ""
    name = file.name or ""
    try:
        # One byte more than is taken, by which it is told that there are more.
        text = names_of(file.read(LARGEST + 1), name)
    except FileRefused as refused:
        text, trouble = refused.text, f"{name}: {file_message(refused.why)}"
    text = text.replace("\x00", " ")
    given["names"] = "\n".join(filter(None, [pasted.rstrip(), text]))
    if not given.get("title") and not trouble:
        given["title"] = PurePath(name).stem[:LONGEST_NAME].replace("\x00", "")
    return given, trouble


def _form_page(request: Request, form: NameListForm, *, status: int) -> HttpResponse:
    context = {
        "form": form,
        "most": MOST_NAMES,
        "longest": LONGEST_NAME,
        "has_lists": visible(request.user, NameList).exists(),
    }
    return render(request, "search/lists/create.html", context, status=status)
