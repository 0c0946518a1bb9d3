import socket

import pytest

from config import gunicorn


def test_it_works(monkeypatch, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setattr(gunicorn, "PORT", port)
    gunicorn.on_starting(None)
    gunicorn.when_ready(None)
    assert capsys.readouterr().out == f"Greffe is ready: http://127.0.0.1:{port}\n"


def test_a_taken_port_is_said_at_once(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(gunicorn, "PORT", port)
        with pytest.raises(SystemExit, match=f"Port {port} is taken.*GREFFE_PORT"):
            gunicorn.on_starting(None)


def test_it_listens_on_this_machine_only():
    assert gunicorn.bind.startswith("127.0.0.1:")
