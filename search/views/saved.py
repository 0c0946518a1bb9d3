"""Saved searches: the list, run one, save, change, share, delete; what is new in those watched."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from investigations.access import visible
from investigations.http import Request
from investigations.models import Investigation
from search.models import NewPage, SavedSearch, Watch
from search.query.errors import QueryError
from search.saved import digest, keeping, news, watching
from search.saved.forms import ChangeForm, SaveForm
from search.saved.opening import fetch_open, may_take_back, open_to
from search.saved.state import BadState
from search.saved.telling import names_for, told
from search.views.kept import in_words

ROWS = 100  # new pages on one screen


@require_safe
def saved_searches(request: Request) -> HttpResponse:
    """All that one may run, one's own first, each with what is new in it."""
    names = names_for(request.user)
    watched = set(Watch.objects.filter(person=request.user).values_list("saved", flat=True))
    new = news.counts(request.user)
    investigations = dict(visible(request.user, Investigation).values_list("pk", "name"))
    rows = [
        {
            "saved": saved,
            "shared_with": investigations.get(saved.shared_with_id)
            if saved.shared_with_id
            else None,
            "search": in_words(saved.state, names),
            "may_take_back": may_take_back(request.user, saved),
            "is_own": saved.owner_id == request.user.pk,
            "is_watched": saved.pk in watched,
            "new": new.get(saved.pk, 0),
        }
        for saved in open_to(request.user).select_related("owner", "shared_with")
    ]
    context = {
        "own": [row for row in rows if row["is_own"]],
        "shared": [row for row in rows if not row["is_own"]],
        "digest_is_possible": digest.is_possible(),
        "digest_is_wanted": digest.is_wanted(request.user),
    }
    return render(request, "search/saved/list.html", context)


@require_POST
def save(request: Request) -> HttpResponse:
    """Save the search of the results page under a name."""
    form = SaveForm(request.POST)
    if form.is_valid():
        try:
            saved = keeping.save(
                request.user, form.cleaned_data["name"], form.cleaned_data["state"]
            )
        except keeping.TooManySaved:
            form.add_error(None, _("You have saved as many searches as one can. Delete some."))
        else:
            messages.success(request, _is_saved())
            return redirect(told(saved.state, names_for(request.user)).url)
    return render(request, "search/saved/save.html", {"form": form}, status=400)


def _is_saved() -> SafeString:
    """Where it is now, and what can be done with it there."""
    words = _("The search is saved. Share it, or be told of new pages, in your {saved_searches}.")
    link = format_html('<a href="{}">{}</a>', reverse("search:saved"), _("saved searches"))
    return format_html(words, saved_searches=link)


@require_safe
def run(request: Request, pk: UUID) -> HttpResponse:
    """To the hits of a saved search, with what the person may open now."""
    saved = fetch_open(request.user, pk)
    found = told(saved.state, names_for(request.user))
    if not found.url:
        messages.warning(request, _("This saved search can no longer be understood. Make it anew."))
    return redirect(found.url or "search:saved")


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, pk: UUID) -> HttpResponse:
    """Rename a search of one's own, share it, share it no longer; the page also deletes it."""
    saved = _own(request, pk)
    if request.method != "POST":
        form = ChangeForm(request.user, instance=saved)
        return _change_page(request, saved, form, status=200)
    form = ChangeForm(request.user, request.POST, instance=SavedSearch(owner=request.user))
    if not form.is_valid():
        return _change_page(request, saved, form, status=400)
    keeping.change(
        saved,
        name=form.cleaned_data["name"],
        shared_with=form.cleaned_data["shared_with"],
        by=request.user,
        request=request,
    )
    messages.success(request, _("The saved search is changed."))
    return redirect("search:saved")


@require_POST
def delete(request: Request, pk: UUID) -> HttpResponse:
    """Delete a search of one's own."""
    keeping.delete(_own(request, pk), by=request.user, request=request)
    messages.success(request, _("The saved search is deleted."))
    return redirect("search:saved")


@require_POST
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """End the sharing of a search, also of somebody else's in an investigation one manages."""
    saved = fetch_open(request.user, pk)
    if not may_take_back(request.user, saved):
        raise PermissionDenied
    keeping.take_back(saved, by=request.user, request=request)
    messages.success(request, _("The search is no longer shared."))
    return redirect("search:saved")


@require_POST
def watch(request: Request, pk: UUID) -> HttpResponse:
    """Watch a saved search (`on=1`), or no longer (`on=0`)."""
    saved = fetch_open(request.user, pk)
    if request.POST.get("on") == "0":
        watching.end(saved, request.user)
        return redirect("search:saved")
    try:
        watching.begin(saved, request.user)
    except watching.NotNow:
        messages.warning(
            request,
            _("A case file is just being made searchable. Try again in a minute."),
        )
    except (BadState, QueryError):
        messages.warning(request, _("This saved search can no longer be understood. Make it anew."))
    return redirect("search:saved")


@require_safe
def new(request: Request, pk: UUID) -> HttpResponse:
    """The pages that are new in a watched search, with links to them."""
    saved = fetch_open(request.user, pk)
    rows = news.of_search(request.user, saved)
    screen = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    search = in_words(saved.state, names_for(request.user))
    context: dict[str, Any] = {
        "saved": saved,
        "search": search,
        "screen": screen,
        "rows": [{"row": row, "url": _page_url(row, search["query"])} for row in screen],
        "up_to": rows.aggregate(last=Max("pk"))["last"],
    }
    return render(request, "search/saved/new.html", context)


@require_POST
def seen(request: Request, pk: UUID) -> HttpResponse:
    """What was shown as new has been seen (`up_to`: the last of it)."""
    saved = fetch_open(request.user, pk)
    up_to = request.POST.get("up_to", "")
    if up_to.isascii() and up_to.isdecimal() and len(up_to) < 19:
        news.note_seen(request.user, saved, up_to=int(up_to))
    return redirect("search:saved")


@require_POST
def digest_switch(request: Request) -> HttpResponse:
    """Have the digest sent (`on=1`), or no longer."""
    digest.switch(request.user, on=request.POST.get("on") == "1")
    return redirect("search:saved")


def _own(request: Request, pk: UUID) -> SavedSearch:
    saved = fetch_open(request.user, pk)
    if saved.owner_id != request.user.pk:
        raise PermissionDenied
    return saved


def _change_page(
    request: Request, saved: SavedSearch, form: ChangeForm, *, status: int
) -> HttpResponse:
    search = in_words(saved.state, names_for(request.user))
    context = {"saved": saved, "form": form, "search": search}
    return render(request, "search/saved/change.html", context, status=status)


def _page_url(row: NewPage, query: str) -> str:
    address = reverse("casefiles:page", args=[row.case_file_id, row.number])
    return f"{address}?{urlencode({'q': query})}"
