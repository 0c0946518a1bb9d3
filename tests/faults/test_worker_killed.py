"""A worker that reads is killed in the middle of it: every page is read, and read once."""

import pytest

from tests.faults.house import House


def someone_reads(house: House, case_file: str) -> bool:
    return "reading" in house.states(case_file)


def kill_while_reading(house: House, case_file: str, times: int, *, sweeping: bool) -> int:
    """Kill the worker that often in the middle of a page; how often there was still a page."""
    kills = 0
    for kill in range(1, times + 1):
        before = house.states(case_file).count("read")
        house.wait_until(
            lambda before=before: (
                house.states(case_file).count("read") > before or someone_reads(house, case_file)
            ),
            60,
            sweeping=sweeping,
        )
        if someone_reads(house, case_file):
            house.kill("pages")
            house.start("pages")
            kills = kill
    return kills


def read_once(house: House, case_file: str, pages: int) -> None:
    rows = house.pages(case_file)
    assert [row.number for row in rows] == list(range(1, pages + 1))
    assert {row.state for row in rows} == {"read"}
    assert {row.text_version for row in rows} == {1}
    for row in rows:
        assert str(1000 + row.number) in row.text


def test_it_works(house, case_file, scan):
    house.ingest(case_file, scan(12))
    kills = kill_while_reading(house, case_file, 3, sweeping=True)
    assert kills >= 2
    house.finish(case_file, 12)
    read_once(house, case_file, 12)
    assert house.search(case_file, "témoin")[0] == 12


@pytest.mark.long
def test_ten_times_with_the_clock_of_the_procfile(house, case_file, scan):
    """Nothing is sent by the test: the house finishes by itself."""
    house.start("beat")
    house.ingest(case_file, scan(60))
    kills = kill_while_reading(house, case_file, 10, sweeping=False)
    assert kills >= 8
    house.wait_until(lambda: house.is_done(case_file, 60), 240)
    house.stop("beat")
    read_once(house, case_file, 60)
    assert house.search(case_file, "témoin")[0] == 60
