"""Whatever happens to the child, its parent goes on; whatever happens to the parent, it ends."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from casefiles.reading.reader import Reader
from casefiles.reading.reasons import ReadingError, Reason
from tests.casefiles.reading.drawing import canvas, scan_of_text, scanned, written

ROOT = Path(__file__).resolve().parents[3]


def gone(pid, within=5.0):
    end = time.monotonic() + within
    while time.monotonic() < end:
        with contextlib.suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                time.sleep(0.02)
                continue
        return True
    return False


@pytest.fixture
def page(tmp_path):
    return written(tmp_path / "page.pdf")


def works(reader, page):
    return reader.read(page, 1, "fra", timeout=60).source == "layer"


def test_it_works(fresh, page):
    assert works(fresh, page)
    first = fresh.pid
    assert works(fresh, page)
    assert fresh.pid == first


def test_a_page_that_takes_too_long_is_given_up(fresh, page, tmp_path):
    slow = scanned(tmp_path / "scan.pdf", scan_of_text(tmp_path))
    assert works(fresh, page)
    child = fresh.pid
    began = time.monotonic()
    with pytest.raises(ReadingError) as refused:
        fresh.read(slow, 1, "fra", timeout=0.05)
    assert refused.value.code == Reason.TOO_SLOW
    assert time.monotonic() - began < 2
    assert gone(child)
    assert works(fresh, page)


def test_a_child_killed_between_two_pages_is_replaced(fresh, page):
    assert works(fresh, page)
    os.kill(fresh.pid, signal.SIGKILL)
    assert gone(fresh.pid)
    assert works(fresh, page)


@contextlib.contextmanager
def killed_at_work(pid):
    """A process that is killed once it has computed for a while within the block."""
    child = psutil.Process(pid)
    before = child.cpu_times().user

    def kill():
        with contextlib.suppress(psutil.NoSuchProcess):
            while child.cpu_times().user < before + 0.1:
                time.sleep(0.01)
            child.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    yield
    killer.join()


def test_a_child_killed_at_a_page_is_a_crash(fresh, page, tmp_path):
    path = canvas(tmp_path / "long.pdf", (2000, 2000))
    scan = scan_file(tmp_path)
    for place in range(16):
        path.drawImage(scan, place % 4 * 500, place // 4 * 500, 500, 500)
    path.showPage()
    path.save()
    assert works(fresh, page)
    # Killed before it had begun, it would be replaced.
    with killed_at_work(fresh.pid), pytest.raises(ReadingError) as refused:
        fresh.read(tmp_path / "long.pdf", 1, "fra", timeout=60)
    assert refused.value.code == Reason.CRASHED
    assert works(fresh, page)


def scan_file(folder):
    scan_of_text(folder).save(folder / "scan.png")
    return str(folder / "scan.png")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
def test_memory_is_bounded(models, page, tmp_path):
    large = canvas(tmp_path / "large.pdf", (2700, 2700))
    large.rect(100, 100, 200, 200, fill=1)
    large.showPage()
    large.save()
    with Reader(models, memory_limit=260_000_000) as reader:
        assert works(reader, page)
        with pytest.raises(ReadingError) as refused:
            reader.picture(tmp_path / "large.pdf", 1, dpi=200, rotation=0, timeout=60)
        assert refused.value.code == Reason.TOO_MUCH_MEMORY
        assert works(reader, page)


PARENT = """
import sys, time
from pathlib import Path
from casefiles.reading.reader import Reader
reader = Reader(Path(sys.argv[1]))
reader.survey(sys.argv[2], max_pages=9, timeout=60)
print(reader.pid, flush=True)
try:
    reader.read(sys.argv[3], 1, "fra", timeout=60)
finally:
    time.sleep(60)
"""


@pytest.mark.parametrize("at", [0.0, 0.3], ids=["busy", "later"])
def test_the_child_ends_with_its_parent(models, page, tmp_path, at):
    scan = scanned(tmp_path / "scan.pdf", *[scan_of_text(tmp_path)] * 2)
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, models, page, scan],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    with parent:
        child = int(parent.stdout.readline())
        time.sleep(at)
        assert psutil.pid_exists(child)
        parent.kill()
    assert gone(child)


def test_it_survives_the_thread_that_started_it(fresh, page):
    starter = threading.Thread(target=works, args=(fresh, page))
    starter.start()
    starter.join()
    assert works(fresh, page)


def test_closing_ends_the_child(models, page):
    with Reader(models) as reader:
        assert works(reader, page)
        child = reader.pid
    assert reader.pid is None
    assert gone(child)
    assert works(reader, page)
    reader.close()


def test_it_is_given_no_secrets(fresh, page, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "greffe-secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://greffe:secret@db/greffe")
    assert works(fresh, page)
    given = psutil.Process(fresh.pid).environ()
    assert "SECRET_KEY" not in given
    assert "DATABASE_URL" not in given


def test_it_inherits_no_file(fresh, page, tmp_path):
    kept = tmp_path / "kept-open.txt"
    with kept.open("w") as file:
        os.set_inheritable(file.fileno(), True)
        assert works(fresh, page)
        opened = [held.path for held in psutil.Process(fresh.pid).open_files()]
    assert str(kept) not in opened


def test_the_parent_stays_small():
    asked = (
        "import sys, casefiles.reading.reader;"
        "print({'tesserocr', 'pypdfium2', 'numpy', 'PIL', 'django'} & set(sys.modules))"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == "set()\n"


def test_an_answer_that_is_no_answer_is_a_crash(models, page, monkeypatch):
    with Reader(models) as reader:
        assert works(reader, page)
        monkeypatch.setattr("casefiles.reading.frames.MAX_ANSWER", 10)
        with pytest.raises(ReadingError) as refused:
            works(reader, page)
        assert refused.value.code == Reason.CRASHED
        monkeypatch.undo()
        assert works(reader, page)
