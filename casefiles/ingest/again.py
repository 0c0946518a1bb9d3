"""Read pages again that have been read, in another way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from casefiles.ingest.handing import hand_out
from casefiles.models import CaseFile, Page
from casefiles.ranges import Range
from casefiles.reading.options import USUAL, Options
from casefiles.states import PageState
from investigations.audit import record
from investigations.models import AuditEvent, Person

ALL = Q()


def numbered(ranges: Sequence[Range]) -> Q:
    """The condition on pages of a case file to be in one of the ranges."""
    return reduce(or_, [Q(number__gte=first, number__lte=last) for first, last in ranges])


def read_again(
    case_file: CaseFile,
    options: Options,
    *,
    pages: Q = ALL,
    by: Person,
    request: HttpRequest | None = None,
) -> int:
    """Let pages of a case file wait again, to be read as `options` say; how many they are.

    `pages` is a condition on pages. Until there is another text, the one that a page has stays in
    force. Pages that wait or are being read are left alone.
    """
    changed = {"options": unusual(options)}
    return wait_again(
        case_file,
        pages & Q(state__in=[PageState.READ, PageState.FAILED]),
        changed,
        by=by,
        request=request,
        told=lambda numbers: {"numbers": _told(numbers)} | changed,
    )


def wait_again(
    case_file: CaseFile,
    pages: Q,
    changed: Mapping[str, Any],
    *,
    by: Person,
    request: HttpRequest | None,
    told: Callable[[list[int]], dict[str, Any]] = lambda numbers: {},
) -> int:
    """Let these pages wait again, with their other fields `changed`; how many they are.

    The trail has how many, and what `told` makes of their numbers.
    """
    with transaction.atomic():
        rows = Page.objects.select_for_update().filter(pages, case_file=case_file)
        found = list(rows.order_by("number").values_list("pk", "number"))
        page_ids = [page_id for page_id, _ in found]
        Page.objects.filter(pk__in=page_ids).update(
            state=PageState.WAITING, attempts=0, reason="", **changed
        )
        if page_ids:
            record(
                AuditEvent.Verb.RETRY,
                actor=by,
                target=case_file,
                request=request,
                pages=len(page_ids),
                **told([number for _, number in found]),
            )
            hand_out(page_ids)
    return len(page_ids)


def unusual(options: Options) -> dict[str, Any]:
    """What of the options is not as usual, as a page keeps it."""
    usual = asdict(USUAL)
    return {name: value for name, value in asdict(options).items() if value != usual[name]}


def _told(numbers: Sequence[int]) -> str:
    """Ascending page numbers as a person would write them: "12-40, 57"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{first}-{last}" if first < last else f"{first}" for first, last in runs)
