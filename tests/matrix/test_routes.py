"""Every route × method × person × object, against one table.

The routes are walked, not listed: one that is not in the table fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from investigations.access import allowed, visible
from investigations.models import Guarded
from investigations.roles import Action
from tests.matrix.house import KINDS, House, Player, Things
from tests.matrix.requests import Told, asked, without

pytestmark = pytest.mark.django_db

LOGIN = 302
NO_SUCH_METHOD = 405


@dataclass(frozen=True)
class Opens:
    """What it takes to be answered with `status`, and with what else one is answered."""

    status: int
    action: Action | None = None  # None: whoever is logged in
    public: bool = False  # also to those who are not logged in, and then with `status`
    own_only: bool = False  # of the rows one may open, those of one's own making
    data: Any = None  # what is posted


@dataclass(frozen=True)
class Route:
    """The object in the address of a route, and what each method takes."""

    about: str = ""  # an attribute of Things, "" where the address names nothing
    get: Opens | None = None  # None: there is no such method
    post: Opens | None = None


VIEW, ADD, ANNOTATE, MANAGE = (
    Action.VIEW,
    Action.ADD_VOLUMES,
    Action.ANNOTATE,
    Action.MANAGE_ACCESS,
)


def sealed_as_it_is(things: Things) -> dict[str, str]:
    """What is posted to leave a case file sealed, or not, as it is."""
    return {"sealed": "1" if things.kind == "sealed" else "0"}


# fmt: off
TABLE: dict[str, Route] = {
    "login":                      Route(get=Opens(200, public=True), post=Opens(200, public=True)),
    "logout":                     Route(post=Opens(302)),
    "password_change":            Route(get=Opens(200), post=Opens(200)),
    "password_change_done":       Route(get=Opens(200)),
    "set_language":               Route(get=Opens(302, public=True), post=Opens(302, public=True)),
    "search:home":                Route(get=Opens(200)),
    "search:help":                Route(get=Opens(200)),
    "search:overview":            Route(get=Opens(302)),  # without a query
    "search:like":                Route("page", Opens(200, VIEW)),
    "search:places":              Route(get=Opens(200)),
    "search:suggest":             Route(get=Opens(200)),
    "search:saved":               Route(get=Opens(200)),
    "search:save":                Route(post=Opens(400)),
    "search:digest":              Route(post=Opens(302)),
    "search:saved-run":           Route("saved", Opens(302, VIEW)),
    "search:saved-new":           Route("saved", Opens(200, VIEW)),
    "search:saved-change":        Route("saved", Opens(200, VIEW, own_only=True),
                                        Opens(400, VIEW, own_only=True)),
    "search:saved-delete":        Route("saved", post=Opens(302, VIEW, own_only=True)),
    "search:saved-take-back":     Route("saved", post=Opens(302, MANAGE)),
    "search:saved-watch":         Route("saved", post=Opens(302, VIEW)),
    "search:saved-seen":          Route("saved", post=Opens(302, VIEW)),
    "search:history":             Route(get=Opens(200)),
    "search:history-switch":      Route(post=Opens(302)),
    "search:history-erase":       Route(post=Opens(302)),
    "search:lists":               Route(get=Opens(200)),
    "search:list-create":         Route(get=Opens(200), post=Opens(400)),
    "search:list":                Route("name_list", Opens(200, VIEW)),
    "search:list-csv":            Route("name_list", Opens(200, VIEW)),
    "search:list-xlsx":           Route("name_list", Opens(200, VIEW)),
    "search:list-again":          Route("name_list", post=Opens(302, VIEW)),
    "search:list-stop":           Route("name_list", post=Opens(302, VIEW)),
    "search:list-delete":         Route("name_list", post=Opens(302, VIEW)),
    "investigations:list":        Route(get=Opens(200), post=Opens(400)),
    "investigations:access":      Route("investigation", Opens(200, MANAGE), Opens(400, MANAGE)),
    "investigations:end-grant":   Route("grant", post=Opens(302, MANAGE)),
    "investigations:extend-grant": Route("grant", post=Opens(302, MANAGE)),
    "casefiles:investigation":    Route("investigation", Opens(200, VIEW)),
    "casefiles:create":           Route("investigation", post=Opens(400, ADD)),
    "casefiles:detail":           Route("case_file", Opens(200, VIEW)),
    "casefiles:progress":         Route("case_file", Opens(200, VIEW)),
    "casefiles:upload":           Route("case_file", post=Opens(302, ADD)),
    "casefiles:upload-create":    Route("case_file", post=Opens(412, ADD)),
    "casefiles:upload-bytes":     Route("upload", Opens(200, ADD)),
    "casefiles:retry":            Route("case_file", post=Opens(302, ADD)),
    "casefiles:again":            Route("case_file", Opens(200, ANNOTATE), Opens(400, ANNOTATE)),
    "casefiles:to-check":         Route("case_file", Opens(200, VIEW)),
    "casefiles:access":           Route("case_file", Opens(200, MANAGE), Opens(400, MANAGE)),
    "casefiles:seal":             Route("case_file",
                                        post=Opens(302, MANAGE, data=sealed_as_it_is)),
    "casefiles:notes":            Route("case_file", Opens(200, VIEW)),
    "casefiles:compare":          Route("case_file", Opens(200, ADD), Opens(400, ADD)),
    "casefiles:comparison":       Route("comparison", Opens(200, VIEW)),
    "casefiles:comparison-pair":  Route("comparison", Opens(200, VIEW)),
    "casefiles:comparison-csv":   Route("comparison", Opens(200, VIEW)),
    "casefiles:comparison-carry": Route("comparison", post=Opens(302, ANNOTATE)),
    "casefiles:go":               Route("case_file", Opens(302, VIEW)),
    "casefiles:page":             Route("page", Opens(200, VIEW)),
    "casefiles:page-image":       Route("page", Opens(200, VIEW)),
    "casefiles:page-strip":       Route("page", Opens(400, VIEW)),  # 200 with a signed address
    "casefiles:page-text":        Route("page", Opens(200, VIEW)),
    "casefiles:page-texts":       Route("page", Opens(200, VIEW)),
    "casefiles:text-edit":        Route("page", Opens(200, ANNOTATE), Opens(400, ANNOTATE)),
    "casefiles:text-use":         Route("page", post=Opens(400, ANNOTATE)),
    "casefiles:text-include":     Route("page", post=Opens(400, ANNOTATE)),
    "casefiles:note-create":      Route("page", post=Opens(400, ANNOTATE)),
    "casefiles:note-edit":        Route("note", Opens(200, ANNOTATE, own_only=True),
                                        Opens(400, ANNOTATE, own_only=True)),
    "casefiles:note-delete":      Route("note", post=Opens(302, ANNOTATE, own_only=True)),
    "casefiles:original":         Route("volume", Opens(200, VIEW)),
    "casefiles:reopen":           Route("volume", post=Opens(302, ADD)),
}
# fmt: on

# Those who are logged in are sent from the log-in page to the search.
TO_THE_SEARCH = {("login", "GET"), ("login", "POST")}


def routes(resolver: URLResolver, namespace: str = "") -> list[str]:
    """The names of all routes, with their namespaces; the Django admin's own are left out."""
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                found += routes(pattern, inner)
        else:
            assert isinstance(pattern, URLPattern)
            found.append(f"{namespace}{pattern.name}")
    return found


ROUTES = routes(get_resolver())


def address(route: str, obj: Any) -> str:
    """The address of a route for an object: pages go by case file and number."""
    about = TABLE[route].about
    if not about:
        return reverse(route)
    if about == "page":
        return reverse(route, args=[obj.case_file_id, obj.number])
    return reverse(route, args=[obj.pk])


def test_every_route_is_in_the_table():
    assert sorted(ROUTES) == sorted(TABLE)


def test_the_django_admin_is_no_second_door():
    guarded = {model for model in apps.get_models() if issubclass(model, Guarded)}
    ours = {m for m in apps.get_models() if m._meta.app_label in ("casefiles", "search")}
    registered = set(admin.site._registry)
    assert not registered & (guarded | ours)
    assert {model._meta.label for model in registered} == {"auth.Group", "investigations.Person"}


def expected(route: str, method: str, player: Player, things: Things, obj: Any) -> int:
    opens = getattr(TABLE[route], method.lower())
    if not player.logged_in:
        return opens.status if opens is not None and opens.public else LOGIN
    if (route, method) in TO_THE_SEARCH:
        return 302
    if opens is None:
        return NO_SUCH_METHOD
    if opens.action is None:
        return opens.status
    decides = grant_target(things) if TABLE[route].about == "grant" else obj
    if things.kind == "missing" or not player.may(Action.VIEW, decides):
        return 404
    if not player.may(opens.action, decides):
        return 403
    if opens.own_only and maker_of(obj) != player.person.pk:
        return 403
    return opens.status


def maker_of(obj: Any) -> Any:
    return obj.author_id if hasattr(obj, "author_id") else obj.owner_id


def grant_target(things: Things) -> Any:
    return things.case_file if things.kind == "sealed" else things.investigation


def objects(route: str, player: Player, things: Things) -> list[Any]:
    """What is put into the address: for notes also one's own, and a private one."""
    about = TABLE[route].about
    if not about:
        return [None] if things.kind == "own" else []
    if about == "investigation" and things.kind == "sealed":
        return []  # an investigation cannot be sealed
    found = [things.of(about)]
    if about == "note" and things.kind != "missing":
        found += [things.private, *filter(None, [player.mine.get(things.kind)])]
    if about == "upload" and things.kind != "missing":
        found += filter(None, [player.uploads.get(things.kind)])
    if about == "saved" and things.kind != "missing":
        found += filter(None, [player.saved.get(things.kind)])
    return found


def ask(route: str, method: str, player: Player, things: Things, obj: Any) -> Told:
    opens = getattr(TABLE[route], method.lower(), None)
    data = opens.data(things) if opens and opens.data else {"nothing": "that helps"}
    return asked(player, method, address(route, obj), data if method == "POST" else None)


def players(house: House, opens: Opens | None) -> list[Player]:
    """Everybody; where there is no such method, some of those whom it could tell something."""
    if opens is not None:
        return list(house.players.values())
    return [house.players[name] for name in ("anonymous", "nobody", "guest", "admin")]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("route", ROUTES)
def test_every_answer_is_the_one_in_the_table(house: House, route, method):
    wrong = []
    for player in players(house, getattr(TABLE[route], method.lower())):
        unknown: set[str] = set()
        for kind in KINDS:
            things = house.things[kind]
            for obj in objects(route, player, things):
                answer = ask(route, method, player, things, obj)
                wanted = expected(route, method, player, things, obj)
                if answer.status != wanted:
                    wrong.append((player.name, kind, obj, answer.status, wanted))
                if wanted == 404 or not player.logged_in:
                    echoed = address(route, obj)
                    unknown.add(repr(without(answer, echoed) if wanted != 404 else answer))
        # What one may not know of answers as what does not exist, byte for byte.
        if len(unknown) > 1:
            wrong.append((player.name, "answers differ", sorted(unknown)))
    assert not wrong


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"])
def test_other_methods_tell_nothing(house: House, method):
    """The same answer for a row that may be opened and for one that is not there.

    HEAD is left out where the two are meant to differ, as for GET: there it has GET's status.
    """
    for name in ("anonymous", "reader", "admin"):
        player = house.players[name]
        for route in ROUTES:
            answers = set()
            for kind in KINDS:
                for obj in objects(route, player, house.things[kind])[:1]:
                    answer = ask(route, method, player, house.things[kind], obj)
                    if method == "HEAD" and TABLE[route].get is not None:
                        wanted = expected(route, "GET", player, house.things[kind], obj)
                        assert (route, kind, answer.status) == (route, kind, wanted)
                    else:
                        answers.add(repr(without(answer, address(route, obj))))
            assert len(answers) <= 1, (name, route, answers)


def test_the_two_forms_of_the_question_agree(house: House):
    """`visible` (a set), `allowed` (a row) and the ten lines in house.py."""
    for player in house.players.values():
        rows_of: dict[type, list[Any]] = {}
        for row in house.rows(player):
            rows_of.setdefault(type(row), []).append(row)
        for model, rows in rows_of.items():
            for action in Action:
                asked_about = model.objects.filter(pk__in=[row.pk for row in rows])
                as_a_set = set(visible(player.person, model, action) & asked_about)
                as_rows = {row for row in rows if allowed(player.person, action, row)}
                by_the_rules = {row for row in rows if player.may(action, row)}
                assert as_a_set == as_rows == by_the_rules, (player.name, model, action)
