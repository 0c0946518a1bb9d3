"""The database is locked for a while: who wants to write waits, and nothing is lost."""

import contextlib
import sqlite3
import time

import pytest


@contextlib.contextmanager
def locked(house):
    """Nobody else writes within the block."""
    connection = sqlite3.connect(house.database, timeout=30, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.rollback()
        connection.close()


@pytest.mark.parametrize("seconds", [3, pytest.param(20, marks=pytest.mark.long)])
def test_it_works(seconds, house, case_file, scan):
    house.ingest(case_file, scan(6))
    house.wait_until(lambda: "reading" in house.states(case_file), 60, sweeping=True)
    with locked(house):
        until = time.monotonic() + seconds
        before = house.states(case_file).count("read")
        while time.monotonic() < until:
            assert house.states(case_file).count("read") == before  # who reads is not held up
            time.sleep(0.1)
    rows = house.finish(case_file, 6)
    assert {row.text_version for row in rows} == {1}
    assert {row.attempts for row in rows} == {0}
