"""Peak memory and processor time of groups of processes, watched while something runs.

RSS counts pages that processes share once for each of them; PSS, which only Linux tells, counts
them once in all, so that its sum is what the machine really gives.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

import psutil

EVERY = 0.25  # seconds
PSS_EVERY = 1.0  # seconds: the kernel walks all page tables for it
READER = "casefiles.reading.child"  # in the command line of a reader's child process
MB = 1_000_000


@dataclass
class Use:
    """The highest values seen of one group, each on its own. Bytes; `cpu` in seconds."""

    processes: int = 0
    largest_rss: int = 0
    rss: int = 0
    pss: int = 0
    cpu: dict[tuple[int, float], tuple[float, float]] = field(default_factory=dict)

    @property
    def cpu_seconds(self) -> float:
        """Processor time between the first and the last look."""
        return sum(last - first for first, last in self.cpu.values())

    @property
    def most(self) -> int:
        """Peak of the sum: PSS where the system tells it, else RSS."""
        return self.pss or self.rss


class Watch:
    """Looks at processes from a thread until it is left: `with Watch(roots) as watch`.

    A group is a process with all its descendants; the readers' children are a group of their own.
    """

    def __init__(self, roots: Callable[[], dict[str, psutil.Process]]) -> None:
        self._roots = roots
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)
        self.use: dict[str, Use] = {}

    def __enter__(self) -> Self:
        self._began = time.time()
        self._look(with_pss=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._look(with_pss=True)

    @property
    def total(self) -> int:
        """Peak memory of all groups, in bytes; peaks of different moments are added."""
        return sum(use.most for use in self.use.values())

    def _look_on(self) -> None:
        last = time.monotonic()
        while not self._over.wait(EVERY):
            with_pss = time.monotonic() - last >= PSS_EVERY
            if with_pss:
                last = time.monotonic()
            self._look(with_pss=with_pss)

    def _look(self, *, with_pss: bool) -> None:
        for name, processes in self._groups().items():
            use = self.use.setdefault(name, Use())
            resident = []
            shared = 0
            for process in processes:
                with contextlib.suppress(psutil.Error):
                    resident.append(process.memory_info().rss)
                    times = process.cpu_times()
                    key = process.pid, process.create_time()
                    spent = times.user + times.system
                    before = 0.0 if process.create_time() > self._began else spent
                    use.cpu[key] = use.cpu.get(key, (before, 0.0))[0], spent
                    if with_pss:
                        shared += getattr(process.memory_full_info(), "pss", 0)
            use.processes = max(use.processes, len(resident))
            use.largest_rss = max(use.largest_rss, *resident, 0)
            use.rss = max(use.rss, sum(resident))
            use.pss = max(use.pss, shared)

    def _groups(self) -> dict[str, list[psutil.Process]]:
        groups: dict[str, list[psutil.Process]] = {}
        for name, root in self._roots().items():
            with contextlib.suppress(psutil.Error):
                for process in [root, *root.children(recursive=True)]:
                    groups.setdefault(_group(name, process), []).append(process)
        return groups


def _group(name: str, process: psutil.Process) -> str:
    with contextlib.suppress(psutil.Error):
        if READER in process.cmdline():
            return f"{name}: readers"
    return name


def megabytes(size: int) -> str:
    """A size for a table."""
    return f"{size / MB:.0f} MB"
