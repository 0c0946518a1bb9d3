"""The worker that counts a list of names is killed in the middle of it: none is lost or twice."""

import pytest

from tests.faults.house import PERSON, House

PAGES = 40
NAMES = 1500  # which takes seconds
KILLS = 2
CREATE = """
from investigations.models import Person
from search.lists.asking import create
from search.lists.lines import Line
from search.lists.variants import Ways
lines = [Line(f"Témoin Numéro {{1000 + n}}") for n in range(1, {names} + 1)]
owner = Person.objects.get(username="{person}")
create(owner, "{title}", lines, ways=Ways(), within=["{key}"])
"""


def create(house: House, title: str, case_file: str) -> None:
    key = house.key(case_file)
    code = CREATE.format(names=NAMES, person=PERSON, title=title, key=key)
    assert house.tell("shell", "--verbosity", "0", "--command", code)[0] == 0


def state(house: House, title: str) -> str:
    return house.rows("SELECT state FROM search_namelist WHERE title = ?", title)[0][0]


def counted(house: House, title: str) -> int:
    """How many names of a list have been looked for."""
    question = """
        SELECT sum(listed.counted) FROM search_listedcasefile AS listed
        JOIN search_namelist AS list ON list.id = listed.name_list_id WHERE list.title = ?
    """
    return house.rows(question, title)[0][0]


def counts(house: House, title: str) -> list[tuple]:
    """What a list has found: place of the name, case file, pages."""
    question = """
        SELECT entry.position, found.case_file_id, found.pages, found.resembling, found.variants
        FROM search_namecount AS found
        JOIN search_nameentry AS entry ON entry.id = found.entry_id
        JOIN search_namelist AS list ON list.id = entry.name_list_id
        WHERE list.title = ? ORDER BY 1, 2
    """
    return house.rows(question, title)


@pytest.fixture
def searchable(house, case_file, digital):
    """A case file that can be searched by the person whose list it is."""
    house.ingest(case_file, digital(PAGES))
    house.finish(case_file, PAGES)
    assert house.search(case_file, "témoin")[0] == PAGES
    return case_file


def test_it_works(house, searchable):
    """Nothing is sent by the test: the worker that comes next finds the list by itself."""
    title = f"Tués, {searchable}"
    create(house, title, searchable)
    before = 0
    for _ in range(KILLS):
        house.wait_until(lambda before=before: counted(house, title) > before, 60)
        house.kill("index")
        before = counted(house, title)
        assert state(house, title) == "counting"
        assert before < NAMES
        house.start("index")
    house.wait_until(lambda: state(house, title) == "done", 120)

    in_peace = f"En paix, {searchable}"
    create(house, in_peace, searchable)
    house.wait_until(lambda: state(house, in_peace) == "done", 120)
    found = counts(house, title)
    assert found == counts(house, in_peace)
    assert len({(place, where) for place, where, *_ in found}) == len(found)
    assert {place for place, *_ in found} >= set(range(1, PAGES + 1))
    assert counted(house, title) == NAMES
