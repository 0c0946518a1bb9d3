import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from investigations.models import AuditEvent
from investigations.roles import Role
from investigations.services import grants
from search.indexing import index_case_file
from tests.factories import PersonFactory, case_file_with_pages
from tests.search.indexes import damage

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory(username="lectrice")


@pytest.fixture
def case_file(person):
    made = case_file_with_pages(
        "Le canal est vide.", "L'écluse est fermée.", "Le canal et l'écluse.", name="Canal"
    )
    index_case_file(made.pk)
    grants.give(person, Role.READER, made)
    return made


def search(query, *options, username="lectrice") -> tuple[dict, str]:
    said, complaints = StringIO(), StringIO()
    call_command(
        "search", query, "--as", username, "--json", *options, stdout=said, stderr=complaints
    )
    return json.loads(said.getvalue()), complaints.getvalue()


def test_it_works(case_file):
    answer, complaints = search("canal")
    assert set(answer) == {"total", "resembling", "hits"}
    assert answer["total"] == 2
    assert sorted(hit["page"] for hit in answer["hits"]) == [1, 3]
    for hit in answer["hits"]:
        assert set(hit) == {"casefile", "volume", "page", "score", "snippet", "resembling"}
        assert hit["casefile"] == "Canal"
        assert hit["volume"] == case_file.volumes.get().name
        assert hit["score"] > 0
        assert "canal" in hit["snippet"]
    assert complaints == ""


def test_a_limit_shortens_the_list_and_not_the_total(case_file):
    answer, _ = search("canal", "--limit", "1")
    assert (answer["total"], len(answer["hits"])) == (2, 1)


@pytest.mark.parametrize("limit", ["0", "-3"])
def test_no_hits_wanted(case_file, limit):
    assert search("canal", "--limit", limit)[0] == {"total": 2, "resembling": 0, "hits": []}


def test_within_one_case_file(case_file, person):
    other = case_file_with_pages("Un autre canal.", name="Autre")
    index_case_file(other.pk)
    grants.give(person, Role.READER, other)
    assert search("canal")[0]["total"] == 3
    answer, _ = search("canal", "--casefile", "Autre")
    assert [hit["casefile"] for hit in answer["hits"]] == ["Autre"]


def test_filters_narrow_and_orders_order(case_file):
    answer, _ = search("canal", "--filter", "page=2..9")
    assert [hit["page"] for hit in answer["hits"]] == [3]
    answer, _ = search("canal", "--order", "position")
    assert [hit["page"] for hit in answer["hits"]] == [1, 3]


@pytest.mark.parametrize("wrong", ["page", "page=abc", "shape=round"])
def test_a_filter_that_is_none(case_file, wrong):
    with pytest.raises(CommandError, match=f"“{wrong}”"):
        search("canal", "--filter", wrong)


def test_words_alike_are_found_and_told_apart(case_file, person):
    blurred = case_file_with_pages("Le clocument.", "Le document.", name="Flou")
    index_case_file(blurred.pk)
    grants.give(person, Role.READER, blurred)
    answer, _ = search("document")
    assert (answer["total"], answer["resembling"]) == (2, 1)
    assert [hit["resembling"] for hit in answer["hits"]] == [[], ["clocument"]]
    assert search("document", "--exact")[0]["total"] == 1


def test_what_may_not_be_opened_is_as_what_does_not_exist(case_file):
    secret = case_file_with_pages("Un canal secret.", name="Secret")
    index_case_file(secret.pk)
    hidden = search("secret", "--casefile", "Secret")
    assert hidden == search("secret", "--casefile", "Nulle part")
    assert hidden[0] == {"total": 0, "resembling": 0, "hits": []}
    assert search("canal")[0]["total"] == 2


def test_in_words(case_file):
    said = StringIO()
    call_command("search", "fermée", "--as", "lectrice", stdout=said)
    assert said.getvalue().startswith("1 pages\nCanal, p. 2: ")


def test_it_is_in_the_audit_trail(case_file, person):
    search("canal")
    event = AuditEvent.objects.get(verb=AuditEvent.Verb.SEARCH)
    assert event.actor == person.username
    assert event.details == {"query": "canal", "total": 2}


def test_an_index_that_is_being_rebuilt_is_said(case_file):
    damage(case_file, "deleted")
    answer, complaints = search("canal")
    assert answer["total"] == 0
    assert "searchable again" in complaints


def test_a_query_that_cannot_be_parsed_says_where(case_file):
    with pytest.raises(CommandError, match=r"\(character \d+\)"):
        search("NOT canal")


def test_nobody_of_that_name(case_file):
    with pytest.raises(CommandError, match="personne"):
        search("canal", username="personne")
