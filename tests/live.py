"""The whole house, as `make run` starts it, in a data folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from config.folders import ROOT

UP_WITHIN = 60  # seconds


class Greffe:
    """Web server, workers, clock and queue server; for the length of a `with` block.

    Nothing of the tests' own database or settings is used: what is said to it is said by HTTP
    or by `manage.py`.
    """

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "GREFFE_DATA": str(data),
            "GREFFE_PORT": str(self.port),
            "PYTHONWARNINGS": "ignore",
            **environment,
        }
        self.log = data / "log.txt"
        self._processes: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Greffe:
        self.manage("migrate", "--verbosity", "0")
        self.manage("collectstatic", "--no-input", "--verbosity", "0")
        with self.log.open("ab") as log:
            self._processes = subprocess.Popen(
                [sys.executable, "-m", "config.start"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_until_up()
        return self

    def __exit__(self, *_: Any) -> None:
        assert self._processes is not None
        self._processes.terminate()
        try:
            self._processes.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._processes.pid, signal.SIGKILL)
            self._processes.wait()

    def manage(self, *arguments: str) -> str:
        """What a command prints. Raises CalledProcessError."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def add_person(self, username: str, password: str) -> None:
        """An account that may open nothing."""
        self.manage(
            "shell",
            "--verbosity",
            "0",
            "--command",
            "from investigations.models import Person;"
            f"Person.objects.create_user({username!r}, password={password!r})",
        )

    def _wait_until_up(self) -> None:
        until = time.monotonic() + UP_WITHIN
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/login/", timeout=5):  # noqa: S310
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        self.__exit__()
        raise AssertionError(f"Greffe did not come up:\n{self.log.read_text()[-3000:]}")


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
