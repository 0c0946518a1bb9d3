"""Who may open an investigation or a case file: see, give, extend, end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from investigations.access import allowed, fetch, require
from investigations.forms import ExtendForm, GrantForm
from investigations.http import Request
from investigations.models import Grant, Guarded, Investigation, Sealable
from investigations.roles import Action, Role
from investigations.services import grants
from investigations.services.grants import GrantRefused


@require_http_methods(["GET", "HEAD", "POST"])
def investigation_access(request: Request, pk: UUID) -> HttpResponse:
    investigation = fetch(request.user, Investigation, Action.MANAGE_ACCESS, pk=pk)
    return access_page(request, investigation, kind="investigation")


def access_page(request: Request, target: Guarded, *, kind: str, **context: Any) -> HttpResponse:
    """The page for any target that grants can name; the caller has asked the door."""
    form = GrantForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            grants.give(
                given["holder"],
                Role(given["role"]),
                target,
                by=request.user,
                until=given["until"],
                reason=given["reason"],
                request=request,
            )
        except GrantRefused as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("%(holder)s has access.") % {"holder": given["holder"]})
            return redirect(request.path)
    of_target = Grant.objects.on(target).select_related("person", "team", "granted_by", "ended_by")
    live = of_target.live()
    return render(
        request,
        "investigations/access.html",
        {
            "target": target,
            "target_kind": kind,
            "grants": live,
            "past_grants": of_target.exclude(pk__in=live.values("pk")).order_by("-ended_at"),
            "form": form,
            **context,
        },
        status=400 if form.errors else 200,
    )


@require_POST
def end_grant(request: Request, pk: UUID) -> HttpResponse:
    grant = _managed_grant(request, pk)
    try:
        grants.end(grant, by=request.user, request=request)
    except GrantRefused as refused:
        messages.error(request, str(refused.message))
    else:
        ended = _("%(holder)s no longer has access.") % {"holder": grant.holder}
        messages.success(request, ended)
        for other in _other_grants_inside(request, grant):
            told = _("%(holder)s still has access to %(target)s, by a grant of its own.")
            messages.warning(request, told % {"holder": grant.holder, "target": other.target})
    return redirect(_access_page_of(grant))


@require_POST
def extend_grant(request: Request, pk: UUID) -> HttpResponse:
    grant = _managed_grant(request, pk)
    form = ExtendForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This is not a date. Choose one in the calendar."))
        return redirect(_access_page_of(grant))
    try:
        grants.extend(grant, form.cleaned_data["until"], by=request.user, request=request)
    except GrantRefused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("The end of access has been changed."))
    return redirect(_access_page_of(grant))


def _managed_grant(request: Request, pk: UUID) -> Grant:
    """The grant, for somebody who may decide about its target.

    Raises Http404, and PermissionDenied to those who may open the target and no more.
    """
    grant = Grant.objects.filter(pk=pk).first()
    if grant is None or grant.target is None:
        raise Http404
    require(request.user, Action.MANAGE_ACCESS, grant.target)
    return grant


def _other_grants_inside(request: Request, ended: Grant) -> list[Grant]:
    """The holder's live grants on single case files of an investigation that has been left.

    Of those only that the asker may know of.
    """
    held = Grant.objects.live().filter(person=ended.person, team=ended.team)
    return [
        grant
        for grant in held
        if isinstance(grant.target, Sealable)
        and grant.target.investigation == ended.target
        and allowed(request.user, Action.VIEW, grant.target)
    ]


def _access_page_of(grant: Grant) -> str:
    return grant.target.access_url()
