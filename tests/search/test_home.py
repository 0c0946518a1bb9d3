"""The search page."""

import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils.html import escape
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from casefiles.reading.words import Box
from casefiles.states import PageState
from investigations import audit
from investigations.models import AuditEvent
from investigations.roles import Role
from investigations.services.grants import give
from search.answers import Strip
from search.engine import engine
from search.indexing import index_case_file
from search.views.showing import PLACES, strip_context
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
    assert event.details["shown"].keys() == {str(port.pk), str(canal.pk)}
    assert sorted(event.details["shown"][str(port.pk)]) == [1, 3]


def test_every_hit_leads_to_its_page(client, reader):
    for hit in search(client, q="quai").context["hits"]:
        opened = client.get(hit["url"])
        assert opened.context["found"]["position"]


def test_every_hit_shows_the_strip_of_the_scan_with_its_words_marked(client, reader):
    for hit in search(client, q="quai").context["hits"]:
        strip = hit["strip"]
        assert 0 < strip["height"] < strip["width"]
        [mark] = strip["marks"]
        assert 0 <= mark["left"] < mark["left"] + mark["width"] <= strip["width"]
        assert 0 <= mark["top"] < mark["top"] + mark["height"] <= strip["height"]
        # Signed for this reader: the picture is drawn, and only the original is missing here.
        assert client.get(strip["url"]).status_code == 422


def test_a_page_without_boxes_shows_its_words_only(client, reader, canal):
    canal.pages.update(boxes=b"")
    [hit] = search(client, q="quai", casefile=canal.pk).context["hits"]
    assert hit["strip"] is None
    assert ("quai", True) in hit["snippet"]


@pytest.mark.parametrize(
    ("marks", "place"),
    [([(0.05, 0.2)], 0), ([(0.45, 0.1)], 2), ([(0.9, 0.05)], 4), ([(0.1, 0.1), (0.8, 0.2)] * 2, 2)],
)
def test_a_phone_has_most_marks_in_sight(marks, place):
    boxes = [Box(left, 0.4, width, 0.2, None) for left, width in marks]
    shown = strip_context(PersonFactory(), PageFactory(), Strip(0.1, 0.2, boxes))
    if len(marks) == 1:
        assert shown["place"] == place
    assert 0 <= shown["place"] < PLACES


@pytest.mark.parametrize("ends", [(0.0, 1.0), (0.4, 0.4001), (0.95, 1.0), (0.12345, 0.23456)])
def test_marks_are_where_they_were_when_a_strip_is_cut_to_size(ends):
    page, (top, bottom) = PageFactory(), ends
    shown = strip_context(
        PersonFactory(), page, Strip(top, bottom, [Box(0.5, 0.0, 0.1, 1.0, None)])
    )
    asked = parse_qs(urlsplit(shown["url"]).query)
    first, last = (int(asked[side][0]) / 10_000 for side in ("top", "bottom"))
    [mark] = shown["marks"]
    on_page = first + mark["top"] / shown["height"] * (last - first)
    height = mark["height"] / shown["height"] * (last - first)
    assert on_page == pytest.approx(top, abs=0.002)
    assert height == pytest.approx(bottom - top, abs=0.002)


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


def test_in_the_order_of_the_dossier_hits_are_grouped_by_case_file(client, reader, port, canal):
    groups = search(client, q="quai", order="position").context["groups"]
    found = {
        group["case_file"].name: [hit["page"].number for hit in group["hits"]] for group in groups
    }
    assert found == {"Port": [1, 3], "Canal": [1]}
    ranks = [group["first"] for group in groups]
    assert ranks == [1, 1 + len(groups[0]["hits"])]


@pytest.mark.parametrize("order", ["relevance", "date", "", "sideways", "\x00", "POSITION"])
def test_any_order_finds_the_same(client, reader, order):
    context = search(client, q="quai", order=order).context
    assert context["total"] == len(context["hits"]) == 3
    assert [group["case_file"] for group in context["groups"]] == [None]


def test_every_order_has_its_address(client, reader):
    context = search(client, q="quai", f="page:1..2").context
    for one in context["orders"]:
        there = client.get(one["url"]).context
        assert (there["order"], there["total"]) == (one["order"], 2)


def test_a_filter_is_a_chip_that_can_be_taken_out(client, reader, port):
    context = search(client, q="quai", f="page:3", casefile=port.pk).context
    assert context["total"] == 1
    assert [chip["label"].split()[-1] for chip in context["chips"]] == ["Port", "3"]
    assert [client.get(chip["url"]).context["total"] for chip in context["chips"]] == [1, 2]


def test_filters_without_words_are_a_search_too(client, reader):
    assert search(client, f="page:1").context["total"] == 2


@pytest.mark.parametrize("odd", ["", ":", "page", "page:", "page:abc", "nothing:1", "page:\x00"])
def test_a_filter_that_says_nothing_is_left_out_and_told(client, reader, odd):
    context = search(client, q="quai", f=[odd, "page:3"]).context
    assert context["total"] == 1
    assert context["odd_filters"] == (odd,)


def test_thousands_of_filters_do_not_break_it(client, reader):
    filters = [f"page:{n}" for n in range(900)] + ["x" * 10_000]
    assert search(client, q="quai", f=filters).status_code == 200


def test_the_next_query_keeps_what_narrows_this_one(client, reader):
    asked = {"f": "page:3", "order": "position", "tolerant": "0"}
    page = search(client, q="quai", **asked).content.decode()
    for name, value in asked.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in page


@pytest.fixture
def misread(reader):
    case_file = dossier("La gare de Pontarlier.", "Vu à Pontarlicr ce jour.", name="Gare")
    give(reader, Role.READER, case_file)
    return case_file


def test_what_was_probably_misread_is_found_after_the_rest_and_named(client, misread):
    answer = search(client, q="pontarlier")
    context = answer.context
    assert (context["total"], context["resembling"]) == (2, 1)
    assert [hit["page"].number for hit in context["hits"]] == [1, 2]
    assert [hit["resembling"] for hit in context["hits"]] == [(), ("Pontarlicr",)]
    assert "Pontarlicr" in answer.content.decode().split('class="hit-note"')[1]


def test_a_switch_leaves_it_out_and_takes_it_in_again(client, misread):
    exactly = client.get(search(client, q="pontarlier").context["tolerance_url"]).context
    assert (exactly["total"], exactly["tolerant"]) == (1, False)
    assert client.get(exactly["tolerance_url"]).context["total"] == 2


def test_marks_out_of_the_strip_are_counted(client, reader):
    give(reader, Role.READER, dossier("\n".join(["Le registre."] * 25)))
    [hit] = search(client, q="registre").context["hits"]
    assert hit["more"] + len(hit["strip"]["marks"]) == 25
    assert hit["more"] > 0


def test_nothing_found_tells_what_is_near_and_leads_there(client, reader):
    give(reader, Role.READER, dossier("La gare de Pontarlac."))
    answer = search(client, q="pontarlaq", tolerant="0")
    assert answer.context["total"] == 0
    [tried] = answer.context["nothing"]["tried"]
    assert (tried["word"], tried["pages"]) == ("pontarlaq", 0)
    assert [near["word"] for near in tried["nearest"]] == ["pontarlac"]
    assert client.get(tried["nearest"][0]["url"]).context["total"] == 1


def test_nothing_found_tells_what_narrows_the_search(client, reader, port):
    narrowing = search(client, q="quai", f="page:2", casefile=port.pk).context["nothing"][
        "narrowing"
    ]
    assert [way["count"] for way in narrowing if not way["is_case_files"]] == [2]
    for way in narrowing:
        context = client.get(way["url"]).context
        assert context["total"] == way["count"]


def test_nothing_found_as_it_is_spelled_leads_to_what_resembles_it(client, reader):
    give(reader, Role.READER, dossier("Vu à Pontarlicr ce jour."))
    context = search(client, q="pontarlier", tolerant="0").context
    assert context["total"] == 0
    assert client.get(context["tolerance_url"]).context["total"] == 1


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
    answer = client.get(reverse("search:home"), {"q": "quai", "page": screen}, follow=True)
    assert answer.status_code == 200
    assert answer.context["total"] == 3


@pytest.mark.parametrize(("query", "screen"), [("quai", ""), ("registre", "&page=3")])
def test_a_screen_beyond_the_last_leads_to_the_last(client, reader, canal, query, screen):
    for number in range(1, 46):
        PageFactory(volume=canal.volumes.first(), text=f"Le registre, feuillet {number}.")
    index_case_file(canal.pk)
    answer = search(client, q=query, page="499")
    assert (answer.status_code, answer.url) == (302, f"{reverse('search:home')}?q={query}{screen}")
    assert client.get(answer.url).context["hits"]


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
        "*",
        "AND",
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
    assert error["before"] + error["there"] + error["after"] == query
    assert "hits" not in answer.context or not answer.context["hits"]


def test_an_error_is_shown_at_its_place(client, reader):
    page = search(client, q="NOT quai").content.decode()
    assert '<mark class="place">NOT</mark> quai' in page


@pytest.mark.parametrize("query", ['"quai', "(quai", "quai)", "quai AND"])
def test_a_query_that_was_repaired_is_answered_and_says_so(client, reader, query):
    answer = search(client, q=query)
    assert answer.status_code == 200
    assert answer.context["total"] == 3
    [repair] = answer.context["repairs"]
    assert escape(repair["message"]) in answer.content.decode()


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
