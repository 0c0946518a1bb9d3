"""Starts the processes of the Procfile and stops them all: `python -m config.start`.

This is `honcho start` with three things mended. Where the terminal is closed, honcho would die
or hang and leave every process behind. A `.env` file would reach the processes but not the
commands that `make run` calls before them. And an end that was asked for is no error.
"""

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TextIO

from honcho.command import main as honcho

from config.folders import ROOT

ASKED_FOR = (128 + signal.SIGINT, 128 + signal.SIGTERM)


class Terminal:
    """The standard output, which may go away: from then on everything stops, without a word."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.encoding = stream.encoding
        self.gone = False

    def write(self, text: str) -> int:
        try:
            self.stream.write(text)
            self.stream.flush()
        except RuntimeError:
            pass  # a signal came in the middle of a line, and its handler prints another one
        except OSError:
            if not self.gone:
                self.gone = True
                os.kill(os.getpid(), signal.SIGTERM)
        return len(text)

    def flush(self) -> None:
        """Every write is flushed already."""

    def isatty(self) -> bool:
        return self.stream.isatty()


def _stop(number: int, frame: FrameType | None) -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> int:
    """Run until one process ends or somebody stops them; 0 where it was somebody."""
    os.chdir(ROOT)
    programs = str(Path(sys.executable).parent)
    os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", os.defpath)])
    signal.signal(signal.SIGHUP, _stop)
    # honcho forks once more for each process: that one has to outlive the process it watches.
    os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    sys.stdout = Terminal(sys.stdout)
    sys.argv = ["honcho", "--env", os.devnull, "start"]
    try:
        honcho()
    except SystemExit as end:
        return 0 if end.code in ASKED_FOR else int(end.code or 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
