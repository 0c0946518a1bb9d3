"""The searches that somebody has made: kept for them alone, until they erase them."""

import pytest
from django.urls import reverse

from investigations.models import AuditEvent, Grant
from investigations.services.grants import end
from search.answers import Wanted
from search.models import PastSearch
from search.saved import history

pytestmark = pytest.mark.django_db


def search(client, query, **asked):
    return client.get(reverse("search:home"), {"q": query, **asked})


def queries(client):
    rows = client.get(reverse("search:history")).context["rows"]
    return [row["search"]["query"] for row in rows]


def test_it_works(client, alix, port):
    search(client, "quai")
    search(client, "écluse", casefile=str(port.pk))
    page = client.get(reverse("search:history"))
    first, second = (row["search"] for row in page.context["rows"])
    assert (first["query"], first["case_files"]) == ("écluse", ("Port",))
    assert client.get(second["url"]).context["total"] == 2


def test_a_search_made_again_moves_up(client, alix):
    for query in ("quai", "écluse", "quai"):
        search(client, query)
    assert queries(client) == ["quai", "écluse"]


def test_further_screens_and_mistakes_are_not_kept(client, alix):
    search(client, "quai", page="2")
    search(client, "date:2024-05..2024-03")
    search(client, "")
    assert queries(client) == []


def test_only_the_last_are_kept(alix, monkeypatch):
    monkeypatch.setattr(history, "KEPT", 3)
    for number in range(5):
        history.remember(alix, Wanted(f"quai {number}"))
    kept = history.made_by(alix).values_list("state", flat=True)
    assert list(kept) == ["q=quai+4", "q=quai+3", "q=quai+2"]


def test_it_is_turned_off_and_on(client, alix):
    search(client, "quai")
    client.post(reverse("search:history-switch"), {"on": "0"})
    search(client, "écluse")
    assert queries(client) == ["quai"]
    client.post(reverse("search:history-switch"), {"on": "1"})
    search(client, "pont")
    assert queries(client) == ["pont", "quai"]


def test_it_is_erased_for_good_and_the_trail_stays(client, alix, billie):
    history.remember(billie, Wanted("quai"))
    search(client, "quai")
    assert client.post(reverse("search:history-erase")).status_code == 302
    assert not history.made_by(alix)
    assert history.made_by(billie).count() == 1
    assert AuditEvent.objects.filter(verb="search", actor="alix").exists()


def test_the_page_says_that_the_trail_stays(client, alix):
    page = client.get(reverse("search:history"), headers={"Accept-Language": "en"})
    assert "is not erased by this" in page.content.decode()


def test_nobody_else_is_shown_it(client, alix, billie):
    history.remember(billie, Wanted("nom secret"))
    for name in ("history", "saved", "home"):
        assert "nom secret" not in client.get(reverse(f"search:{name}")).content.decode()


def test_the_start_shows_the_last_ones(client, alix):
    search(client, "quai désert")
    assert "quai désert" in client.get(reverse("search:home")).content.decode()


def test_it_names_only_what_one_may_open_now(client, alix, port):
    search(client, "quai", casefile=str(port.pk))
    end(Grant.objects.get(person=alix))
    page = client.get(reverse("search:history")).content.decode()
    assert "Port" not in page
    assert str(port.pk) not in page
    assert "quai" in page


def test_what_can_no_longer_be_understood_has_no_link(client, alix):
    history.remember(alix, Wanted("quai"))
    PastSearch.objects.update(state="q=quai&f=gone:1")
    page = client.get(reverse("search:history"))
    assert page.status_code == 200
    assert not page.context["rows"][0]["search"]["url"]
