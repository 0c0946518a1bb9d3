"""How gunicorn serves Greffe: on this machine only, unless a proxy in front of it is told more.

https://docs.gunicorn.org/en/stable/settings.html explains the names.
"""

import errno
import os
import socket
import sys

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from config.garbage import leave_out_what_is_loaded

HOST = "127.0.0.1"
PORT = int(os.environ.get("GREFFE_PORT") or 8000)

bind = f"{HOST}:{PORT}"
worker_class = "gthread"
workers = 2
threads = 16  # each upload holds one while a piece of it comes in
# A thread that waits for a page image must not be taken for a dead worker.
timeout = 120
graceful_timeout = 3  # honcho kills what has not ended after 5 s
loglevel = "warning"
control_socket_disable = True  # nothing here uses it


def on_starting(_: Arbiter) -> None:
    """Say at once, and in words, that the port is taken; gunicorn would try for five seconds."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            sys.exit(
                f"Port {PORT} is taken or not allowed. Choose another one: "
                f"make run GREFFE_PORT={PORT + 1 if PORT >= 1024 else 8000}"
            )


def when_ready(_: Arbiter) -> None:
    """Print the address, once."""
    print(f"Greffe is ready: http://{HOST}:{PORT}", flush=True)  # noqa: T201


def post_worker_init(_: Worker) -> None:
    """A worker has loaded what it serves with."""
    leave_out_what_is_loaded()
