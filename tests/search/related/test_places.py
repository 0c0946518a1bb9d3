"""The places where a sentence stands, in whole case files."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from investigations.models import AuditEvent
from search.engine import engine
from search.indexing import index_case_file
from search.related import places as finding
from search.related.enough import enough_of
from search.related.places import NoSentence, places
from search.related.sentence import budget, places_in
from search.related.words import sentence_of, words_of
from search.vocabulary import Vocabulary
from tests.factories import PageFactory
from tests.search.searching import dossier, opened_to

SENTENCE = "Le témoin déclare avoir vu un bathyscaphe amarré au quai des Frênes"
DAMAGED = "Le temom déclare avoir vu un bathyscaphe amarre au qnai des Frênes"
OTHER = "Le témoin déclare avoir lu un article au sujet des Frênes"
FILLING = "Nous étant transportés sur les lieux, constatons que tout est calme."


def found(person, sentence=SENTENCE):
    answer = places(person, sentence)
    return [(page.case_file.name, page.number, page.cost) for page in answer.pages]


def test_it_finds_places_in_every_case_file_the_undamaged_first(kind, reader):
    opened_to(reader, f"{FILLING}\n{DAMAGED}.", FILLING, OTHER, name="Port")
    opened_to(reader, FILLING, f"{SENTENCE}. {FILLING} {SENTENCE}.", name="Canal")
    dossier(SENTENCE, name="Verger")  # not opened
    assert [one[:2] for one in found(reader)] == [("Canal", 2), ("Port", 1)]
    answer = places(reader, SENTENCE)
    assert (answer.count, answer.left) == (3, 0)
    [damaged] = [place for page in answer.pages[1:] for place in page.places]
    assert [one.here for one in damaged.differences] == ["temom", "qnai"]


def test_a_word_that_a_line_end_broke_or_the_scanner_split(kind, reader):
    broken = SENTENCE.replace("bathyscaphe", "bathys-\ncaphe")
    split = SENTENCE.replace("bathyscaphe", "bathy scaphe").replace("au quai", "auquai")
    opened_to(reader, broken, split, name="Port")
    assert found(reader) == [("Port", 1, 0), ("Port", 2, 1.5)]
    assert found(reader, broken) == found(reader)


def test_words_that_are_nowhere_are_no_hindrance(kind, reader):
    opened_to(reader, SENTENCE, FILLING, name="Port")
    assert found(reader, SENTENCE.replace("bathyscaphe", "zeppelin")) == [("Port", 1, 1)]
    assert found(reader, "zeppelin zanzibar zibeline zouave") == []


def test_more_pages_than_are_looked_at_are_told(reader, monkeypatch):
    opened_to(reader, *[SENTENCE] * 6, name="Port")
    monkeypatch.setattr(finding, "LOOKED_AT", 4)
    answer = places(reader, SENTENCE)
    assert (len(answer.pages), answer.left) == (4, 2)


@pytest.mark.parametrize("sentence", ["", "trois mots seuls", "mot " * 61, "x" * 601, "?! …"])
def test_what_is_no_sentence(reader, sentence):
    with pytest.raises(NoSentence):
        places(reader, sentence)


def test_an_index_that_is_broken_is_told(reader):
    case_file = opened_to(reader, SENTENCE)
    engine().drop(str(case_file.pk))
    assert places(reader, SENTENCE).rebuilding == [case_file]


WORDS = ["le", "la", "quai", "frênes", "port", "vu", "camion", "bathyscaphe", "amarré", "perdu"]
words = st.lists(st.sampled_from(WORDS), min_size=4, max_size=12)


@given(words, words, st.lists(words, max_size=3))
def test_what_the_pages_are_asked_for_leaves_no_place_out(page, sentence, others):
    """A page with a place, by whatever damage, holds one word of each group."""
    asked = sentence_of(" ".join(sentence), "fr")
    texts = [words_of(" ".join(one), "fr") for one in (page, *others)]
    pages = {}
    for text in texts:
        for form in set(text.forms):
            pages[form] = pages.get(form, 0) + 1
    enough = enough_of(asked, Vocabulary(pages))
    for text in texts:
        if not places_in(text, asked):
            continue
        assert enough is not None
        for group in enough.wanted:
            assert any(set(child.forms) & set(text.forms) for child in group.children)
    assert budget(len(asked.forms)) < len(asked.forms)


# --- the page ---------------------------------------------------------------------------------


@pytest.fixture
def port(client, reader):
    client.force_login(reader)
    return opened_to(
        reader, f"{SENTENCE}. {FILLING} {SENTENCE}.", FILLING, f"{DAMAGED}.", name="Port"
    )


def ask(client, sentence=SENTENCE, **more):
    return client.get(reverse("search:places"), {"sentence": sentence, **more})


def test_the_form_alone(client, port):
    answer = client.get(reverse("search:places"))
    assert answer.status_code == 200
    assert "found" not in answer.context
    assert not AuditEvent.objects.filter(verb="search").exists()


def test_every_place_is_shown_with_what_differs_and_leads_to_the_reader(client, port):
    answer = ask(client)
    hits = answer.context["hits"]
    assert [(hit["page"].number, hit["more"]) for hit in hits] == [(1, 1), (3, 0)]
    assert [len(hit["differences"]) for hit in hits] == [0, 2]
    assert answer.context["found"].count == 3
    assert SENTENCE in [text for text, marked in hits[0]["snippet"] if marked]
    assert all(hit["strip"]["marks"] for hit in hits)
    event = AuditEvent.objects.last()
    assert (event.verb, event.details["query"]) == ("search", SENTENCE)
    assert event.details["shown"] == {str(port.pk): [1, 3]}
    title = answer.content.decode().split("<title>")[1].split("</title>")[0]
    assert "bathyscaphe" not in title
    there = client.get(hits[0]["url"]).context
    assert (there["found"]["position"], there["found"]["total"]) == (1, 2)
    assert there["marks"]
    damaged = client.get(there["found"]["next_url"]).context
    assert damaged["page"].number == 3
    assert len(damaged["marks"]) == len(DAMAGED.split())
    assert client.get(damaged["found"]["list_url"]).context["found"].count == 3


@pytest.mark.parametrize("given", ["", "   ", "deux mots", "mot " * 61, "x" * 700, "\x00" * 5])
def test_what_is_no_sentence_is_told_and_kept_in_the_form(client, port, given):
    answer = ask(client, given)
    assert answer.status_code == 400
    assert answer.context["form"].errors["sentence"]
    assert given.strip().replace("\x00", "") in answer.content.decode()
    assert not AuditEvent.objects.filter(verb="search").exists()


@pytest.mark.parametrize(
    "sentence", ["Un cargo est parti hier pour le sud", '"sous" (couvert* -x ~2']
)
def test_what_stands_nowhere(client, port, sentence):
    answer = ask(client, sentence)
    assert (answer.status_code, answer.context["hits"]) == (200, [])
    assert client.get(answer.context["query_url"]).status_code == 200


def test_screens_of_places(client, reader, port):
    opened_to(reader, *[SENTENCE] * 25, name="Registre")
    context = ask(client).context
    assert (len(context["hits"]), context["hits_in_all"]) == (20, 27)
    rest = client.get(context["next_url"]).context
    assert (rest["first"], rest["last"], rest["next_url"]) == (21, 27, None)
    for odd in ("0", "-1", "abc", "9" * 5000):
        assert ask(client, page=odd).status_code == 200


def test_the_reader_knows_of_a_place_that_was_added(client, port):
    page = port.pages.get(number=1).get_absolute_url()
    assert client.get(page, {"sentence": SENTENCE}).context["found"]["total"] == 2
    PageFactory(volume=port.volumes.get(), text=SENTENCE)
    index_case_file(port.pk)
    assert client.get(page, {"sentence": SENTENCE}).context["found"]["total"] == 3
    engine().drop(str(port.pk))
    there = client.get(page, {"sentence": SENTENCE}).context
    assert (there["found"]["total"], bool(there["marks"])) == (0, True)


@pytest.mark.parametrize(
    ("query", "is_sentence"),
    [
        (f'"{SENTENCE}"', True),
        (f"« {SENTENCE} »", True),
        (SENTENCE, False),
        ('"au quai"', False),
        (f'"{SENTENCE}" OU quai', False),
        ('"au quai des Frênes" "un bathyscaphe"', False),
    ],
)
def test_a_search_for_a_sentence_leads_to_its_places(client, port, query, is_sentence):
    page = client.get(reverse("search:home"), {"q": query}).content.decode()
    assert (reverse("search:places") + "?" in page) is is_sentence


@pytest.mark.parametrize("odd", ["", "deux mots", "\x00", "x" * 5000, "%"])
def test_a_reader_opened_with_an_odd_sentence(client, port, odd):
    answer = client.get(port.pages.first().get_absolute_url(), {"sentence": odd})
    assert answer.status_code == 200
    assert answer.context["found"] is None
