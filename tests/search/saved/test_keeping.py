"""Save, run, change, share and delete a search."""

import uuid

import pytest
from django.urls import reverse

from investigations.models import AuditEvent, Grant, Investigation
from investigations.roles import Role
from investigations.services.grants import end, give
from search.answers import Wanted
from search.models import SavedSearch
from search.saved import keeping
from search.saved.opening import open_to
from tests.factories import InvestigationFactory
from tests.search.saved.searches import searchable

pytestmark = pytest.mark.django_db


def saved_by(person, name="Le quai", shared_with=None, **wanted):
    saved = keeping.save(person, name, Wanted("quai", **wanted))
    if shared_with:
        keeping.change(saved, name=name, shared_with=shared_with, by=person)
    return saved


def address(name, *args):
    return reverse(f"search:{name}", args=args)


def listed(client):
    return client.get(address("saved")).content.decode()


def test_it_works(client, alix, port):
    state = f"q=quai&casefile={port.pk}&f=page:1&order=position&tolerant=0&page=3"
    answer = client.post(address("save"), {"name": "Le quai, p. 1", "state": state})
    saved = SavedSearch.objects.get()
    assert (saved.owner, saved.name, saved.shared_with) == (alix, "Le quai, p. 1", None)
    assert answer.status_code == 302
    ran = client.get(saved.get_absolute_url(), follow=True)
    assert ran.context["total"] == 1
    assert "Le quai, p. 1" in listed(client)
    assert "Port" in listed(client)


def test_who_has_saved_one_is_led_to_it(client, alix, port):
    told = client.post(address("save"), {"name": "Le quai", "state": "q=quai"}, follow=True)
    [message] = told.context["messages"]
    assert f'<a href="{address("saved")}">' in str(message)
    assert str(message) in told.content.decode()


@pytest.mark.parametrize("query", ["quai", "zanzibar"])  # which is found nowhere yet
def test_it_is_saved_from_the_page_of_hits(client, alix, query):
    page = client.get(reverse("search:home"), {"q": query}).content.decode()
    assert f'action="{address("save")}"' in page
    assert f'name="state" value="q={query}"' in page


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"name": "", "state": "q=quai"},
        {"name": "Quai", "state": "q="},
        {"name": "Quai"},
        {"name": "x" * 121, "state": "q=quai"},
        {"name": "Quai", "state": "q=quai&f=page:abc"},
    ],
)
def test_what_cannot_be_saved_is_said(client, alix, given):
    assert client.post(address("save"), given).status_code == 400
    assert not SavedSearch.objects.exists()


def test_nobody_saves_without_end(client, alix, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_SAVED", 1)
    saved_by(alix)
    given = {"name": "Encore", "state": "q=quai"}
    assert client.post(address("save"), given).status_code == 400
    assert SavedSearch.objects.count() == 1


def test_it_is_private(client, alix, billie):
    hers = saved_by(billie, "Secret de Billie")
    assert "Secret de Billie" not in listed(client)
    for name in ("saved-run", "saved-change", "saved-new"):
        assert client.get(address(name, hers.pk)).status_code == 404
    for name in ("change", "delete", "take-back", "watch", "seen"):
        there = client.post(address(f"saved-{name}", hers.pk), {"name": "x"})
        not_there = client.post(address(f"saved-{name}", uuid.uuid4()), {"name": "x"})
        assert (there.status_code, there.content) == (404, not_there.content)
    hers.refresh_from_db()
    assert hers.name == "Secret de Billie"


def test_it_is_shared_with_who_may_open_the_investigation(client, alix, billie, stranger, port):
    given = {"name": "Le quai", "shared_with": str(port.investigation_id)}
    saved = saved_by(alix)
    assert client.post(address("saved-change", saved.pk), given).status_code == 302
    assert set(open_to(billie)) == {saved}
    assert not open_to(stranger)
    event = AuditEvent.objects.last()
    assert (event.verb, event.actor) == ("share-search", "alix")
    assert event.target == f"investigations.investigation:{port.investigation_id}"
    assert event.details["search"] == "q=quai"


def test_it_is_shared_no_longer(client, alix, billie, port):
    saved = saved_by(alix, shared_with=port.investigation)
    assert client.post(address("saved-change", saved.pk), {"name": "Le quai"}).status_code == 302
    assert not open_to(billie)
    assert AuditEvent.objects.last().verb == "unshare-search"


def test_it_is_not_shared_with_an_investigation_one_may_not_open(client, alix, foreign):
    saved = saved_by(alix)
    answers = [
        client.post(address("saved-change", saved.pk), {"name": "Le quai", "shared_with": str(key)})
        for key in (foreign.investigation_id, uuid.uuid4())
    ]
    assert [answer.status_code for answer in answers] == [400, 400]
    saved.refresh_from_db()
    assert saved.shared_with is None


def test_whoever_is_given_it_only_runs_it(client, alix, billie, port):
    shared = saved_by(billie, shared_with=port.investigation)
    assert client.get(shared.get_absolute_url(), follow=True).context["total"] == 2
    assert client.get(address("saved-change", shared.pk)).status_code == 403
    for name in ("change", "delete", "take-back"):
        answer = client.post(address(f"saved-{name}", shared.pk), {"name": "x"})
        assert answer.status_code == 403
    assert SavedSearch.objects.get() == shared


def test_who_decides_about_access_may_take_it_back(client, alix, billie, port):
    shared = saved_by(billie, shared_with=port.investigation)
    give(alix, Role.ADMIN, port.investigation)
    assert client.post(address("saved-take-back", shared.pk)).status_code == 302
    assert not open_to(alix)
    assert set(open_to(billie)) == {shared}
    event = AuditEvent.objects.last()
    assert (event.verb, event.actor) == ("unshare-search", "alix")


def test_access_that_has_ended_ends_it(client, alix, billie, port):
    saved_by(billie, "Recherche commune", shared_with=port.investigation)
    assert "Recherche commune" in listed(client)
    end(Grant.objects.get(person=alix))
    assert "Recherche commune" not in listed(client)


def test_who_has_lost_access_is_not_told_of_the_investigation(client, alix, port):
    saved = saved_by(alix, shared_with=port.investigation, within=(port.pk,))
    end(Grant.objects.get(person=alix))
    for page in (listed(client), client.get(address("saved-change", saved.pk)).content.decode()):
        for secret in ("Canal", "Port", str(port.pk), str(port.investigation_id)):
            assert secret not in page


def test_who_has_lost_access_changes_nothing_in_the_investigation(client, alix, billie, port):
    saved = saved_by(alix, shared_with=port.investigation)
    end(Grant.objects.get(person=alix))
    client.post(address("saved-change", saved.pk), {"name": "Message aux collègues"})
    assert not open_to(billie)
    assert AuditEvent.objects.last().verb == "unshare-search"


def test_it_names_only_what_the_receiver_may_open(client, alix, billie, port):
    sealed = searchable("Un quai.", name="Carnets", investigation=port.investigation, sealed=True)
    give(billie, Role.READER, sealed)
    both = saved_by(billie, shared_with=port.investigation, within=(port.pk, sealed.pk))
    only = saved_by(billie, shared_with=port.investigation, within=(sealed.pk,))
    assert "Carnets" not in listed(client)
    to_both, to_only = (
        client.get(one.get_absolute_url()).headers["Location"] for one in (both, only)
    )
    assert str(port.pk) in to_both
    assert str(sealed.pk) not in to_both + to_only
    assert client.get(to_both).context["total"] == 2
    assert client.get(to_only).context["total"] == 0


def test_a_case_file_that_is_gone_leaves_the_rest(client, alix, port):
    saved = saved_by(alix, within=(uuid.uuid4(), port.pk))
    assert client.get(saved.get_absolute_url(), follow=True).context["total"] == 2


def test_deleting_is_for_everybody(client, alix, billie, port):
    saved = saved_by(alix, shared_with=port.investigation)
    assert client.post(address("saved-delete", saved.pk)).status_code == 302
    assert not open_to(billie)
    assert AuditEvent.objects.last().verb == "unshare-search"


def test_what_can_no_longer_be_understood_says_so(client, alix):
    saved = saved_by(alix)
    SavedSearch.objects.update(state="q=")
    answer = client.get(saved.get_absolute_url(), follow=True)
    assert answer.redirect_chain[-1][0] == address("saved")
    assert list(answer.context["messages"])
    assert client.post(address("saved-watch", saved.pk), {"on": "1"}).status_code == 302


def test_a_search_outlives_the_investigation_it_was_shared_with(alix):
    empty = InvestigationFactory()
    give(alix, Role.READER, empty)
    saved = saved_by(alix, shared_with=empty)
    Investigation.objects.filter(pk=empty.pk).delete()
    assert set(open_to(alix)) == {saved}


def test_what_is_typed_is_shown_as_text(client, alix):
    keeping.save(alix, "<script>alert(1)</script>", Wanted('"<b>x</b>"'))
    assert "<script>alert" not in listed(client)
    assert "<b>x" not in listed(client)
