"""Copies of a page: found as pages are indexed, folded behind one hit, forgotten with the text."""

import pytest
from django.urls import reverse

from casefiles.models import Page
from casefiles.states import PageState
from investigations.roles import Role
from investigations.services.grants import give
from search.answers import Order, Wanted
from search.finding import find
from search.indexing import index_case_file
from search.models import CopyPair, PageSketch
from search.related.copies import Copies, copies_of
from search.related.like import alike
from search.related.pairs import pair_copies
from tests.factories import PersonFactory
from tests.search.searching import dossier

pytestmark = pytest.mark.django_db

REPORT = (
    "Nous, Hélène Marchedoux, brigadier-chef, poursuivant l'enquête, constatons la présence du "
    "véhicule immatriculé WX-418-QZ devant le hangar du quai des Tanneurs à vingt-deux heures "
    "quarante. Deux hommes déchargent onze caisses de bois, marquées d'un cachet bleu, et les "
    "portent dans l'atelier dont la porte est restée ouverte. Aucune plaque n'est visible."
)
# The same sheet as another scanner saw it.
AGAIN = REPORT.replace("brigadier-chef", "bngadier-chef").replace("caisses", "caissés")
# The same form about somebody else.
OTHER = REPORT.replace("Hélène Marchedoux", "Bastien Queffurus").replace("WX-418-QZ", "KD-907-TR")
ENGLISH = {"accept-language": "en"}
REST = "Le courrier du préfet est resté sans réponse."


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def port(person):
    port = dossier(REPORT, REST, AGAIN, OTHER, name="Affaire du port")
    give(person, Role.READER, port)
    return port


def numbers(hits):
    return [hit.page.number for hit in hits]


def groups(case_file):
    return set(copies_of([case_file.pk]).get(case_file.pk, Copies(())).groups.values())


def test_two_scans_of_one_sheet_are_copies_and_two_filled_in_forms_are_not(port):
    assert groups(port) == {(1, 3)}


def test_a_copy_is_folded_behind_the_best_hit(person, port):
    answer = find(person, Wanted("tanneurs"), limit=10)
    assert (answer.total, answer.folded) == (3, 1)
    assert sorted(n for hit in answer.hits for n in (hit.page.number,)) in ([1, 4], [3, 4])
    [folding] = [hit for hit in answer.hits if hit.copies]
    assert {folding.page.number, *(page.number for page in folding.copies)} == {1, 3}


def test_copies_are_shown_apart_on_demand(person, port):
    answer = find(person, Wanted("tanneurs", folded=False), limit=10)
    assert (answer.total, answer.folded) == (3, 0)
    assert sorted(numbers(answer.hits)) == [1, 3, 4]
    assert not any(hit.copies for hit in answer.hits)


def test_a_copy_that_does_not_match_is_not_behind_a_hit(person, port):
    answer = find(person, Wanted("=brigadier", tolerant=False), limit=10)
    page = [hit for hit in answer.hits if hit.page.number == 1]
    assert answer.folded == 0
    assert [hit.copies for hit in page] == [()]


def test_a_page_misread_is_folded_behind_the_one_read_well(person, port):
    answer = find(person, Wanted("=brigadier"), limit=10)
    assert {1, 4} <= set(numbers(answer.hits))
    assert 3 not in numbers(answer.hits)


@pytest.mark.parametrize("order", Order)
def test_screens_of_folded_hits_have_each_page_once(person, order):
    texts = [REPORT if n % 2 else f"Note {n} sur le quai des Tanneurs." for n in range(1, 12)]
    port = dossier(*texts)
    give(person, Role.READER, port)
    wanted = Wanted("tanneurs", order=order)
    whole = find(person, wanted, limit=50)
    assert (whole.total, whole.folded, len(whole.hits)) == (11, 5, 6)
    screens = [find(person, wanted, limit=2, offset=first).hits for first in (0, 2, 4, 6)]
    assert [len(screen) for screen in screens] == [2, 2, 2, 0]
    assert [n for screen in screens for n in numbers(screen)] == numbers(whole.hits)
    assert sum(len(hit.copies) for hit in whole.hits) == 5


def test_by_page_the_first_of_the_copies_stands_for_them(person, port):
    answer = find(person, Wanted("tanneurs", order=Order.POSITION), limit=10)
    assert [(hit.page.number, [p.number for p in hit.copies]) for hit in answer.hits] == [
        (1, [3]),
        (4, []),
    ]


def test_a_page_with_another_text_is_no_copy_any_more(person, port):
    Page.objects.filter(case_file=port, number=3).update(text=REST * 8, text_version=2)
    index_case_file(port.pk)
    assert groups(port) == set()
    assert find(person, Wanted("tanneurs"), limit=10).folded == 0


def test_a_page_that_comes_later_joins_the_copies(port):
    volume = port.volumes.get()
    Page.objects.create(
        case_file=port, volume=volume, number=5, volume_page=5, text=AGAIN.replace("bleu", "blen"),
        text_version=1, width=595, height=842,
    )  # fmt: skip
    index_case_file(port.pk)
    assert groups(port) == {(1, 3, 5)}


def test_few_new_pages_wait_while_others_are_being_read(port, monkeypatch):
    monkeypatch.setattr("search.related.pairs.FEW", 0.5)
    CopyPair.objects.all().delete()
    PageSketch.objects.filter(page__number=3).update(compared=False)
    Page.objects.filter(case_file=port, number=2).update(state=PageState.WAITING)
    assert pair_copies(port.pk) == 0
    Page.objects.filter(case_file=port, number=2).update(state=PageState.READ)
    assert pair_copies(port.pk) == 1


def test_pages_are_compared_once(port, django_assert_num_queries):
    assert not PageSketch.objects.filter(compared=False).exists()
    with django_assert_num_queries(1):
        assert pair_copies(port.pk) == 0
    assert CopyPair.objects.count() == 1


def test_short_and_hardly_readable_pages_have_no_copies():
    case_file = dossier(
        REST,
        REST,
        {"text": REPORT, "hardly_readable": True},
        {"text": REPORT, "hardly_readable": True},
    )
    assert groups(case_file) == set()


def test_copies_in_another_case_file_are_none(person, port):
    quay = dossier(REPORT)
    give(person, Role.READER, quay)
    answer = find(person, Wanted("tanneurs", order=Order.POSITION), limit=10)
    assert (answer.total, answer.folded, len(answer.hits)) == (4, 1, 3)


def test_neither_the_page_itself_nor_a_copy_is_like_it(person, port):
    found = alike(person, Page.objects.get(case_file=port, number=1))
    assert numbers(found.hits()) == [4]
    found = alike(person, Page.objects.get(case_file=port, number=4))
    assert numbers(found.hits()) in ([1], [3])


def test_the_results_say_how_many_copies_there_are(client, person, port):
    client.force_login(person)
    shown = client.get(
        reverse("search:home"), {"q": "tanneurs", "order": "position"}, headers=ENGLISH
    )
    content = shown.content.decode()
    assert "and 1 copy" in content
    assert "Page 3" in content
    apart = client.get(
        reverse("search:home"), {"q": "tanneurs", "folded": "0"}, headers=ENGLISH
    ).content.decode()
    assert "and 1 copy" not in apart
    assert "Show copies together" in apart


def test_a_group_is_a_page_and_what_is_a_pair_with_it():
    copies = Copies([(1, 2), (2, 3), (1, 3), (8, 9)])
    assert copies.of(3) == (1, 2)
    assert copies.of(8) == (9,)
    assert copies.of(4) == ()


def test_a_bad_scan_between_two_versions_does_not_make_them_one():
    copies = Copies([(1, 5), (1, 6), (1, 9), (2, 9)])  # 9 is like 1 and like 2
    assert copies.of(1) == (5, 6, 9)
    assert copies.of(2) == ()


def test_the_reader_leads_to_the_copies_of_its_page(client, person, port):
    client.force_login(person)
    reader = {n: reverse("casefiles:page", args=[port.pk, n]) for n in (1, 2, 3)}
    copied = client.get(reader[1], {"q": "tanneurs"}, headers=ENGLISH).content.decode()
    assert "1 copy of this page" in copied
    assert f'href="{reader[3]}?q=tanneurs"' in copied
    alone = client.get(reader[2], headers=ENGLISH).content.decode()
    assert "copies of this page" not in alone
    assert "copy of this page" not in alone
