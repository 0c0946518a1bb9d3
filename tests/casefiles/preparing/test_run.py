"""The child that prepares: what it may not do, and that nothing of it is left."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from casefiles.preparing import run
from casefiles.preparing.formats import Format
from casefiles.preparing.parts import Bounds
from casefiles.reading.reasons import ReadingError, Reason
from tests.dossiers import digital_pdf

SMALL = run.Limits(seconds=20, memory=2_500_000_000, bounds=Bounds())


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "atelier"
    made.mkdir()
    return made


@pytest.fixture
def child_does(monkeypatch, tmp_path):
    """Have another program started in the child's place; it gets the same arguments."""

    def replace(program: str) -> None:
        package = tmp_path / "autre" / "casefiles" / "preparing"
        package.mkdir(parents=True)
        for init in (package.parent / "__init__.py", package / "__init__.py"):
            init.write_text("")
        (package / "child.py").write_text(program)
        monkeypatch.setattr(run, "ROOT", tmp_path / "autre")

    return replace


def alive_in(folder: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == str(folder) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def test_it_works(tmp_path, folder):
    original = tmp_path / "original"
    digital_pdf(original, ["Une page.", "Une autre."])
    before = original.read_bytes()
    made = run.mend(original, folder, limits=SMALL)
    assert made.pdf is not None
    assert made.pdf.is_relative_to(folder)
    assert original.read_bytes() == before
    assert run.take_out(original, folder, limits=SMALL).pages == 2
    assert not alive_in(folder)


def test_a_reason_is_raised(tmp_path, folder):
    original = tmp_path / "original"
    original.write_bytes(b"%PDF-1.4 of nothing")
    with pytest.raises(ReadingError) as error:
        run.mend(original, folder, limits=SMALL)
    assert error.value.code == Reason.DAMAGED


def test_what_hangs_is_killed_with_all_that_it_has_started(tmp_path, folder, child_does):
    child_does(
        "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "time.sleep(600)"
    )
    began = time.monotonic()
    limits = run.Limits(seconds=3, bounds=Bounds())
    with pytest.raises(ReadingError) as error:
        run.prepare(tmp_path / "x", Format.OFFICE, "x.doc", folder, limits=limits)
    assert error.value.code == Reason.TOO_SLOW
    assert time.monotonic() - began < 60
    until = time.monotonic() + 10
    while alive_in(folder) and time.monotonic() < until:
        time.sleep(0.1)
    assert not alive_in(folder)


def test_what_dies_is_told(tmp_path, folder, child_does):
    child_does("import os, sys\nsys.stderr.write('oh no')\nsys.stderr.flush()\nos.abort()")
    with pytest.raises(ReadingError) as error:
        run.prepare(tmp_path / "x", Format.OFFICE, "x.doc", folder, limits=SMALL)
    assert (error.value.code, "oh no" in error.value.detail) == (Reason.CRASHED, True)


def test_what_fills_the_disk_is_stopped(tmp_path, folder, child_does):
    child_does(
        "import time\n"
        "with open('much', 'wb') as file:\n"
        "    file.truncate(50_000_000)\n"
        "time.sleep(600)"
    )
    bounds = Bounds(total_bytes=10_000_000, bytes_each=10_000_000)
    with pytest.raises(ReadingError) as error:
        run.prepare(
            tmp_path / "x", Format.ARCHIVE, "x.zip", folder, limits=run.Limits(bounds=bounds)
        )
    assert error.value.code == Reason.TOO_LARGE


OK = {"pdf": None, "enclosed": [], "left_out": [], "pages": None, "damaged": False}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"ok": OK | {"pdf": "/etc/passwd"}}, "not its own"),
        ({"ok": OK | {"enclosed": [("a", "missing")]}}, "no file"),
        ({"ok": OK | {"pdf": "link"}}, "no file"),
        ({"error": "nonsense", "detail": ""}, "nonsense"),
        ({}, "answer"),
        ({"ok": 3}, "answer"),
    ],
    ids=["another's file", "no file", "a link", "an unknown reason", "nothing", "a number"],
)
def test_a_child_that_lies_is_not_believed(answer, said, tmp_path, folder, child_does):
    child_does(
        "import os, socket, struct, sys, msgpack\n"
        "os.symlink('/etc/passwd', 'link')\n"
        f"body = msgpack.packb({answer})\n"
        "line = socket.socket(fileno=int(sys.argv[1]))\n"
        "line.sendall(struct.pack('>I', len(body)) + body)"
    )
    with pytest.raises(ReadingError) as error:
        run.prepare(tmp_path / "x", Format.ARCHIVE, "x.zip", folder, limits=SMALL)
    assert error.value.code == Reason.CRASHED
    assert said in error.value.detail


def test_it_ends_with_its_parent(tmp_path, folder):
    """Here a parent that is killed in the middle of preparing."""
    original = tmp_path / "original"
    digital_pdf(original, ["Une page."])
    program = (
        "import os, signal, socket, subprocess, sys, time\n"
        "from pathlib import Path\n"
        "from casefiles.preparing import run\n"
        f"run.MEND = run._start(socket.socketpair()[1], Path({str(folder)!r}), run.USUAL)\n"
        "print(run.MEND.pid, flush=True)\n"
        "time.sleep(2)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(run.__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    pid = int(done.stdout)
    until = time.monotonic() + 20
    while psutil.pid_exists(pid) and time.monotonic() < until:
        time.sleep(0.1)
    assert not psutil.pid_exists(pid)
