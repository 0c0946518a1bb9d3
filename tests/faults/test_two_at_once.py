"""Two workers at the same work: one wins, the other leaves without harm."""

import pytest


@pytest.fixture
def crowded(house):
    """Two of each worker."""
    house.start("pages2", "index2")
    yield house
    house.kill("pages2", "index2")


def test_it_works(crowded, case_file, scan, digital):
    house = crowded
    with house.paused("pages", "pages2"):
        with house.paused("index", "index2"):
            house.ingest(case_file, scan(4, "1.pdf"), digital(8, "2.pdf"), scan(2, "3.pdf"))
            for _ in range(4):
                house.send("casefiles.tasks.plan", house.key(case_file))
        house.wait_until(lambda: len(house.pages(case_file)) == 14, 60, sweeping=True)
        for _ in range(4):
            for row in house.pages(case_file):
                house.send("casefiles.tasks.read_pages", [row.key])
            house.send("search.tasks.index", house.key(case_file))

    rows = house.finish(case_file, 14)

    assert [row.number for row in rows] == list(range(1, 15))
    assert [row.volume for row in rows] == ["1.pdf"] * 4 + ["2.pdf"] * 8 + ["3.pdf"] * 2
    assert {row.text_version for row in rows} == {1}
    assert house.search(case_file, "témoin")[0] == 14


def test_two_writers_on_one_index(crowded, case_file, digital):
    """The index is made anew again and again while pages come in."""
    house = crowded
    house.ingest(case_file, digital(20, "1.pdf"))
    house.ingest(case_file, digital(20, "2.pdf"))
    for _ in range(3):
        house.tell("reindex", "--casefile", case_file)  # may find it busy
    house.finish(case_file, 40)
    assert house.search(case_file, "témoin") == (40, "")
