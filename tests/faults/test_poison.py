"""A page that brings the reader down: it fails with its reason, all else goes on."""

import contextlib
import signal
import threading

import pytest

from tests.dossiers import scanned_pdf
from tests.faults.conftest import texts
from tests.faults.house import send_signal


@contextlib.contextmanager
def afflicted(house, case_file, volume, number):
    """Whenever a page of that volume is being read, its reader is sent a signal."""
    over = threading.Event()
    struck: set[int] = set()

    def strike():
        while not over.wait(0.01):
            fresh = [child for child in house.readers() if child.pid not in struck]
            # Asked last: a moment later the reader may be at another page.
            states = {row.volume: row.state for row in house.pages(case_file)}
            if states.get(volume) == "reading":
                send_signal(fresh, number)
                struck.update(child.pid for child in fresh)

    thread = threading.Thread(target=strike)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.fixture
def one_reader(house):
    """One page at a time, so that a signal meets the page that it is meant for."""
    house.kill("pages")
    house.start("pages", GREFFE_READERS="1", PAGE_SECONDS="4")
    yield house
    house.kill("pages")


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (signal.SIGKILL, "crashed"),
        pytest.param(signal.SIGSTOP, "too_slow", marks=pytest.mark.long),
    ],
    ids=["crashes", "hangs"],
)
def test_it_works(number, reason, one_reader, case_file, digital, tmp_path):
    house = one_reader
    poison = scanned_pdf(tmp_path / "poison.pdf", ["\n".join(texts(40))])  # read in seconds
    worker = house.processes["pages"].pid
    with afflicted(house, case_file, "poison.pdf", number):
        house.ingest(case_file, poison, digital(3, "sain.pdf"))
        house.wait_until(
            lambda: sorted(house.states(case_file)) == ["failed", "read", "read", "read"],
            60,
            sweeping=True,
        )
    failed = house.pages(case_file)[0]
    assert (failed.volume, failed.reason, failed.attempts) == ("poison.pdf", reason, 3)
    assert house.is_up("pages")
    assert house.processes["pages"].pid == worker
    house.wait_until(lambda: all(row.searchable for row in house.pages(case_file)[1:]), 30)
    assert house.search(case_file, "témoin")[0] == 3
