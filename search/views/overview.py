"""What comes after the hits: in what places and of what kinds they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from casefiles.models import CaseFile
from investigations.access import visible
from investigations.http import Request
from search.answers import Bar, Facet, Wanted
from search.finding import overview as look_over
from search.query.errors import QueryError
from search.views import asked
from search.views.asked import address

BAR_WIDTH = 10  # in the units of the drawing, which is stretched to its place
LOWEST = 8  # of 100: one hit among thousands is still seen
CHOICES_SHOWN = 10
CASE_FILES = "casefile"


@require_safe
@vary_on_headers("X-Requested-With")
def overview(request: Request) -> HttpResponse:
    """Facets and histograms of a search, at the address of the search.

    For the script of the search page a part of it; for who has no script a page of its own.
    """
    wanted = asked.read(request.GET, visible(request.user, CaseFile)).wanted
    is_part = request.headers.get("X-Requested-With") == "fetch"
    if not wanted.query and not wanted.filters:
        return HttpResponse(status=400) if is_part else redirect("search:home")
    try:
        found = look_over(request.user, wanted)
    except QueryError:
        # The search page explains it.
        return HttpResponse(status=400) if is_part else redirect(address(wanted))
    facets = [_facet(wanted, facet) for facet in found.facets]
    context = {
        "query": wanted.query,
        "scope": [str(key) for key in wanted.within or ()],
        "results_url": address(wanted),
        "histograms": [
            *_histogram(wanted, "along", "page", _("Along the pages"), found.along),
            *_histogram(wanted, "dates", "date", _("By date"), found.dates),
        ],
        # With the hits those of the case files are there already.
        "more_facets": [one for one in facets if not (is_part and one["field"] == CASE_FILES)],
    }
    template = "search/_overview.html" if is_part else "search/overview.html"
    return render(request, template, context)


def _facet(wanted: Wanted, facet: Facet) -> dict[str, Any]:
    """A facet with the address of the search that each of its values leads to."""
    choices = []
    for choice in facet.choices:
        one = facet.field, choice.value
        if facet.field == CASE_FILES:
            chosen = asked.within_toggled(wanted, asked.key_of(choice.value))
        elif choice.selected:
            chosen = asked.widened(wanted, one)
        else:
            chosen = asked.narrowed(wanted, one)
        choices.append(
            {
                "label": choice.label,
                "count": choice.count,
                "selected": choice.selected,
                "url": address(chosen),
            }
        )
    # What is chosen is in sight, however many others there are.
    first = [one for n, one in enumerate(choices) if n < CHOICES_SHOWN or one["selected"]]
    return {
        "field": facet.field,
        "label": facet.label,
        "first": first,
        "rest": [one for one in choices if one not in first],
    }


def _histogram(
    wanted: Wanted, name: str, field: str, title: str, bars: list[Bar]
) -> Iterable[dict[str, Any]]:
    """The drawing of a histogram; none where it would have no bar, or one."""
    if len(bars) < 2:
        return
    most = max(bar.count for bar in bars)
    drawn = []
    for place, bar in enumerate(bars):
        value = bar.first if bar.first == bar.last else f"{bar.first}..{bar.last}"
        one = field, value
        selected = one in wanted.filters
        chosen = asked.widened(wanted, one) if selected else asked.narrowed(wanted, one, alone=True)
        height = max(round(100 * bar.count / most), LOWEST) if bar.count else 0
        drawn.append(
            {
                "label": bar.label,
                "count": bar.count,
                "said": _said(bar),
                "selected": selected,
                "url": address(chosen),
                "left": place * BAR_WIDTH,
                "top": 100 - height,
                "height": height,
            }
        )
    yield {
        "name": name,
        "title": title,
        "bars": drawn,
        "width": len(bars) * BAR_WIDTH,
        "first": bars[0].label,
        "last": bars[-1].label,
    }


def _said(bar: Bar) -> str:
    counted = ngettext("%(count)s page", "%(count)s pages", bar.count)
    return f"{bar.label}: {counted % {'count': number_format(bar.count, use_l10n=True)}}"
