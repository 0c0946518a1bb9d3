"""The reader: one page with its text, the marks of a query, and the ways to other pages."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casefiles.states import PageState
from investigations.models import AuditEvent
from investigations.roles import Role
from investigations.services.grants import give
from search.engine import engine
from search.indexing import index_case_file
from tests.factories import (
    CaseFileFactory,
    PageFactory,
    PersonFactory,
    VolumeFactory,
    case_file_with_pages,
)

pytestmark = pytest.mark.django_db
TEXTS = (
    "Le quai est désert.",
    "Rien à signaler.",
    "Retour au quai, du QUAI\nà l’aube.",
    "Le témoin quitte le quai.",
)


@pytest.fixture
def case_file():
    case_file = case_file_with_pages(*TEXTS, name="Port")
    index_case_file(case_file.pk)
    return case_file


@pytest.fixture
def reader(client, case_file):
    reader = PersonFactory(username="alix")
    give(reader, Role.READER, case_file.investigation)
    client.force_login(reader)
    return reader


def opened(client, case_file, number=1, **asked):
    return client.get(reverse("casefiles:page", args=[case_file.pk, number]), asked)


def told(context):
    """The text as it is shown, and the words of it that are marked."""
    parts = [part for paragraph in context["text_paragraphs"] for part in paragraph]
    return "".join(part.text for part in parts), [part.text for part in parts if part.marked]


def test_it_works(client, reader, case_file):
    answer = opened(client, case_file, 2)
    assert answer.status_code == 200
    assert TEXTS[1] in answer.content.decode()
    context = answer.context
    assert (context["page"].number, context["page_count"]) == (2, 4)
    assert context["previous_url"].endswith("/pages/1/")
    assert context["next_url"].endswith("/pages/3/")
    assert context["last_url"].endswith("/pages/4/")
    assert context["found"] is None
    assert context["marks"] == []
    assert "Port" in context["citation"]
    event = AuditEvent.objects.last()
    assert (event.verb, event.actor, event.details["page"]) == ("view-page", "alix", 2)


def test_the_first_and_the_last_page_lead_no_further(client, reader, case_file):
    assert opened(client, case_file, 1).context["previous_url"] is None
    assert opened(client, case_file, 4).context["next_url"] is None


def test_the_words_of_a_query_are_marked_in_text_and_image(client, reader, case_file):
    answer = opened(client, case_file, 3, q="quai")
    context = answer.context
    assert told(context) == (TEXTS[2], ["quai", "QUAI"])
    assert len(context["marks"]) == 2
    for mark in context["marks"]:
        assert 0 <= mark["left"] < mark["left"] + mark["width"] <= 1000
    found = context["found"]
    assert (found["position"], found["total"]) == (2, 3)
    assert "/pages/1/?q=quai" in found["previous_url"]
    assert "/pages/4/?q=quai" in found["next_url"]
    assert answer.content.decode().count("<mark>") == 2


def test_a_page_without_the_word_still_leads_to_the_hits(client, reader, case_file):
    found = opened(client, case_file, 2, q="quai").context["found"]
    assert (found["position"], found["total"]) == (None, 3)
    assert "/pages/1/" in found["previous_url"]
    assert "/pages/3/" in found["next_url"]


def test_a_query_that_finds_nothing(client, reader, case_file):
    context = opened(client, case_file, 2, q="zanzibar").context
    assert context["found"]["total"] == 0
    assert context["marks"] == []


def test_the_query_and_the_view_are_kept_from_page_to_page(client, reader, case_file):
    context = opened(client, case_file, 2, q="quai & quais", view="text").context
    assert context["view"] == "text"
    assert context["next_url"].endswith("/pages/3/?q=quai+%26+quais&view=text")


@pytest.mark.parametrize("query", ['"', "(", "*", "AND", "NOT quai", "()", "q" * 10_000])
def test_a_query_that_cannot_be_understood_is_told_beside_the_page(
    client, reader, case_file, query
):
    answer = opened(client, case_file, 1, q=query)
    assert answer.status_code == 200
    assert answer.context["found"]["error"]
    assert TEXTS[0] in answer.content.decode()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(query=st.text(max_size=40), view=st.text(max_size=5))
def test_no_query_breaks_the_reader(client, reader, case_file, query, view):
    answer = opened(client, case_file, 3, q=query, view=view)
    assert answer.status_code == 200
    assert told(answer.context)[0] == TEXTS[2]


def test_markup_in_text_and_query_is_shown_and_not_run(client, reader):
    case_file = case_file_with_pages("<script>alert(1)</script> quai")
    give(reader, Role.READER, case_file)
    index_case_file(case_file.pk)
    shown = opened(client, case_file, q='quai"><script>alert(2)').content.decode()
    assert "<script>alert" not in shown


def test_a_lost_index_is_told_and_the_page_is_still_marked(client, reader, case_file):
    engine().drop(str(case_file.pk))
    context = opened(client, case_file, 3, q="quai").context
    assert context["found"]["error"]
    assert told(context)[1] == ["quai", "QUAI"]


def test_a_page_that_waits_or_has_failed_says_so(client, reader, case_file):
    volume = case_file.volumes.get()
    bare = {"volume": volume, "text": "", "text_version": 0, "source": "", "confidence": None}
    PageFactory(state=PageState.WAITING, **bare)
    PageFactory(state=PageState.FAILED, reason="too_slow", **bare)
    for number in (5, 6):
        answer = opened(client, case_file, number, q="quai")
        assert answer.status_code == 200
        assert answer.context["state_message"]
    assert opened(client, case_file, 1).context["state_message"] == ""


@pytest.mark.parametrize("number", [0, 5, 2**31, 2**63, 2**64, 10**30, 10**400])
def test_a_number_outside_is_not_there(client, reader, case_file, number):
    for route in ("page", "page-text", "page-image"):
        address = reverse(f"casefiles:{route}", args=[case_file.pk, number])
        assert client.get(address).status_code == 404
    note = reverse("casefiles:note-create", args=[case_file.pk, number])
    assert client.post(note, {}).status_code == 404


@pytest.mark.parametrize("number", ["-1", "1.5", "abc", "%00", "9" * 5000])
def test_a_number_that_is_none_is_not_there(client, reader, case_file, number):
    address = f"{case_file.get_absolute_url()}pages/{number}/"
    assert client.get(address).status_code == 404


def test_who_has_no_access_is_told_there_is_nothing(client, case_file):
    client.force_login(PersonFactory())
    assert opened(client, case_file).status_code == 404
    assert not AuditEvent.objects.filter(verb="view-page").exists()


# --- the text alone ---------------------------------------------------------------------------


def test_the_text_alone(client, reader, case_file):
    answer = client.get(reverse("casefiles:page-text", args=[case_file.pk, 3]))
    assert answer.content.decode() == TEXTS[2]
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


# --- go to a page -----------------------------------------------------------------------------


def go(client, case_file, **asked):
    return client.get(reverse("casefiles:go", args=[case_file.pk]), asked)


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [("3", 3), (" 3 ", 3), ("0", 1), ("99", 4), ("9" * 5000, 4), ("٣", 3), ("003", 3)],
)
def test_going_to_a_page(client, reader, case_file, typed, leads_to):
    answer = go(client, case_file, number=typed, q="quai")
    address = reverse("casefiles:page", args=[case_file.pk, leads_to])
    assert (answer.status_code, answer.url) == (302, f"{address}?q=quai")


@pytest.mark.parametrize("typed", ["", "abc", "-1", "1.5", "²", "\x00", "1 2", "1;DROP", "Ⅷ"])
def test_going_nowhere_leads_to_the_case_file(client, reader, case_file, typed):
    assert go(client, case_file, number=typed).url == case_file.get_absolute_url()


def test_going_to_a_page_of_an_empty_case_file(client, reader):
    empty = CaseFileFactory()
    VolumeFactory(case_file=empty)
    give(reader, Role.READER, empty)
    assert go(client, empty, number="1").url == empty.get_absolute_url()
