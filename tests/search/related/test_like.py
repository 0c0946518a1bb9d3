"""Pages like a page."""

import pytest
from django.urls import reverse

from casefiles.reading.words import Word, compose
from investigations.models import AuditEvent
from search.engine import engine
from search.related.like import SHOWN, Known, alike, telling
from search.vocabulary import Vocabulary
from tests.factories import PageFactory
from tests.search.searching import dossier, opened_to

MEETING = "Vu Karim Mirmedec ce soir au hangar de Sarlannot, appelé au 06 39 98 16 22."
AGAIN = "Selon la source, Mirmedec aurait loué un hangar près de Sarlannot."
CALL = "Facture détaillée : appel reçu du +33 6 39 98 16 22 pendant la nuit."
FILLING = [f"Nous étant transportés sur les lieux, constatons le feuillet {n}." for n in range(20)]


def near(person, page):
    return [(hit.page.case_file.name, hit.page.number) for hit in alike(person, page).hits()]


def test_pages_that_share_names_and_numbers(kind, reader):
    port = opened_to(reader, *FILLING[:10], MEETING, AGAIN, name="Port")
    opened_to(reader, CALL, *FILLING[10:], name="Canal")
    dossier(MEETING, AGAIN, name="Verger")  # not opened
    found = alike(reader, port.pages.get(number=11))
    assert {word.text for word in found.words} >= {"Mirmedec", "Sarlannot", "06 39 98 16 22"}
    assert sorted(near(reader, port.pages.get(number=11))) == [("Canal", 1), ("Port", 12)]
    marked = [text for hit in found.hits() for text, is_marked in hit.snippet if is_marked]
    assert {"Mirmedec", "+33 6 39 98 16 22"} <= set(marked)


def test_one_word_in_common_is_chance_and_one_number_is_not(kind, reader):
    words = "Le hangar de Sarlannot et le camion de Mirmedec."
    page = opened_to(
        reader, MEETING + " " + words, words, "Le hangar est vide.", CALL, *FILLING, name="Port"
    ).pages.get(number=1)
    assert sorted(near(reader, page)) == [("Port", 2), ("Port", 4)]


def told(text, pages, total=100, **fields):
    page = PageFactory(text=text, **fields)
    return [word.form for word in telling(page, Known([Vocabulary(pages)], total))]


SEVERAL = {"hangar": 5, "sarlannot": 5, "camion": 5}


def test_what_is_on_no_other_page_or_on_very_many_tells_nothing(db):
    text = "Un hangar, un camion, un feuillet."
    assert told(text, {"hangar": 1, "camion": 5, "feuillet": 60, "un": 5}) == ["camion"]


def test_numbers_then_names_then_what_is_seldom(db):
    text = "Vu le camion rouge de Sarlannot ce jour, numéro 06 39 98 16 22."
    pages = {"camion": 9, "rouge": 4, "sarlannot": 9, "#phone:0639981622": 9, "98": 9, "639": 3}
    assert told(text, pages) == ["#phone:0639981622", "sarlannot", "rouge", "camion"]


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        ("vu Sarlannot hier", True),
        ("vu par SARLANNOT hier", True),
        ("à M. Sarlannot hier", True),
        ("à M. SARLANNOT hier", True),
        ("vu hier. Sarlannot", False),
        ("PROCÈS-VERBAL SARLANNOT", False),
        ("vu\nSarlannot", False),
        ("vu à sarlannot", False),
    ],
)
def test_names_may_be_on_more_pages_than_words(db, text, is_name):
    assert told(text, {"sarlannot": 20}) == (["sarlannot"] if is_name else [])


def test_what_was_read_with_doubt_tells_nothing(db):
    def boxes(confidence):
        words = [
            Word(w, 0.1 * n, 0.1, 0.08, 0.02, confidence) for n, w in enumerate(["un", "hangar"])
        ]
        return compose([[words]])[1]

    assert told("un hangar", SEVERAL, boxes=boxes(0.9)) == ["hangar"]
    assert told("un hangar", SEVERAL, boxes=boxes(0.3)) == []


def test_a_word_that_a_line_end_broke_counts_as_one(db):
    assert told("un han-\ngar", {**SEVERAL, "han": 3, "gar": 3}) == ["hangar"]


# --- the page ---------------------------------------------------------------------------------


@pytest.fixture
def port(client, reader):
    client.force_login(reader)
    return opened_to(reader, MEETING, AGAIN, CALL, "Blanc.", *FILLING, name="Port")


def ask(client, case_file, number=1):
    address = reverse("search:like", args=[case_file.pk, number])
    return client.get(address, headers={"Accept-Language": "en"})


def test_hits_lead_to_the_reader_with_the_words_marked(client, port):
    answer = ask(client, port)
    hits = answer.context["hits"]
    assert sorted(hit["page"].number for hit in hits) == [2, 3]
    assert all(hit["strip"]["marks"] for hit in hits)
    texts = [word["text"] for word in answer.context["words"]]
    assert "Mirmedec" in texts
    for word in answer.context["words"]:
        assert client.get(word["url"]).context["total"] > 0
    event = AuditEvent.objects.filter(verb="search").first()
    assert event.details["like"] == {"case_file": str(port.pk), "page": 1}
    assert sorted(event.details["shown"][str(port.pk)]) == [1, 2, 3]
    title = answer.content.decode().split("<title>")[1].split("</title>")[0]
    assert "Port" not in title
    [first] = [hit["url"] for hit in hits if hit["page"].number == 2]
    there = client.get(first).context
    assert (there["found"]["position"], there["found"]["total"]) == (1, 2)
    assert there["marks"]
    assert client.get(there["found"]["next_url"]).context["page"].number == 3
    assert client.get(there["found"]["list_url"]).context["page"].number == 1


def test_a_page_of_too_few_words_says_so(client, port):
    answer = ask(client, port, 4)
    assert (answer.status_code, answer.context["hits"]) == (200, [])
    assert "too little on this page" in answer.content.decode()


def test_a_page_that_nothing_resembles_says_by_what_it_was_tried(client, reader, port):
    odd = opened_to(
        reader, "Un zèbre, un yack et un wapiti.", "Le zèbre.", "Le yack.", "Le wapiti.", name="Zoo"
    )
    answer = ask(client, odd)
    assert answer.context["hits"] == []
    assert {word["text"] for word in answer.context["words"]} == {"zèbre", "yack", "wapiti"}
    assert "No other page that you may open" in answer.content.decode()


def test_no_more_than_are_shown_and_told_so(client, reader):
    case_file = opened_to(
        reader, *[f"{MEETING} {FILLING[0]}"] * 2, *[AGAIN] * (SHOWN + 3), *FILLING * 12
    )
    client.force_login(reader)
    context = ask(client, case_file).context
    assert len(context["hits"]) == SHOWN
    assert context["hits"][0]["page"].number == 2
    assert context["all_shown"] is False


def test_a_broken_index_is_told(client, port):
    engine().drop(str(port.pk))
    assert ask(client, port).context["rebuilding"] == [port]


@pytest.mark.parametrize("number", [0, 99, 10**30])
def test_a_page_that_is_not_there(client, port, number):
    assert ask(client, port, number).status_code == 404


@pytest.mark.parametrize(
    "odd", ["", "/", "abc/1", "\x00/1", f"{'0' * 32}/1", "{key}/abc", "{key}/99"]
)
def test_a_reader_opened_with_an_odd_page(client, port, odd):
    given = odd.replace("{key}", str(port.pk))
    answer = client.get(port.pages.first().get_absolute_url(), {"like": given})
    assert (answer.status_code, answer.context["found"]) == (200, None)


def test_pages_of_a_number_in_each_case_file_are_told_apart(reader):
    """Only the page itself is left out, not the page of its number elsewhere."""
    port = opened_to(reader, MEETING, *FILLING, name="Port")
    opened_to(reader, MEETING, name="Canal")
    assert near(reader, port.pages.get(number=1)) == [("Canal", 1)]
