import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from config.broker import LONGEST_SOCKET_PATH, BrokerError, running, socket_path


def ping(socket):
    with redis.Redis(unix_socket_path=str(socket)) as client:
        return client.ping()


def test_it_works(tmp_path):
    with running(tmp_path) as socket:
        assert socket == socket_path(tmp_path)
        assert ping(socket)
    assert not socket.exists()


def test_only_its_owner_may_open_the_folder_of_the_socket(tmp_path):
    with running(tmp_path) as socket:
        assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700


def test_it_listens_on_no_port(tmp_path):
    with running(tmp_path) as socket, redis.Redis(unix_socket_path=str(socket)) as client:
        assert client.config_get("port") == {"port": "0"}


def test_it_keeps_nothing_on_disk(tmp_path):
    with running(tmp_path) as socket, redis.Redis(unix_socket_path=str(socket)) as client:
        client.set("task", "to do")
        kept = client.config_get("save", "appendonly")
        assert kept == {"save": "", "appendonly": "no"}
    assert [path.name for path in socket.parent.iterdir()] == ["queue.lock"]


def test_a_long_path_is_replaced_by_a_short_one_of_its_own():
    long, other = (Path("/" + letter * 120) for letter in "ab")
    assert len(os.fsencode(socket_path(long))) <= LONGEST_SOCKET_PATH
    assert socket_path(long) == socket_path(long) != socket_path(other)


def test_the_length_is_counted_in_bytes():
    assert not socket_path(Path("/" + "é" * 60)).is_relative_to("/" + "é" * 60)


def test_a_second_server_on_the_same_folder_is_refused(tmp_path):
    with running(tmp_path) as socket:
        with pytest.raises(BrokerError, match="already running"), running(tmp_path):
            pass
        assert ping(socket)


def test_a_link_in_the_place_of_its_folder_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BrokerError, match="not a folder of this user"), running(tmp_path):
        pass


@pytest.fixture
def started(tmp_path):
    """Runs `python -m config.broker`, and ends it after the test."""
    processes = []

    def start(**environment):
        process = subprocess.Popen(
            [sys.executable, "-m", "config.broker"],
            env={**os.environ, "GREFFE_DATA": str(tmp_path), "REDIS_URL": "", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def test_the_process_ends_when_told_to_while_another_server_is_named(started):
    process = started(REDIS_URL="redis://greffe:secret@example.invalid:6379/0")
    said = process.stdout.readline()
    assert said == "The queue server is example.invalid:6379/0.\n"
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) in (0, -signal.SIGTERM)


def test_the_process_says_that_the_folder_is_in_use(started, tmp_path):
    with running(tmp_path):
        _, said = started().communicate(timeout=30)
    assert "already running on this data folder" in said
