"""Two deliveries of one dossier side by side: ask for it, what changed, which notes go over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casefiles.comparing.wording import differing_words
from casefiles.deliveries import asking
from casefiles.deliveries.notes import carry_notes, notes_of
from casefiles.images import size_in_pixels
from casefiles.models import CaseFile, ComparedPage, Comparison, Page, Volume
from casefiles.spreadsheets import csv_response
from casefiles.states import ComparisonState, PageChange, TextSource, VolumeState
from casefiles.views.seen import note_view
from casefiles.views.trail import investigation_of
from investigations.access import allowed, fetch, visible
from investigations.http import Request
from investigations.roles import Action

ROWS = 60  # of the list on one screen
NOTES_SHOWN = 200
ONE_BATCH = timedelta(hours=1)  # files that came closer together than that came together
CHANGED, MOVED, ALL = "changed", "moved", "all"
IS_CHANGE = ~Q(change=PageChange.SAME) | Q(moved=True)


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: Request, pk: UUID) -> HttpResponse:
    """Say which volumes are the earlier and which the later delivery."""
    case_file = fetch(request.user, CaseFile, Action.ADD_VOLUMES, pk=pk)
    volumes = list(_comparable(case_file))
    if request.method != "POST":
        return _form_page(request, case_file, volumes, _likely_sides(volumes), status=200)
    sides = {volume.pk: request.POST.get(f"side-{volume.pk}", "") for volume in volumes}
    try:
        comparison = asking.compare(
            case_file,
            [volume for volume in volumes if sides[volume.pk] == "earlier"],
            [volume for volume in volumes if sides[volume.pk] == "later"],
            by=request.user,
            request=request,
        )
    except asking.NotComparable:
        error = _("Choose at least one volume of the earlier and one of the later delivery.")
        return _form_page(request, case_file, volumes, sides, status=400, error=error)
    return redirect(comparison)


@require_safe
def comparison(request: Request, pk: UUID) -> HttpResponse:
    """What changed; `?show=` one kind of change, "changed" or "all"; `?part=progress` how far."""
    opened = fetch(request.user, Comparison, pk=pk)
    if request.GET.get("part") == "progress" or opened.state != ComparisonState.DONE:
        return _waiting_page(request, opened)
    show = request.GET.get("show", CHANGED)
    rows = _chosen(opened, show)
    on_screen = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    can_annotate = allowed(request.user, Action.ANNOTATE, opened)
    context = {
        **_frame(request, opened),
        "kinds": _kinds(opened, show),
        "show": show,
        "rows": [_told(row) for row in on_screen],
        "screen": on_screen,
        "nothing_changed": not opened.pages.filter(IS_CHANGE).exists(),
        "can_annotate": can_annotate,
        **_notes(request, opened),
    }
    return render(request, "casefiles/comparison.html", context)


@require_safe
def pair(request: Request, pk: UUID) -> HttpResponse:
    """The two pages of one line of the list side by side; `?row=`, the first one without it."""
    opened = fetch(request.user, Comparison, pk=pk)
    both = _with_pages(opened.pages.filter(earlier__isnull=False, later__isnull=False))
    asked = request.GET.get("row", "")
    if asked and not (asked.isdecimal() and len(asked) < 19):
        raise Http404
    row = both.filter(pk=asked).first() if asked else both.order_by("pk").first()
    if row is None or row.earlier is None or row.later is None:
        raise Http404
    for page in (row.earlier, row.later):
        note_view(request, page, "comparison")
    earlier, later = differing_words(row.earlier.text, row.later.text)
    changed = both.filter(IS_CHANGE)
    context = {
        **_frame(request, opened),
        "row": _told(row),
        "sides": [
            {"page": row.earlier, "parts": earlier, "is_later": False, **_picture(row.earlier)},
            {"page": row.later, "parts": later, "is_later": True, **_picture(row.later)},
        ],
        "same_words": not any(differs for _text, differs in [*earlier, *later]),
        "previous": changed.filter(pk__lt=row.pk).order_by("-pk").first(),
        "next": changed.filter(pk__gt=row.pk).order_by("pk").first(),
    }
    return render(request, "casefiles/comparison_pair.html", context)


@require_safe
def as_csv(request: Request, pk: UUID) -> HttpResponse:
    """The whole list as a table for a spreadsheet."""
    opened = fetch(request.user, Comparison, pk=pk)
    return csv_response(f"comparison-{opened.pk}.csv", _as_table(opened))


def _as_table(opened: Comparison) -> Iterator[list[Any]]:
    sides = (_("earlier"), _("later"))
    headings = [_("change"), _("moved"), _("likeness in %")]
    for side in sides:
        headings += [
            f"{what} ({side})" for what in (_("page"), _("volume"), _("page of the volume"))
        ]
    yield headings
    for row in _with_pages(opened.pages.all()):
        cells: list[Any] = [row.get_change_display(), _("moved") if row.moved else ""]
        cells.append("" if row.likeness is None else _percent(row.likeness))
        for page in (row.earlier, row.later):
            cells += [page.number, page.volume.name, page.volume_page] if page else ["", "", ""]
        yield cells


@require_POST
def carry(request: Request, pk: UUID) -> HttpResponse:
    """Carry the notes on the earlier delivery over to the same pages of the later one."""
    opened = fetch(request.user, Comparison, Action.ANNOTATE, pk=pk)
    copies = carry_notes(opened, by=request.user, request=request)
    told = ngettext(
        "%(notes)s note has been carried over.",
        "%(notes)s notes have been carried over.",
        len(copies),
    )
    messages.success(request, told % {"notes": len(copies)})
    return redirect(opened)


def _comparable(case_file: CaseFile) -> QuerySet[Volume]:
    return case_file.volumes.filter(state__in=[VolumeState.RECEIVED, VolumeState.PLANNED])


def _likely_sides(volumes: list[Volume]) -> dict[UUID, str]:
    """What came last, in one go, is the later delivery.

    Where all came in one go the last of two is; with more of them nobody can know.
    """
    if len(volumes) < 2:
        return {}
    by_time = sorted(volumes, key=lambda volume: (volume.created_at, volume.position))
    begin = len(by_time) - 1
    while begin and by_time[begin].created_at - by_time[begin - 1].created_at < ONE_BATCH:
        begin -= 1
    if not begin:
        begin = 1
        if len(by_time) > 2:
            return {}
    later = {volume.pk for volume in by_time[begin:]}
    return {volume.pk: "later" if volume.pk in later else "earlier" for volume in volumes}


def _form_page(
    request: Request,
    case_file: CaseFile,
    volumes: list[Volume],
    sides: dict[UUID, str],
    *,
    status: int,
    error: str = "",
) -> HttpResponse:
    context = {
        "case_file": case_file,
        "investigation": investigation_of(request, case_file),
        "volumes": [{"volume": v, "side": sides.get(v.pk, "")} for v in volumes],
        "comparisons": visible(request.user, Comparison)
        .filter(case_file=case_file)
        .prefetch_related("earlier", "later"),
        "error": error,
    }
    return render(request, "casefiles/comparison_form.html", context, status=status)


def _frame(request: Request, opened: Comparison) -> dict[str, Any]:
    return {
        "comparison": opened,
        "case_file": opened.case_file,
        "investigation": investigation_of(request, opened.case_file),
        "earlier_volumes": opened.earlier.all(),
        "later_volumes": opened.later.all(),
    }


def _waiting_page(request: Request, opened: Comparison) -> HttpResponse:
    is_part = request.GET.get("part") == "progress"
    name = "casefiles/_comparison_progress.html" if is_part else "casefiles/comparison_waiting.html"
    context = {
        **_frame(request, opened),
        "is_done": opened.state == ComparisonState.DONE,
        "has_failed": opened.state == ComparisonState.FAILED,
        "reading": asking.reading(opened),
    }
    return render(request, name, context)


def _with_pages(rows: QuerySet[ComparedPage]) -> QuerySet[ComparedPage]:
    return rows.select_related("earlier__volume", "later__volume").defer(
        "earlier__boxes", "later__boxes", "earlier__fingerprint", "later__fingerprint"
    )


def _chosen(opened: Comparison, show: str) -> QuerySet[ComparedPage]:
    rows = _with_pages(opened.pages.order_by("pk")).defer("earlier__text", "later__text")
    if show == ALL:
        return rows
    if show == MOVED:
        return rows.filter(moved=True)
    return rows.filter(change=show) if show in PageChange.values else rows.filter(IS_CHANGE)


def _kinds(opened: Comparison, show: str) -> list[dict[str, Any]]:
    """The filters: label, number of rows, address."""
    counts = dict(
        opened.pages.order_by()
        .values("change")
        .annotate(rows=Count("pk"))
        .values_list("change", "rows")
    )
    names = [
        (CHANGED, _("all changes"), opened.pages.filter(IS_CHANGE).count()),
        *(
            (kind.value, str(kind.label), counts.get(kind.value, 0))
            for kind in (PageChange.NEW, PageChange.MISSING, PageChange.REPLACED)
        ),
        (MOVED, _("moved"), opened.pages.filter(moved=True).count()),
        (PageChange.SAME.value, str(PageChange.SAME.label), counts.get(PageChange.SAME, 0)),
        (ALL, _("all pages"), sum(counts.values())),
    ]
    return [
        {
            "label": label,
            "count": count,
            "url": f"{opened.get_absolute_url()}?{urlencode({'show': name})}",
            "is_shown": name == show,
        }
        for name, label, count in names
    ]


def _told(row: ComparedPage) -> dict[str, Any]:
    """A line of the list."""
    address = reverse("casefiles:comparison-pair", args=[row.comparison_id])
    return {
        "row": row,
        "label": row.get_change_display(),
        "percent": None if row.likeness is None else _percent(row.likeness),
        "earlier": _page_told(row.earlier),
        "later": _page_told(row.later),
        "pair_url": f"{address}?row={row.pk}" if row.earlier and row.later else None,
    }


def _page_told(page: Page | None) -> dict[str, Any] | None:
    if page is None:
        return None
    return {"page": page, "is_blank": page.source == TextSource.BLANK, **_picture(page)}


def _picture(page: Page) -> dict[str, Any]:
    width, height = size_in_pixels(page)
    address = reverse("casefiles:page-image", args=[page.case_file_id, page.number])
    return {"image_url": address, "width": width, "height": height}


def _percent(likeness: float) -> int:
    """Not 100 where anything differs, not 0 where anything is alike."""
    return min(max(round(likeness * 100), 0 if likeness == 0 else 1), 100 if likeness == 1 else 99)


def _notes(request: Request, opened: Comparison) -> dict[str, Any]:
    found = notes_of(opened, request.user)
    return {
        "notes_to_carry": len(found.to_carry),
        "notes_carried": found.carried,
        "notes_not_carried": [
            {"annotation": note, "page_url": note.page.get_absolute_url(), "row": _told(row)}
            for note, row in found.not_carried[:NOTES_SHOWN]
        ],
        "notes_not_carried_count": len(found.not_carried),
    }
