"""From a list of hits to the reader and back: the same hits on both sides."""

import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from investigations.roles import Role
from investigations.services.grants import give
from search.finding import opened
from search.indexing import index_case_file
from search.related.copies import Copies
from search.views import home
from tests.factories import PersonFactory, case_file_with_pages

pytestmark = pytest.mark.django_db
QUAI = "Le document est sur le quai."
BLURRED = "Le docurnent est sur le quai."  # as a scanner reads it
NOTHING = "Rien à signaler."


@pytest.fixture
def case_file():
    case_file = case_file_with_pages(QUAI, NOTHING, BLURRED, QUAI, QUAI, name="Port")
    index_case_file(case_file.pk)
    return case_file


@pytest.fixture
def reader(client, case_file):
    reader = PersonFactory(username="alix")
    give(reader, Role.READER, case_file.investigation)
    client.force_login(reader)
    return reader


def results(client, **asked):
    """The context of a list of hits, and the address of each by the number of its page."""
    context = client.get(reverse("search:home"), asked).context
    return context, {hit["page"].number: hit["url"] for hit in context["hits"]}


def walked(client, address):
    """The pages that one comes to from a hit, by the way to the next one; all with its state."""
    numbers = []
    while address:
        context = client.get(address).context
        numbers.append(context["page"].number)
        address = context["found"]["next_url"]
    return numbers


def asked(address):
    return parse_qs(urlsplit(address).query)


@pytest.mark.parametrize(
    ("narrowed", "pages"),
    [
        ({}, [1, 3, 4, 5]),
        ({"tolerant": "0"}, [1, 4, 5]),
        ({"f": "page:1..4"}, [1, 3, 4]),
        ({"f": ["page:1..2", "page:4", "has:note"], "tolerant": "0"}, []),
        ({"f": ["page:1", "page:4"], "order": "date"}, [1, 4]),
    ],
)
def test_the_hits_of_the_list_are_those_of_the_reader(client, reader, narrowed, pages):
    context, urls = results(client, q="document", **narrowed)
    assert sorted(urls) == pages
    if not pages:
        return
    opened = client.get(urls[pages[0]]).context
    assert (opened["found"]["position"], opened["found"]["total"]) == (1, context["total"])
    assert walked(client, urls[pages[0]]) == pages


def test_the_way_back_leads_to_the_same_list(client, reader, case_file):
    wanted = {"q": "document", "f": "page:1..4", "order": "position", "tolerant": "0"}
    context, urls = results(client, casefile=str(case_file.pk), **wanted)
    found = client.get(client.get(urls[1]).context["found"]["next_url"]).context["found"]
    back = client.get(found["list_url"]).context
    assert back["state"] == context["state"]
    assert [hit["url"] for hit in back["hits"]] == list(urls.values())
    assert (
        f'href="{found["list_url"]}"'.replace("&", "&amp;") in client.get(urls[1]).content.decode()
    )


def test_filters_alone_are_a_search_in_the_reader_too(client, reader):
    _, urls = results(client, f="page:2..3")
    assert walked(client, urls[2]) == [2, 3]
    assert client.get(urls[2]).context["marks"] == []


def test_from_a_later_screen_one_comes_back_to_it(client, reader, monkeypatch):
    monkeypatch.setattr(home, "HITS_SHOWN", 2)
    _, urls = results(client, q="document", order="position", page="2")
    assert sorted(urls) == [4, 5]
    found = client.get(urls[4]).context["found"]
    assert asked(found["list_url"])["page"] == asked(found["next_url"])["page"] == ["2"]


def test_turning_and_going_to_a_page_keep_the_search(client, reader):
    _, urls = results(client, q="document", f=["page:1", "page:3"], tolerant="0")
    context = client.get(f"{urls[1]}&view=text").context
    kept = {"q": ["document"], "f": ["page:1", "page:3"], "tolerant": ["0"], "view": ["text"]}
    assert asked(context["next_url"]) == kept
    go = reverse("casefiles:go", args=[context["case_file"].pk])
    gone = client.get(go, {"number": "2", **{name: kept[name] for name in dict(context["state"])}})
    assert asked(gone.url) == kept


def test_what_may_not_be_opened_is_not_repeated(client, reader):
    shut = case_file_with_pages(QUAI)
    _, urls = results(client, q="document")
    answers = [client.get(f"{urls[1]}&casefile={key}") for key in (shut.pk, uuid.uuid4(), "abc")]
    assert all(str(shut.pk) not in answer.context["found"]["list_url"] for answer in answers)
    assert answers[0].context["found"]["total"] == 4


def test_a_new_query_is_about_the_whole_case_file(client, reader, case_file):
    _, urls = results(client, q="document", f="page:1")
    page = client.get(urls[1]).content.decode()
    form = page[page.index('class="search-box"') :]
    form = form[: form.index("</form>")]
    assert 'name="f"' not in form
    assert f'name="casefile" value="{case_file.pk}"' in form.replace("\n", " ").replace("  ", " ")


def test_copies_are_one_hit_as_in_the_list(client, reader, case_file, monkeypatch):
    monkeypatch.setattr(opened, "copies_of", lambda keys: {key: Copies([(1, 5)]) for key in keys})
    url = reverse("casefiles:page", args=[case_file.pk, 1])
    assert walked(client, f"{url}?q=document") == [1, 3, 4]
    assert walked(client, f"{url}?q=document&folded=0") == [1, 3, 4, 5]
    last = client.get(reverse("casefiles:page", args=[case_file.pk, 5]), {"q": "document"})
    found = last.context["found"]
    assert (found["position"], found["total"], found["next_url"]) == (3, 3, None)
    narrowed = client.get(f"{url}?q=document&f=page:2..5").context["found"]
    assert (narrowed["position"], narrowed["total"]) == (None, 3)
