"""Suggestions: only from what the person may see."""

import pytest
from django.urls import reverse

from casefiles.models import CaseFile
from investigations.models import Grant
from investigations.roles import Role
from investigations.services.grants import end, give
from search.answers import Wanted
from search.models import PageCote
from search.saved import history, keeping
from search.suggesting import MOST, Kind, suggest
from tests.search.saved.searches import add_page, searchable

pytestmark = pytest.mark.django_db


def words(person, typed, **options):
    return [one.text for one in suggest(person, typed, **options) if one.kind is Kind.WORD]


def asked(client, typed, **more):
    return client.get(reverse("search:suggest"), {"q": typed, **more})


def with_cotes(case_file, *numbers, letter="D"):
    for page, number in zip(case_file.pages.order_by("number"), numbers, strict=False):
        PageCote.objects.update_or_create(
            page=page,
            defaults={
                "case_file": case_file,
                "number": page.number,
                "letter": letter,
                "cote_number": number,
            },
        )


def test_it_works(client, alix):
    [found] = asked(client, "désert ret").json()["suggestions"]
    assert (found["text"], found["query"], found["url"]) == ("retour", "désert retour", "")
    assert found["kind"]


def test_words_on_many_pages_come_first(alix, investigation, port):
    searchable("quatre quartz", "quartz", "quart quartz", investigation=investigation)
    assert words(alix, "qua") == ["quartz", "quai", "quart", "quatre"]


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("QUA", "quai"),
        ("l'qua", "l'quai"),
        ("-qua", "-quai"),
        ("(port OU qua", "(port OU quai"),
        ('"le qua', '"le quai'),
        ("=qua", "=quai"),
    ],
)
def test_the_last_word_is_completed_and_the_rest_is_left(alix, typed, query):
    assert [one.query for one in suggest(alix, typed)] == [query]


@pytest.mark.parametrize(
    "typed",
    ["", " ", "q", "quai", "quai ", "qua*", "q?ai", "note:qua", "qua~", "x" * 2000, "\x00", "🙂🙂"],
)
def test_where_there_is_nothing_to_complete_nothing_is_offered(client, alix, typed):
    answer = asked(client, typed)
    assert (answer.status_code, answer.json()) == (200, {"suggestions": []})


def test_within_a_case_file(client, alix, investigation, port, foreign):
    other = searchable("quartz", investigation=investigation)
    assert words(alix, "qua", within=[other.pk]) == ["quartz"]
    assert words(alix, "qua", within=[foreign.pk]) == []
    assert asked(client, "qua", casefile=["abc", str(other.pk)]).status_code == 200


def test_numbers_in_their_canonical_form_are_not_offered(alix, investigation):
    searchable("Tél. 06 39 98 12 34.", investigation=investigation)
    for typed in ("#phone", "phone", "0639", "#"):
        assert not [one for one in suggest(alix, typed) if "#" in one.text]


def test_no_more_than_ten(alix, investigation):
    searchable(
        " ".join(f"mot{letter}" for letter in "abcdefghijklmnop"), investigation=investigation
    )
    for number in range(8):
        history.remember(alix, Wanted(f"mot {number}"))
        keeping.save(alix, f"mot {number}", Wanted("quai"))
    assert len(suggest(alix, "mot")) == MOST


def test_cotes(alix, port):
    with_cotes(port, 12, 1234, 2)
    assert [(one.text, one.query) for one in suggest(alix, "quai d12")] == [
        ("D12", "quai cote:D12"),
        ("D1234", "quai cote:D1234"),
    ]
    assert [one.query for one in suggest(alix, "cote:D2")] == ["cote:D2"]


def test_own_searches(alix, billie, investigation):
    history.remember(alix, Wanted("désert ET quai"))
    mine = keeping.save(alix, "Désert du nord", Wanted("quai"))
    keeping.save(billie, "Désert de Billie", Wanted("quai"))
    found = {(one.kind, one.text): one.url for one in suggest(alix, "deser")}
    assert found.pop((Kind.WORD, "désert")) == ""
    assert found == {
        (Kind.PAST, "désert ET quai"): f"{reverse('search:home')}?q=d%C3%A9sert+ET+quai",
        (Kind.SAVED, "Désert du nord"): mine.get_absolute_url(),
    }


def test_a_past_search_for_a_word_that_is_offered_is_not_offered_beside_it(alix):
    history.remember(alix, Wanted("quai"))
    assert [one.kind for one in suggest(alix, "qua")] == [Kind.WORD]
    history.remember(alix, Wanted("quai OU canal"))
    assert [one.kind for one in suggest(alix, "qua")] == [Kind.WORD, Kind.PAST]


# --- who may be told --------------------------------------------------------------------------


def test_a_word_that_is_only_where_one_may_not_look_is_not_offered(alix, foreign):
    assert words(alix, "nénu") == []
    give(alix, Role.READER, foreign)
    assert words(alix, "nénu") == ["nénuphar"]


def test_nor_when_access_has_ended_or_the_case_file_is_sealed(alix, foreign):
    give(alix, Role.READER, foreign.investigation)
    assert words(alix, "nénu") == ["nénuphar"]
    CaseFile.objects.filter(pk=foreign.pk).update(sealed=True)
    assert words(alix, "nénu") == []
    give(alix, Role.READER, foreign)
    end(Grant.objects.live().get(person=alix, target_id=foreign.pk))
    assert words(alix, "nénu") == []


def test_the_order_does_not_tell_of_other_case_files(client, alix, investigation, foreign):
    """Were pages of all case files counted, `quartz` would come first."""
    searchable("quartz quatre", "quatre", investigation=investigation)
    before = asked(client, "qua").content
    searchable("quartz", "quartz", "quartz", "quartz")
    searchable("quarante", "quarante", "quai", investigation=investigation, sealed=True)
    assert asked(client, "qua").content == before


def test_a_cote_that_is_only_where_one_may_not_look_is_not_offered(client, alix, port, foreign):
    with_cotes(port, 12)
    before = asked(client, "D1").content
    with_cotes(foreign, 1, 13)
    assert asked(client, "D1").content == before
    assert asked(client, "D13").content == asked(client, "D99").content


def test_a_search_that_is_shared_no_longer_is_not_offered(alix, billie, investigation):
    shared = keeping.save(billie, "Tannerie", Wanted("quai"))
    keeping.change(shared, name="Tannerie", shared_with=investigation, by=billie)
    assert [one.text for one in suggest(alix, "tann")] == ["Tannerie"]
    end(Grant.objects.get(person=alix))
    assert suggest(alix, "tann") == []


def test_the_past_does_not_name_a_case_file_that_was_closed(alix, port):
    history.remember(alix, Wanted("quai", within=(port.pk,)))
    end(Grant.objects.get(person=alix))
    [found] = suggest(alix, "qua")
    assert str(port.pk) not in found.url


def test_nothing_is_offered_to_who_is_not_logged_in(client, port):
    answer = asked(client, "qua")
    assert answer.status_code == 302
    assert b"quai" not in answer.content


def test_what_was_misread_once_is_not_offered_beside_the_word(alix, port):
    for text in ("La péniche Fontanièvre.", "Fontanièvre encore.", "Fontanieèvre, fontainebleau."):
        add_page(port, text)
    assert words(alix, "font") == ["fontanièvre", "fontainebleau"]
