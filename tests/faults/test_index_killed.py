"""The process that writes the index is killed in the middle of it: nothing is lost."""

import pytest

from search.engines.base import IndexBusy
from search.engines.lock import writer_lock

PAGES = 150
KILLS = 2


@pytest.fixture
def is_writing(house, case_file):
    """Whether somebody is writing the index just now."""

    def ask() -> bool:
        folder = house.data / "indexes" / "writing" / house.key(case_file)
        try:
            with writer_lock(folder):
                return False
        except IndexBusy:
            return True

    return ask


def test_it_works(house, case_file, digital, is_writing):
    house.kill("index")
    house.ingest(case_file, digital(PAGES))
    kills = 0
    for _ in range(KILLS):
        house.start("index")
        house.wait_until(lambda: is_writing() or house.is_done(case_file, PAGES), 60, sweeping=True)
        house.kill("index")
        if house.is_done(case_file, PAGES):  # all of it was quicker than the kill
            break
        kills += 1
    assert kills

    house.start("index")
    rows = house.finish(case_file, PAGES)

    assert {row.text_version for row in rows} == {1}
    assert house.search(case_file, "témoin") == (PAGES, "")
    assert house.search(case_file, f"{1000 + PAGES}") == (1, "")
