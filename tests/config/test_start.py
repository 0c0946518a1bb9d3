import io
import os
import signal

import pytest

from config import start
from config.start import Terminal


class Closed(io.StringIO):
    """A terminal whose window was closed."""

    def write(self, text):
        raise OSError("Input/output error")


@pytest.fixture
def sent(monkeypatch):
    signals = []
    monkeypatch.setattr(start.os, "kill", lambda process, number: signals.append((process, number)))
    return signals


def test_it_works(sent):
    stream = io.StringIO()
    Terminal(stream).write("web.1 started")
    assert stream.getvalue() == "web.1 started"
    assert sent == []


def test_a_closed_terminal_stops_everything_once(sent):
    terminal = Terminal(Closed())
    terminal.write("one line")
    terminal.write("another line")
    assert sent == [(os.getpid(), signal.SIGTERM)]


@pytest.mark.parametrize(("ended", "answer"), [(130, 0), (143, 0), (1, 1), (0, 0), (None, 0)])
def test_an_end_that_was_asked_for_is_no_error(monkeypatch, ended, answer):
    def honcho():
        raise SystemExit(ended)

    monkeypatch.setattr(start, "honcho", honcho)
    monkeypatch.setattr(start.signal, "signal", lambda *_: None)
    monkeypatch.setattr(start.os, "register_at_fork", lambda **_: None)
    monkeypatch.setattr(start.os, "environ", dict(os.environ))
    monkeypatch.setattr(start.sys, "stdout", io.StringIO())
    monkeypatch.setattr(start.sys, "argv", [])
    assert start.main() == answer
