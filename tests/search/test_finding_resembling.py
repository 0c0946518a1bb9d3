"""What the scanner blurred is found after what it did not, and told apart."""

import dataclasses

import pytest

from casefiles.reading.words import compose
from casefiles.texts.correct import correct
from investigations.roles import Role
from investigations.services.grants import give
from search.answers import Order, Wanted
from search.finding import find as find_wanted
from search.finding import found_on
from search.indexing import index_case_file
from tests.factories import PersonFactory, lines_of
from tests.search.searching import dossier

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def port(person):
    made = dossier(
        "Le clocument, le clocument.", "Le document.", "Rien.", "Un document du clocument."
    )
    give(person, Role.READER, made)
    return made


def find(person, query="document", limit=10, offset=0, **wanted):
    return find_wanted(person, Wanted(query, **wanted), limit=limit, offset=offset)


def told(answer):
    return [(hit.page.number, hit.resembling) for hit in answer.hits]


def test_it_works(person, port):
    answer = find(person)
    assert (answer.total, answer.resembling, answer.counts) == (3, 1, {port.pk: 3})
    assert sorted(told(answer)[:2]) == [(2, ()), (4, ())]
    assert told(answer)[2] == (1, ("clocument",))


def test_what_resembles_is_marked_where_nothing_else_matches(person, port):
    hits = {hit.page.number: hit for hit in find(person).hits}
    assert [text for text, marked in hits[1].snippet if marked] == ["clocument", "clocument"]
    assert [text for text, marked in hits[4].snippet if marked] == ["document"]
    assert (hits[1].marks, hits[4].marks) == (2, 1)
    assert len(hits[1].strip.marks) == 2


def test_the_switch_turns_it_off(person, port):
    answer = find(person, tolerant=False)
    assert (answer.total, answer.resembling) == (2, 0)
    assert sorted(told(answer)) == [(2, ()), (4, ())]


def test_screens_do_not_overlap(person, port):
    whole = told(find(person))
    assert [told(find(person, limit=1, offset=offset))[0] for offset in range(3)] == whole
    assert [hit[0] for hit in told(find(person, limit=2, offset=2))] == [1]
    assert find(person, limit=0).total == 3


def test_by_position_they_are_where_they_are(person, port):
    answer = find(person, order=Order.POSITION)
    assert told(answer) == [(1, ("clocument",)), (2, ()), (4, ())]
    assert (answer.total, answer.resembling) == (3, 1)


def test_exact_hits_of_all_case_files_come_first(person, port):
    quay = dossier("Un document.", "Le clocument.")
    give(person, Role.READER, quay)
    answer = find(person)
    assert (answer.total, answer.resembling) == (5, 2)
    assert [bool(hit.resembling) for hit in answer.hits] == [False] * 3 + [True] * 2


def test_what_is_not_wanted_hides_nothing_by_resemblance(person, port):
    assert sorted(hit.page.number for hit in find(person, "le NOT document").hits) == [1]


def test_on_an_opened_page(port):
    found = found_on(port.pages.get(number=1), Wanted("document"))
    assert (found.total, found.position, found.previous, found.next) == (3, 1, None, 2)
    assert len(found.words) == 2
    exact = found_on(port.pages.get(number=1), Wanted("document", tolerant=False))
    assert (exact.total, exact.position, exact.next, exact.words) == (2, None, 2, [])


def test_words_are_taken_from_what_may_be_opened_alone(person, port):
    """That a blurred word is in another dossier changes nothing here."""
    before = find(person, "rnarée")
    dossier("La marée, la marée.", investigation=port.investigation)
    assert find(person, "rnarée") == before
    assert before.total == 0


# --- second readings ---------------------------------------------------------------------------

LINE = "Le conducteur était sans clnq vitres, 06 39 9B 1? 22 à Valgrise."


@pytest.fixture
def doubtful(person):
    """A page of which a word and a phone were read better the second time."""
    second = {4: "cachet", 9: "16"}
    words = [
        dataclasses.replace(word, second=second.get(place, ""))
        for place, word in enumerate(lines_of(LINE)[0])
    ]
    text, boxes = compose([[words]])
    made = dossier({"text": text, "boxes": boxes}, "Rien.")
    give(person, Role.READER, made)
    return made


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("cachet", ["clnq"]),
        ("cachets", ["clnq"]),
        ('"sans cachet vitres"', ["sans clnq vitres"]),
        ('"cachet conducteur"~4', ["conducteur", "clnq"]),
        ("06 39 98 16 22", ["06 39 9B 1? 22"]),
        ("phone:0639981622", ["06 39 9B 1? 22"]),
    ],
)
def test_what_was_read_the_second_time_is_found_and_marked(person, doubtful, query, marked):
    (hit,) = find(person, query).hits
    assert [text for text, is_marked in hit.snippet if is_marked] == marked
    assert hit.resembling
    assert hit.strip.marks
    opened = found_on(hit.page, Wanted(query), person=person)
    assert [hit.page.text[start:end] for start, end in opened.spans] == marked


@pytest.mark.parametrize("query", ["cachet", '"sans cachet"', "06 39 98 16 22"])
def test_as_it_is_spelled_only_the_text_is_searched(person, doubtful, query):
    assert find(person, query, tolerant=False).total == 0


@pytest.mark.parametrize("query", ["cach*", "c?chet", "*achet", "cachetx~1"])
def test_patterns_are_of_the_text(person, doubtful, query):
    assert find(person, query).total == 0


def test_what_is_not_wanted_hides_no_page_by_a_second_reading(person, doubtful):
    assert find(person, "conducteur -cachet").total == 1


def test_a_text_that_was_corrected_has_no_second_readings(person, doubtful):
    page = doubtful.pages.get(number=1)
    correct(page, LINE.replace("clnq", "cinq"), seen_version=1, by=person)
    index_case_file(doubtful.pk)
    assert find(person, "cachet").total == 0
    assert find(person, "cinq").total == 1
