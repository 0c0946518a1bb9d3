"""Greffe's processes, as the Procfile starts them, in a data folder of their own.

Each can be started, killed and started again; what has become of the pages is read from the
database file. No web server: files come in by `manage.py ingest`, as by any other door.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import redis
from celery import Celery

from config.broker import socket_path
from config.folders import ROOT

TICK = 1.0  # seconds between two sweeps; the clock of the Procfile takes fifteen
PERSON = "lectrice"


@dataclass(frozen=True)
class PageRow:
    """What the database says of a page."""

    key: int
    number: int
    volume: str
    state: str
    reason: str
    text: str
    text_version: int
    indexed_version: int
    attempts: int

    @property
    def searchable(self) -> bool:
        return self.state == "read" and self.indexed_version == self.text_version


class House:
    """Queue server, workers and clock by their names in the Procfile."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.environment = os.environ | {
            "GREFFE_DATA": str(data),
            "GREFFE_READERS": "2",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONWARNINGS": "ignore",
            **environment,
        }
        self.database = data / "greffe.sqlite3"
        self.socket = socket_path(data.resolve())
        self.log = data / "log.txt"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.desk: subprocess.Popen[str] | None = None
        lines = (ROOT / "Procfile").read_text().splitlines()
        self.commands = dict(line.split(": ", 1) for line in lines if line)
        self.sender = Celery(broker=f"redis+socket://{self.socket}", set_as_current=False)
        self.sender.conf.task_publish_retry = False

    # --- processes ----------------------------------------------------------------------------

    def start(self, *names: str, **environment: str) -> None:
        """Start processes that do not run; `pages2` is a second `pages`."""
        for name in names:
            if self.is_up(name):
                continue
            command = self.commands[name.rstrip("2")].replace("@%h", f"@{name}")
            with self.log.open("ab") as log:
                self.processes[name] = subprocess.Popen(
                    ["sh", "-c", command],
                    cwd=ROOT,
                    env=self.environment | environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            if name == "queue":
                self.wait_until(self.queue_answers, 10)

    def is_up(self, name: str) -> bool:
        return name in self.processes and self.processes[name].poll() is None

    def kill(self, *names: str) -> None:
        """`kill -9`: no process gets to say good-bye."""
        for name in names:
            self.processes[name].kill()
        for name in names:
            self.processes[name].wait()

    @contextlib.contextmanager
    def paused(self, *names: str) -> Iterator[None]:
        """Processes that do nothing for the length of the block, and keep nobody from writing."""
        held = [psutil.Process(self.processes[name].pid) for name in names]

        def stopped() -> bool:
            send_signal(held, signal.SIGSTOP)
            if self.can_be_written():
                return True
            send_signal(held, signal.SIGCONT)  # one may be in the middle of a transaction
            return False

        try:
            self.wait_until(stopped, 30)
            yield
        finally:
            send_signal(held, signal.SIGCONT)

    def stop(self, *names: str) -> None:
        """End processes as `make run` does, and those that do not end."""
        for name in names:
            self.processes[name].terminate()
        for name in names:
            try:
                self.processes[name].wait(10)
            except subprocess.TimeoutExpired:
                self.kill(name)

    def close(self) -> None:
        """Kill all that runs, and what it has started."""
        for process in self.processes.values():
            with contextlib.suppress(psutil.NoSuchProcess):
                for child in psutil.Process(process.pid).children(recursive=True):
                    with contextlib.suppress(psutil.NoSuchProcess):
                        child.kill()
            process.kill()
            process.wait()
        self.sender.close()
        if self.desk is not None:
            self.desk.kill()
            self.desk.wait()

    def readers(self, name: str = "pages") -> list[psutil.Process]:
        """The child processes in which a worker reads."""
        try:
            return psutil.Process(self.processes[name].pid).children()
        except psutil.NoSuchProcess:
            return []

    # --- queue --------------------------------------------------------------------------------

    def redis(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.socket), retry=None)

    def queue_answers(self) -> bool:
        with contextlib.suppress(redis.RedisError), contextlib.closing(self.redis()) as client:
            return bool(client.ping())
        return False

    def send(self, task: str, *args: Any) -> None:
        """Send a task as the application does, to the queue that the settings name."""
        family = task.rsplit(".", 1)[0]
        queue = {"search.tasks": "index"}.get(family, "celery")
        if task == "casefiles.tasks.read_pages":
            queue = "pages"
        self.sender.send_task(task, args=args, queue=queue)

    def sweep(self) -> None:
        """What the clock sends; nothing with the queue away."""
        with contextlib.suppress(self.sender.connection().connection_errors, redis.RedisError):
            self.send("casefiles.tasks.sweep")
            self.send("search.tasks.sweep")

    # --- commands -----------------------------------------------------------------------------

    def tell(self, *arguments: str) -> tuple[int, str, str]:
        """Run a command at the desk: its exit code, what it printed, what it complained of."""
        if self.desk is None or self.desk.poll() is not None:
            with self.log.open("ab") as log:
                self.desk = subprocess.Popen(
                    [sys.executable, "-m", "tests.faults.desk"],
                    cwd=ROOT,
                    env=self.environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                )
        assert self.desk.stdin is not None
        assert self.desk.stdout is not None
        self.desk.stdin.write(json.dumps(arguments) + "\n")
        self.desk.stdin.flush()
        code, said, complaints = json.loads(self.desk.stdout.readline())
        return code, said, complaints

    def manage(
        self, *arguments: str, wrap: str = "", check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py in a process of its own; `wrap` is for the shell."""
        script = f'{wrap} exec "$0" manage.py "$@"'
        return subprocess.run(
            ["sh", "-c", script, sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            check=check,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def ingest(self, case_file: str, *files: Path) -> None:
        """Receive files as volumes of a case file, alone in an investigation of its name."""
        names = ("--investigation", case_file, "--casefile", case_file)
        code, _said, complaints = self.tell("ingest", *map(str, files), *names)
        assert code == 0, complaints

    def search(self, case_file: str, query: str) -> tuple[int, str]:
        """How many pages are found by somebody who may, and what is said besides."""
        self.tell("grant", PERSON, "reader", "--investigation", case_file)
        question = ("search", query, "--as", PERSON, "--casefile", case_file, "--json")
        code, said, complaints = self.tell(*question)
        assert code == 0, complaints
        return json.loads(said)["total"], complaints

    # --- what the database says -----------------------------------------------------------------

    def rows(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        address = f"file:{self.database}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=30)) as connection:
            return connection.execute(question, values).fetchall()

    def can_be_written(self) -> bool:
        """Whether nobody else is writing to the database, or not for long."""
        connection = sqlite3.connect(self.database, timeout=0.2, isolation_level=None)
        with contextlib.closing(connection):
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            connection.rollback()
            return True

    def pages(self, case_file: str) -> list[PageRow]:
        """The pages of a case file, by number."""
        question = """
            SELECT page.id, number, volume.name, page.state, page.reason, text, text_version,
                   indexed_version, attempts
            FROM casefiles_page AS page
            JOIN casefiles_volume AS volume ON volume.id = page.volume_id
            JOIN casefiles_casefile AS casefile ON casefile.id = page.case_file_id
            WHERE casefile.name = ? ORDER BY number
        """
        return [PageRow(*row) for row in self.rows(question, case_file)]

    def states(self, case_file: str) -> list[str]:
        return [page.state for page in self.pages(case_file)]

    def volumes(self, case_file: str) -> list[tuple[str, str, str]]:
        """Name, state and reason of the volumes, by position."""
        question = """
            SELECT volume.name, volume.state, volume.reason FROM casefiles_volume AS volume
            JOIN casefiles_casefile AS casefile ON casefile.id = volume.case_file_id
            WHERE casefile.name = ? ORDER BY position
        """
        return self.rows(question, case_file)

    def key(self, case_file: str) -> str:
        """The key of a case file, as the tasks take it."""
        found = self.rows("SELECT id FROM casefiles_casefile WHERE name = ?", case_file)[0][0]
        return f"{found[:8]}-{found[8:12]}-{found[12:16]}-{found[16:20]}-{found[20:]}"

    def index_files(self, case_file: str) -> list[Path]:
        """The files of an index that hold something; it may be dropped while they are listed."""
        folder = self.data / "indexes" / self.key(case_file)
        files = [Path(inside, name) for inside, _, names in os.walk(folder) for name in names]
        return [path for path in files if _size(path)]

    def is_done(self, case_file: str, pages: int) -> bool:
        rows = self.pages(case_file)
        return len(rows) == pages and all(row.searchable for row in rows)

    # --- waiting --------------------------------------------------------------------------------

    def wait_until(
        self, condition: Callable[[], Any], within: float, *, sweeping: bool = False
    ) -> Any:
        """Ask again and again, and sweep meanwhile if told to; the first answer that is true."""
        until = time.monotonic() + within
        sweep_at = 0.0
        while not (answer := condition()):
            now = time.monotonic()
            if now > until:
                raise AssertionError(f"not within {within} s\n{self._last_words()}")
            if sweeping and now > sweep_at:
                sweep_at = now + TICK
                self.sweep()
            time.sleep(0.02)
        return answer

    def finish(self, case_file: str, pages: int, within: float = 90) -> list[PageRow]:
        """Wait until every page is read and can be found; the clock ticks meanwhile."""
        self.wait_until(lambda: self.is_done(case_file, pages), within, sweeping=True)
        return self.pages(case_file)

    def _last_words(self) -> str:
        counts = "SELECT state, reason, attempts, count(*) FROM casefiles_page GROUP BY 1, 2, 3"
        said = self.log.read_text()[-3000:] if self.log.exists() else ""
        return f"{self.rows(counts)}\n{said}"


def _size(path: Path) -> int:
    """Bytes of a file; 0 where it has gone."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def send_signal(processes: list[psutil.Process], number: signal.Signals) -> None:
    """Signal those that still live."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)
