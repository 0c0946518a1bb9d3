"""An index is deleted or damaged: it is made again, and nobody is told that there is nothing."""

import shutil

import pytest

PAGES = 5


def delete(house, case_file):
    shutil.rmtree(house.data / "indexes" / house.key(case_file))


def truncate(house, case_file):
    largest = max(house.index_files(case_file), key=lambda path: path.stat().st_size)
    with largest.open("r+b") as opened:
        opened.truncate(largest.stat().st_size // 2)


def delete_all(house, case_file):
    shutil.rmtree(house.data / "indexes")


@pytest.fixture
def indexed(house, case_file, digital):
    house.ingest(case_file, digital(PAGES))
    house.finish(case_file, PAGES)
    return case_file


@pytest.mark.parametrize("damage", [delete, truncate, delete_all])
def test_a_search_says_that_it_is_being_rebuilt(damage, house, indexed):
    assert house.search(indexed, "témoin") == (PAGES, "")
    with house.paused("index"):
        damage(house, indexed)
        total, said = house.search(indexed, "témoin")
    assert total == 0
    assert "searchable again" in said
    # Not by the rows: a writer that was paused in the middle leaves them to the next sweep.
    house.wait_until(lambda: house.search(indexed, "témoin") == (PAGES, ""), 30, sweeping=True)


@pytest.mark.parametrize("damage", [delete, truncate])
def test_the_sweep_rebuilds_what_nobody_has_searched(damage, house, indexed):
    files = set(house.index_files(indexed))
    with house.paused("index"):  # a sweep would drop what is half deleted
        damage(house, indexed)

    def is_made_again():
        """Files first: they change after the rows, and the rows asked before would be the old."""
        now = set(house.index_files(indexed))
        return now and now != files and house.is_done(indexed, PAGES)

    house.wait_until(is_made_again, 30, sweeping=True)
    assert house.search(indexed, "témoin") == (PAGES, "")


def test_pages_that_come_after_the_damage_do_not_hide_those_before(house, indexed, digital):
    with house.paused("index"):
        delete(house, indexed)
        house.ingest(indexed, digital(2, "2.pdf"))
    house.finish(indexed, PAGES + 2)
    assert house.search(indexed, "témoin") == (PAGES + 2, "")
