"""What comes after the hits: facets and histograms of a search."""

import uuid

import pytest
from django.urls import reverse

from investigations.roles import Role
from investigations.services.grants import give
from search.indexing import index_case_file
from tests.factories import PersonFactory, case_file_with_pages

pytestmark = pytest.mark.django_db

PART = {"X-Requested-With": "fetch"}


@pytest.fixture
def port():
    texts = [f"Le quai, feuillet {n}, le 3 mars 2019." for n in range(6)]
    texts += ["Rien.", "Le quai, le 4 mai 2019."]
    case_file = case_file_with_pages(*texts, name="Port")
    index_case_file(case_file.pk)
    return case_file


@pytest.fixture
def shut():
    case_file = case_file_with_pages("Le quai caché, le 2 juin 2018.", name="Carnets")
    index_case_file(case_file.pk)
    return case_file


@pytest.fixture
def reader(client, port, shut):
    reader = PersonFactory()
    give(reader, Role.READER, port)
    client.force_login(reader)
    return reader


def look(client, part=False, **asked):
    address = reverse("search:overview")
    return client.get(address, asked, headers=PART if part else {})


def histogram(context, name):
    [found] = [one for one in context["histograms"] if one["name"] == name]
    return found


def test_it_works(client, reader):
    answer = look(client, part=True, q="quai")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'data-part="along"' in page
    assert 'data-part="facets"' in page
    assert "<html" not in page
    for name in ("along", "dates"):
        bars = histogram(answer.context, name)["bars"]
        assert sum(bar["count"] for bar in bars) == 7
    assert "Carnets" not in page
    assert "2018" not in page


def test_without_a_script_it_is_a_page_that_leads_back(client, reader):
    answer = look(client, q="quai", order="position")
    page = answer.content.decode()
    assert "<html" in page
    assert "Port" in page  # the case files, too
    assert "Carnets" not in page
    assert answer.context["results_url"] == f"{reverse('search:home')}?q=quai&order=position"


def test_every_bar_leads_to_as_many_pages_as_it_says(client, reader):
    context = look(client, part=True, q="quai").context
    for name in ("along", "dates"):
        drawn = [bar for bar in histogram(context, name)["bars"] if bar["count"]]
        assert len(drawn) > 1
        for bar in drawn:
            assert client.get(bar["url"]).context["total"] == bar["count"]
            assert str(bar["count"]) in bar["said"]


def test_a_bar_takes_the_place_of_the_one_before_and_can_be_taken_out(client, reader):
    first, last = (
        bar
        for place, bar in enumerate(
            bar
            for bar in histogram(look(client, part=True, q="quai").context, "dates")["bars"]
            if bar["count"]
        )
        if place in (0, 1)
    )
    query = first["url"].split("?")[1]
    there = client.get(f"{reverse('search:overview')}?{query}", headers=PART).context
    bars = {bar["label"]: bar for bar in histogram(there, "dates")["bars"]}
    assert bars[first["label"]]["selected"]
    assert client.get(bars[first["label"]]["url"]).context["total"] == 7
    assert client.get(bars[last["label"]]["url"]).context["total"] == last["count"]


def test_every_choice_of_a_facet_leads_to_as_many_pages_as_it_says(client, reader):
    facets = look(client, part=True, q="quai").context["more_facets"]
    assert facets
    for facet in facets:
        for choice in [*facet["first"], *facet["rest"]]:
            assert client.get(choice["url"]).context["total"] == choice["count"]


def test_a_case_file_that_is_shut_is_asked_about_like_one_that_is_not_there(client, reader, shut):
    def told(key):
        return look(client, part=True, q="quai", casefile=key).content

    assert told(shut.pk) == told(uuid.uuid4())


def test_who_may_open_nothing_is_told_nothing(client, port):
    client.force_login(PersonFactory())
    context = look(client, part=True, q="quai").context
    assert (context["histograms"], context["more_facets"]) == ([], [])


@pytest.mark.parametrize("query", ["", "NOT quai", "()"])
def test_what_cannot_be_asked_is_explained_by_the_search_page(client, reader, query):
    assert look(client, part=True, q=query).status_code == 400
    answer = look(client, q=query)
    assert answer.status_code == 302
    assert client.get(answer.url).status_code in (200, 400)


@pytest.mark.parametrize("value", ["٣", "1..", "99999999999", "3..1", "<script>", "\x00"])
def test_odd_filters_are_answered(client, reader, value):
    answer = look(client, part=True, q="quai", f=[f"page:{value}", f"date:{value}"])
    assert answer.status_code == 200
    assert b"<script" not in answer.content


def test_not_without_logging_in(client, port):
    assert look(client, part=True, q="quai").status_code == 302
