"""The search page."""

import uuid

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from casefiles.states import PageState
from investigations import audit
from investigations.models import AuditEvent
from investigations.roles import Role
from investigations.services.grants import give
from search.engine import engine
from search.indexing import index_case_file
from tests.factories import PageFactory, PersonFactory, case_file_with_pages

pytestmark = pytest.mark.django_db


def dossier(*texts, **attributes):
    case_file = case_file_with_pages(*texts, **attributes)
    index_case_file(case_file.pk)
    return case_file


@pytest.fixture
def port():
    return dossier("Le quai est désert.", "Rien.", "Retour au quai.", name="Port")


@pytest.fixture
def canal():
    return dossier("L’écluse et le quai.", name="Canal")


@pytest.fixture
def reader(client, port, canal):
    reader = PersonFactory(username="alix")
    for case_file in (port, canal):
        give(reader, Role.READER, case_file.investigation)
    client.force_login(reader)
    return reader


def search(client, **asked):
    return client.get(reverse("search:home"), asked)


def test_it_works(client, reader, port, canal):
    answer = search(client, q="quai")
    context = answer.context
    assert answer.status_code == 200
    assert (context["total"], context["case_files_found"]) == (3, 2)
    assert (context["first"], context["last"]) == (1, 3)
    assert {(h["case_file"].name, h["page"].number) for h in context["hits"]} == {
        ("Port", 1),
        ("Port", 3),
        ("Canal", 1),
    }
    assert all(("quai", True) in hit["snippet"] for hit in context["hits"])
    assert context["hits"][0]["url"].endswith("?q=quai")
    assert {facet["case_file"]: facet["count"] for facet in context["facets"]} == {
        port: 2,
        canal: 1,
    }
    assert "<mark>quai</mark>" in answer.content.decode()
    event = AuditEvent.objects.last()
    assert (event.verb, event.actor) == ("search", "alix")
    assert (event.details["query"], event.details["total"]) == ("quai", 3)


def test_every_hit_leads_to_its_page(client, reader):
    for hit in search(client, q="quai").context["hits"]:
        opened = client.get(hit["url"])
        assert opened.context["found"]["position"]


def test_the_start_lists_what_one_may_open(client, reader, port, canal):
    answer = search(client)
    rows = {c.name: (c.page_count, c.searchable_count) for c in answer.context["case_files"]}
    assert rows == {"Port": (3, 3), "Canal": (1, 1)}
    assert not AuditEvent.objects.filter(verb="search").exists()


def test_who_may_open_nothing_is_told_what_to_do(client):
    client.force_login(PersonFactory())
    answer = search(client)
    assert answer.status_code == 200
    assert not answer.context["case_files"]
    assert reverse("investigations:list") in answer.content.decode()


def test_within_one_case_file(client, reader, port, canal):
    context = search(client, q="quai", casefile=[canal.pk]).context
    assert (context["total"], context["case_files_found"]) == (1, 1)
    assert context["scope"] == [str(canal.pk)]
    facets = {facet["case_file"]: facet for facet in context["facets"]}
    assert (facets[canal]["selected"], facets[port]["selected"]) == (True, False)
    assert facets[port]["count"] == 2  # what one would find there


def test_a_facet_puts_its_case_file_in_and_takes_it_out(client, reader, port, canal):
    [url] = [
        f["url"] for f in search(client, q="quai").context["facets"] if f["case_file"] == canal
    ]
    there = client.get(url).context
    assert there["scope"] == [str(canal.pk)]
    [back] = [f["url"] for f in there["facets"] if f["case_file"] == canal]
    assert client.get(back).context["scope"] == []


def test_screens_of_hits(client, reader):
    many = dossier(*[f"Le registre, feuillet {n}." for n in range(45)], name="Registre")
    give(reader, Role.READER, many)
    seen = []
    url = f"{reverse('search:home')}?q=registre"
    ranks = []
    while url:
        context = client.get(url).context
        seen += [hit["page"].number for hit in context["hits"]]
        ranks.append((context["first"], context["last"]))
        url = context["next_url"]
    assert sorted(seen) == list(range(1, 46))
    assert ranks == [(1, 20), (21, 40), (41, 45)]
    assert "page=2" in context["previous_url"]


@pytest.mark.parametrize("screen", ["0", "-1", "abc", "", "1.5", "²", "9" * 5000, "\x00", "٢"])
def test_odd_screen_numbers(client, reader, screen):
    answer = search(client, q="quai", page=screen)
    assert answer.status_code == 200
    assert answer.context["total"] == 3


def test_a_screen_beyond_the_last_is_empty_and_leads_back(client, reader):
    context = search(client, q="quai", page="499").context
    assert (context["hits"], context["total"]) == ([], 3)
    assert context["previous_url"]
    assert context["next_url"] is None


@pytest.mark.parametrize("junk", ["", "abc", "\x00", "1", "é" * 40, "0" * 10_000, "' OR 1=1"])
def test_a_key_that_is_none_is_passed_over(client, reader, junk, canal):
    assert search(client, q="quai", casefile=[junk]).context["total"] == 3
    assert search(client, q="quai", casefile=[junk, canal.pk]).context["total"] == 1


def test_a_key_of_nothing_finds_nothing(client, reader):
    assert search(client, q="quai", casefile=[uuid.uuid4()]).context["total"] == 0


def test_the_same_key_often_counts_once(client, reader, canal):
    context = search(client, q="quai", casefile=[canal.pk] * 50).context
    assert (context["total"], context["scope"]) == (1, [str(canal.pk)])


def test_thousands_of_keys_do_not_break_it(client, reader):
    keys = [uuid.uuid4() for _ in range(5000)]
    assert search(client, q="quai", casefile=keys).status_code in (200, 400)


@pytest.mark.parametrize(
    "query",
    [
        '"',
        '"quai',
        "(quai",
        "quai)",
        "*",
        "a*",
        "q*ai",
        "AND",
        "quai AND",
        "NOT quai",
        "...",
        '"" AND',
        "(" * 60 + "quai" + ")" * 60,
        " OR ".join(["quai"] * 300),
        "q" * 10_000,
        "\x01",
    ],
    ids=lambda query: query[:12],
)
def test_a_query_that_cannot_be_understood_is_explained(client, reader, query):
    answer = search(client, q=query)
    assert answer.status_code == 400
    error = answer.context["error"]
    assert error["message"]
    assert 0 <= error["position"] <= len(query)
    assert "hits" not in answer.context or not answer.context["hits"]


@pytest.mark.parametrize(
    "query",
    [
        "le la les",
        "~",
        "quai~",
        "champ:quai",
        "(a+)+$",
        "الميناء",
        "🗂",
        "quai\x00",
        "[2020 TO 2019]",
        "'; DROP TABLE casefiles_page; --",
        "%s %(x)s {0}",
        "<script>alert(1)</script>",
    ],
)
def test_odd_queries_are_answered(client, reader, query):
    answer = search(client, q=query)
    assert answer.status_code in (200, 400)
    assert b"<script>alert" not in answer.content


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    query=st.text(max_size=60) | st.text(alphabet='quai "()*-ANDORNOT~:\\«»', max_size=30),
    screen=st.text(max_size=4),
    key=st.text(max_size=40),
)
@example(query="\ud800", screen="", key="")
@example(query="quai\x00", screen="", key="")
def test_no_text_breaks_the_search(client, reader, query, screen, key):
    sent = {name: text.encode("utf-8", "surrogatepass") for name, text in (("q", query),)}
    answer = search(client, page=screen, casefile=[key], **sent)
    assert answer.status_code in (200, 400)
    assert audit.verify()[1] is None  # what was asked can be hashed alike again


def test_pages_still_to_be_read_are_told(client, reader, port):
    volume = port.volumes.get()
    PageFactory(volume=volume, state=PageState.WAITING, text="", text_version=0)
    PageFactory(volume=volume, state=PageState.READ, text="Nouveau.")  # not in the index yet
    pending = {"unsearchable": 2, "failed": 0, "total": 6}
    assert search(client, q="quai").context["pending"] == pending


def test_pages_that_could_not_be_read_are_told_apart(client, reader, port, canal):
    volume = port.volumes.get()
    PageFactory(volume=volume, state=PageState.FAILED, text="", text_version=0)
    failures = f'href="{port.get_absolute_url()}#failures"'

    answer = search(client, q="quai")
    assert answer.context["pending"] == {"unsearchable": 0, "failed": 1, "total": 5}
    assert failures not in answer.content.decode()  # of which case file?

    answer = search(client, q="quai", casefile=[port.pk])
    assert answer.context["pending"] == {"unsearchable": 0, "failed": 1, "total": 4}
    assert failures in answer.content.decode()

    answer = search(client, q="quai", casefile=[canal.pk])
    assert answer.context["pending"] == {"unsearchable": 0, "failed": 0, "total": 1}


def test_a_lost_index_is_told_and_not_taken_for_nothing_found(client, reader, port):
    engine().drop(str(port.pk))
    context = search(client, q="quai").context
    assert context["rebuilding"] == [port]
    assert context["total"] == 1
    index_case_file(port.pk)
    assert search(client, q="quai").context["total"] == 3


def test_markup_in_a_page_is_shown_and_not_run(client, reader):
    give(reader, Role.READER, dossier("<img src=x onerror=alert(1)> poterne"))
    answer = search(client, q="poterne")
    assert answer.context["total"] == 1
    assert b"<img src=x" not in answer.content


def test_not_without_logging_in(client, port):
    answer = search(client, q="quai")
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("login"))
    assert not AuditEvent.objects.filter(verb="search").exists()


def test_a_query_cannot_be_posted(client, reader):
    assert client.post(reverse("search:home"), {"q": "quai"}).status_code == 405
