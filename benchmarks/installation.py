"""A whole Greffe of its own: an empty data folder, and the processes of the Procfile on it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from celery import Celery
from honcho.environ import parse_procfile

from config import broker
from config.folders import ROOT

PATIENCE = 60.0  # seconds until all processes have to be up
GENTLE = 10.0  # seconds that a process has to end by itself
# What an installation takes from the environment of whoever starts the benchmarks would differ
# from one machine to the next.
NOT_PASSED = (
    *("REDIS_URL", "DATABASE_URL", "SECRET_KEY", "DEBUG", "HTTPS", "ALLOWED_HOSTS"),
    *("TESSDATA_PREFIX", "GREFFE_READERS", "READER_MEMORY_MB", "SEARCH_ENGINE"),
)


class NotStartedError(Exception):
    """A process of the installation is not there; the message says which."""


class Installation:
    """Processes by their names in the Procfile, and the folder that they share."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = _free_port()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.command: subprocess.Popen[str] | None = None  # the last one, perhaps still at work
        self.command_name = ""
        programs = str(Path(sys.executable).parent)
        kept = {name: value for name, value in os.environ.items() if name not in NOT_PASSED}
        self.environment = kept | {
            "PATH": os.pathsep.join([programs, kept.get("PATH", os.defpath)]),
            "GREFFE_DATA": str(data),
            "GREFFE_PORT": str(self.port),
            "GREFFE_DEMO": "false",
            "OMP_THREAD_LIMIT": "1",
            "PYTHONWARNINGS": "ignore",  # of Celery, to whoever measures as root
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }

    def start(self) -> None:
        """Start what the Procfile names and wait until all of it answers."""
        self.manage("migrate", "--verbosity", "0")
        self.manage("collectstatic", "--no-input", "--verbosity", "0")
        for name, command in parse_procfile((ROOT / "Procfile").read_text()).processes.items():
            self.processes[name] = subprocess.Popen(
                ["/bin/sh", "-c", command],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for us, who stop them in order
            )
        until = time.monotonic() + PATIENCE
        for is_up in (self._web_answers, self._workers_answer):
            while not is_up():
                self._check()
                if time.monotonic() > until:
                    raise NotStartedError(f"not up after {PATIENCE:.0f} s: {is_up.__name__}")
                time.sleep(0.1)

    def manage(self, *arguments: str) -> str:
        """What a management command prints. Raises CalledProcessError."""
        self.command_name = f"manage.py {arguments[0]}"
        return self.python(str(ROOT / "manage.py"), *arguments)

    def python(self, *arguments: str) -> str:
        """What a Python program that works on this installation prints."""
        command = [sys.executable, *arguments]
        self.command = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            said, _ = self.command.communicate()
        except BaseException:
            self.command.kill()
            self.command.wait()
            raise
        if self.command.returncode:
            raise subprocess.CalledProcessError(self.command.returncode, command, said)
        return said

    def ingest(self, file: Path, case_file: str) -> dict[str, Any]:
        """Ingest one file to the end; what `manage.py ingest --json` says. All must be read."""
        said = self.manage(
            *("ingest", str(file), "--investigation", "Mesures", "--casefile", case_file),
            *("--wait", "--json"),
        )
        answer: dict[str, Any] = json.loads(said)
        return answer

    def roots(self) -> dict[str, psutil.Process]:
        """The process of each name, and the command that is at work."""
        known = {name: process.pid for name, process in self.processes.items()}
        if self.command is not None and self.command.returncode is None:
            known[self.command_name] = self.command.pid
        found = {}
        for name, pid in known.items():
            with contextlib.suppress(psutil.NoSuchProcess):
                found[name] = psutil.Process(pid)
        return found

    def stop(self) -> None:
        """End every process and every child of theirs, gently first; a second Ctrl-C waits."""
        heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            family = [
                process
                for root in self.roots().values()
                for process in [root, *root.children(recursive=True)]
            ]
            # The queue last: workers that lose it first complain and linger.
            _end([p for name, p in self.processes.items() if name != "queue"])
            _end([p for name, p in self.processes.items() if name == "queue"])
            for left in psutil.wait_procs(family, timeout=2)[1]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    left.kill()
            self.processes.clear()
        finally:
            signal.signal(signal.SIGINT, heard)

    def _check(self) -> None:
        for name, process in self.processes.items():
            if process.poll() is not None:
                raise NotStartedError(f"{name} ended with status {process.returncode}")

    def _web_answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def _workers_answer(self) -> bool:
        address = f"redis+socket://{broker.socket_path(self.data)}"
        asking = Celery("benchmarks", broker=address, set_as_current=False)
        with contextlib.closing(asking):
            answers = asking.control.inspect(timeout=1).active_queues() or {}
        served = {queue["name"] for queues in answers.values() for queue in queues}
        return served >= {"celery", "index", "pages"}


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(GENTLE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running() -> Iterator[Installation]:
    """An installation that is up; everything of it is stopped and deleted on leaving."""
    folder = Path(tempfile.mkdtemp(prefix="greffe-bench-")).resolve()
    installation = Installation(folder / "data")
    try:
        installation.start()
        yield installation
    finally:
        installation.stop()
        shutil.rmtree(folder, ignore_errors=True)
