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
    house.finish(indexed, PAGES)
    assert house.search(indexed, "témoin") == (PAGES, "")


@pytest.mark.parametrize("damage", [delete, truncate])
def test_the_sweep_rebuilds_what_nobody_has_searched(damage, house, indexed):
    files = house.index_files(indexed)
    damage(house, indexed)
    house.wait_until(
        lambda: (
            house.is_done(indexed, PAGES)
            and house.index_files(indexed)
            and set(house.index_files(indexed)) != set(files)
        ),
        30,
        sweeping=True,
    )
    assert house.search(indexed, "témoin") == (PAGES, "")


def test_pages_that_come_after_the_damage_do_not_hide_those_before(house, indexed, digital):
    with house.paused("index"):
        delete(house, indexed)
        house.ingest(indexed, digital(2, "2.pdf"))
    house.finish(indexed, PAGES + 2)
    assert house.search(indexed, "témoin") == (PAGES + 2, "")
