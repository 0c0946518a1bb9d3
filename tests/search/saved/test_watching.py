"""New pages of watched searches: found once, told to nobody who may not know of them."""

import uuid

import pytest
from django.urls import reverse

from casefiles.models import CaseFile, Page, Volume
from investigations.models import Grant, Person
from investigations.roles import Role
from investigations.services.grants import end, give
from search import tasks
from search.answers import Wanted
from search.engine import engine
from search.indexing import start_over
from search.models import Look, NewPage, SavedSearch, Watch
from search.saved import keeping, news, watching
from search.saved.watching import look_around
from tests.factories import case_file_with_pages
from tests.matrix.requests import CSRF
from tests.search.saved.searches import add_page, rewrite, searchable, watched

pytestmark = pytest.mark.django_db

QUAI = Wanted("quai")


def told(person):
    """The numbers of the pages that are new to a person."""
    return sorted(news.new_pages(person).values_list("number", flat=True))


def told_to(client, address):
    return CSRF.sub(b"", client.get(address).content)


def test_it_works(client, alix, port):
    saved = watched(alix)
    add_page(port, "Un quai nouveau.")
    add_page(port, "Rien de tel.")
    tasks.alert()
    assert told(alix) == [4]
    page = client.get(reverse("search:saved")).content.decode()
    new_address = reverse("search:saved-new", args=[saved.pk])
    assert new_address in page
    shown = client.get(new_address)
    [row] = shown.context["rows"]
    assert client.get(row["url"]).context["found"]["position"] == 3
    seen = {"up_to": shown.context["up_to"]}
    assert client.post(reverse("search:saved-seen", args=[saved.pk]), seen).status_code == 302
    assert told(alix) == []


def test_what_was_there_before_is_not_new(alix, port):
    watched(alix)
    look_around()
    assert told(alix) == []


def test_nothing_is_told_twice(alix, port):
    saved = watched(alix)
    page = add_page(port, "Un quai nouveau.")
    assert [look_around(), look_around()] == [1, 0]
    news.note_seen(alix, saved, up_to=NewPage.objects.get().pk)
    rewrite(page, "Un quai, relu.")
    rewrite(port.pages.get(number=1), "Le quai, relu.")
    assert look_around() == 0
    assert told(alix) == []


def test_a_page_that_comes_to_match_is_new(alix, port):
    watched(alix)
    rewrite(port.pages.get(number=2), "Un quai, tout de même.")
    look_around()
    assert told(alix) == [2]


def test_a_page_that_matches_no_longer_is_no_news(alix, port):
    watched(alix)
    page = add_page(port, "Un quai nouveau.")
    look_around()
    rewrite(page, "Une faute de lecture.")
    look_around()
    assert told(alix) == []
    rewrite(page, "Un quai, après tout.")  # which nobody has seen
    look_around()
    assert told(alix) == [4]


def test_a_text_that_was_not_looked_at_is_not_told(alix, port):
    """The words that matched may have been taken out of the page since."""
    watched(alix)
    page = add_page(port, "Un quai nouveau.")
    look_around()
    rewrite(page, "Caviardé.", index=False)
    assert told(alix) == []
    rewrite(page, "Un quai, relu.")
    look_around()
    assert told(alix) == [4]


def test_what_came_after_the_list_was_shown_stays_new(client, alix, port):
    saved = watched(alix)
    add_page(port, "Un quai.")
    look_around()
    shown = client.get(reverse("search:saved-new", args=[saved.pk])).context
    add_page(port, "Encore un quai.")
    look_around()
    client.post(reverse("search:saved-seen", args=[saved.pk]), {"up_to": shown["up_to"]})
    assert told(alix) == [5]


def test_a_case_file_that_is_added_is_new(alix, investigation, port):
    watched(alix)
    searchable("Un quai ailleurs.", investigation=investigation)
    look_around()
    assert told(alix) == [1]


def test_the_rest_of_the_search_holds(alix, investigation, port):
    """Case files, filters, exact spelling: as it was saved."""
    watched(alix, within=(port.pk,), filters=(("page", "1..4"),))
    searchable("Un quai ailleurs.", investigation=investigation)
    add_page(port, "Un quai.")
    add_page(port, "Un quai au-delà.")
    look_around()
    assert told(alix) == [4]


def test_an_index_that_has_not_changed_is_not_searched(alix, port, monkeypatch):
    watched(alix)
    look_around()

    def matching(name, ask):
        raise AssertionError("searched")

    monkeypatch.setattr(engine(), "matching", matching)
    assert look_around() == 0


def test_an_index_made_anew_is_no_news(alix, port):
    watched(alix)
    start_over(port.pk)
    assert look_around() == 0  # while it is not there
    add_page(port, "Un quai nouveau.")
    look_around()
    assert told(alix) == [4]


def test_a_watch_does_not_begin_in_the_dark(client, alix, port):
    """All pages of a case file that is being made searchable would be told as new."""
    saved = keeping.save(alix, "Le quai", QUAI)
    start_over(port.pk)
    answer = client.post(reverse("search:saved-watch", args=[saved.pk]), {"on": "1"}, follow=True)
    assert list(answer.context["messages"])
    assert not Watch.objects.exists()


def test_a_case_file_without_text_is_not_waited_for(alix, investigation):
    empty = case_file_with_pages("", investigation=investigation)
    Page.objects.filter(case_file=empty).update(text_version=0)
    watched(alix)
    assert Watch.objects.exists()


def test_it_is_watched_and_no_longer(client, alix, port):
    saved = keeping.save(alix, "Le quai", QUAI)
    address = reverse("search:saved-watch", args=[saved.pk])
    for _twice in range(2):
        client.post(address, {"on": "1"})
    assert Watch.objects.get().person == alix
    client.post(address, {"on": "0"})
    assert not Watch.objects.exists()


@pytest.mark.parametrize("up_to", ["", "-1", "abc", "9" * 30, "²"])
def test_an_odd_place_in_the_list_marks_nothing(client, alix, port, up_to):
    saved = watched(alix)
    add_page(port, "Un quai.")
    look_around()
    address = reverse("search:saved-seen", args=[saved.pk])
    assert client.post(address, {"up_to": up_to}).status_code == 302
    assert told(alix) == [4]


def test_everybody_is_looked_for_in_turn(alix, billie, port):
    """One at least in each round, who has waited longest."""
    watched(alix)
    watched(billie)
    add_page(port, "Un quai.")
    look_around(seconds=0)
    look_around(seconds=0)
    assert (told(alix), told(billie)) == ([4], [4])


def test_a_round_that_meets_another_tells_once(alix, port, monkeypatch):
    watched(alix)
    add_page(port, "Un quai.")
    keep = watching._keep

    def after_another_round(*given):
        keep(*given)
        return keep(*given)

    monkeypatch.setattr(watching, "_keep", after_another_round)
    look_around()
    assert told(alix) == [4]


def test_a_search_that_is_no_longer_understood_stops_nobody(alix, billie, port):
    watched(alix)
    SavedSearch.objects.update(state="q=")
    watched(billie)
    add_page(port, "Un quai.")
    look_around()
    assert (told(alix), told(billie)) == ([], [4])


def test_a_search_that_fails_stops_nobody_and_waits_its_turn(alix, billie, port, monkeypatch):
    watched(alix)
    watched(billie)
    look = watching._look

    def failing(watch, person, *rest):
        if person == alix:
            raise RuntimeError("whatever it is")
        return look(watch, person, *rest)

    monkeypatch.setattr(watching, "_look", failing)
    before = Watch.objects.get(person=alix).looked_at
    add_page(port, "Un quai.")
    look_around()
    assert (told(alix), told(billie)) == ([], [4])
    assert Watch.objects.get(person=alix).looked_at > before


# --- who may be told --------------------------------------------------------------------------


def test_nobody_is_told_of_what_they_may_not_open(alix, foreign, port):
    watched(alix)
    add_page(foreign, "Un quai caché.")
    look_around()
    assert not NewPage.objects.exists()
    assert not Look.objects.filter(case_file=foreign).exists()


def test_access_that_has_ended_ends_the_news(client, alix, port):
    saved = watched(alix)
    add_page(port, "Un quai.")
    look_around()
    assert news.count(alix) == 1
    end(Grant.objects.get(person=alix))
    add_page(port, "Encore un quai.")
    look_around()
    assert NewPage.objects.count() == 1  # nothing new has been found
    assert (news.count(alix), news.counts(alix)) == (0, {})
    assert not client.get(reverse("search:saved-new", args=[saved.pk])).context["rows"]
    for page in ("search:saved", "search:home"):
        assert "top-news" not in client.get(reverse(page)).content.decode()


def test_who_has_lost_access_is_shown_what_somebody_without_news_is(client, alix, port):
    saved = watched(alix)
    address = reverse("search:saved-new", args=[saved.pk])
    end(Grant.objects.get(person=alix))
    before = [told_to(client, one) for one in (address, reverse("search:saved"))]
    give(alix, Role.READER, port.investigation)
    add_page(port, "Un quai.")
    look_around()
    end(Grant.objects.live().get(person=alix))
    after = [told_to(client, one) for one in (address, reverse("search:saved"))]
    assert after == before


def test_a_case_file_that_is_sealed_is_no_longer_told(alix, port):
    watched(alix)
    add_page(port, "Un quai.")
    look_around()
    CaseFile.objects.filter(pk=port.pk).update(sealed=True)
    assert news.count(alix) == 0


def test_each_who_shares_a_search_has_news_of_their_own(alix, billie, investigation, port):
    saved = watched(alix, "quai", alix, billie)
    keeping.change(saved, name="Le quai", shared_with=investigation, by=alix)
    sealed = searchable("Un quai.", investigation=investigation, sealed=True)
    give(billie, Role.READER, sealed)
    add_page(port, "Un quai.")
    look_around()
    assert (news.count(alix), news.count(billie)) == (1, 2)
    news.note_seen(alix, saved, up_to=NewPage.objects.order_by("pk").last().pk)
    assert (news.count(alix), news.count(billie)) == (0, 2)


def test_a_search_that_is_shared_no_longer_tells_nothing(alix, billie, investigation, port):
    saved = keeping.save(alix, "Le quai", QUAI)
    keeping.change(saved, name="Le quai", shared_with=investigation, by=alix)
    watching.begin(saved, billie)
    add_page(port, "Un quai.")
    look_around()
    assert news.count(billie) == 1
    keeping.take_back(saved, by=alix)
    add_page(port, "Encore un quai.")
    look_around()
    assert news.count(billie) == 0
    assert NewPage.objects.count() == 1


def test_the_end_of_a_grant_on_the_investigation_ends_a_shared_search(
    client, alix, billie, investigation, port
):
    """Also where the case file itself stays open."""
    shared = keeping.save(billie, "Recherche de Billie", QUAI)
    keeping.change(shared, name=shared.name, shared_with=investigation, by=billie)
    watching.begin(shared, alix)
    add_page(port, "Un quai.")
    look_around()
    assert news.count(alix) == 1
    give(alix, Role.READER, port)
    end(Grant.objects.get(person=alix, target_id=investigation.pk))
    assert news.count(alix) == 0
    assert client.get(reverse("search:saved-new", args=[shared.pk])).status_code == 404


def test_a_case_file_that_is_deleted_leaves_nothing(alix, port):
    watched(alix)
    add_page(port, "Un quai.")
    look_around()
    Page.objects.filter(case_file=port).delete()
    Volume.objects.filter(case_file=port).delete()
    port.delete()
    assert not NewPage.objects.exists()
    assert look_around() == 0
    assert news.count(alix) == 0


def test_who_is_no_longer_active_is_not_looked_for(alix, port):
    watched(alix)
    Person.objects.filter(pk=alix.pk).update(is_active=False)
    add_page(port, "Un quai.")
    assert look_around() == 0


def test_a_page_that_two_searches_find_is_counted_once_at_the_top(client, alix, port):
    watched(alix)
    watched(alix, "nouveau")
    add_page(port, "Un quai nouveau.")
    look_around()
    assert news.count(alix) == 1
    assert list(news.counts(alix).values()) == [1, 1]
    assert "top-news" in client.get(reverse("search:home")).content.decode()


def test_the_list_of_news_names_pages_and_nothing_of_their_text(client, alix, port):
    saved = watched(alix)
    add_page(port, "Un quai confidentiel.")
    look_around()
    page = client.get(reverse("search:saved-new", args=[saved.pk])).content.decode()
    assert "Port" in page
    assert "confidentiel" not in page


def test_nobody_is_shown_the_news_of_somebody_else(client, alix, billie, port):
    saved = watched(billie)
    assert client.get(reverse("search:saved-new", args=[saved.pk])).status_code == 404
    assert client.get(reverse("search:saved-new", args=[uuid.uuid4()])).status_code == 404
