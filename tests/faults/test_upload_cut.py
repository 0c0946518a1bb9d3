"""An upload cut off by the network, at the real web server: what came is kept, nothing more."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from casefiles.tus.arriving import Busy, held
from tests.dossiers import digital_pdf
from tests.live import Greffe

TOKEN = "a" * 32
SEEN_WITHIN = 20  # seconds in which the server notices that somebody has gone


class Desk:
    """Somebody who is logged in and speaks the protocol over sockets of their own."""

    def __init__(self, greffe: Greffe) -> None:
        self.greffe = greffe
        made = greffe.manage(
            "shell",
            "--verbosity",
            "0",
            "--command",
            "from casefiles.management.naming import case_file_of;"
            "from django.test import Client;"
            "from investigations.models import Person;"
            "from investigations.services.grants import give;"
            "person = Person.objects.create_user('lea');"
            "made = case_file_of('Affaire', 'Dossier', 'fra');"
            "give(person, 'editor', made.investigation);"
            "client = Client(); client.force_login(person);"
            "print(made.pk, client.cookies['sessionid'].value)",
        )
        self.case_file, session = made.split()
        self.headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Tus-Resumable": "1.0.0",
            "Content-Type": "application/offset+octet-stream",
        }

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict]:
        """Status and headers, these in lower case."""
        connection = http.client.HTTPConnection("127.0.0.1", self.greffe.port, timeout=60)
        with contextlib.closing(connection):
            more = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, self.headers | more)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}

    def begin(self, size: int) -> str:
        address = f"/casefiles/{self.case_file}/uploads/"
        status, headers = self.ask("POST", address, Upload_Length=str(size))
        assert status == 201
        return headers["location"]

    def offset(self, path: str) -> int:
        status, headers = self.ask("HEAD", path)
        assert status == 200
        return int(headers["upload-offset"])

    def file(self, path: str) -> Path:
        """Where the server gathers the bytes of an upload."""
        return self.greffe.data / "incoming" / "uploads" / path.split("/")[-2]

    def wait_for_bytes(self, path: str, at_least: int) -> None:
        """Until the server has read so many of an upload and written them, counted or not."""
        until = time.monotonic() + SEEN_WITHIN
        while self.file(path).stat().st_size < at_least:
            assert time.monotonic() < until
            time.sleep(0.02)

    def half(self, path: str, offset: int, announced: int, content: bytes) -> socket.socket:
        """A connection on which fewer bytes have gone out than were announced."""
        connection = socket.create_connection(("127.0.0.1", self.greffe.port))
        headers = self.headers | {
            "Host": f"127.0.0.1:{self.greffe.port}",
            "Upload-Offset": str(offset),
            "Content-Length": str(announced),
        }
        lines = [f"PATCH {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + content)
        return connection


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Greffe(tmp_path_factory.mktemp("greffe"), GREFFE_DEMO="false") as greffe:
        yield Desk(greffe)


@pytest.fixture
def content(tmp_path) -> bytes:
    """A PDF with noise behind its end, another one each time."""
    return digital_pdf(tmp_path / "tome.pdf", ["Une page."]).read_bytes() + os.urandom(3_000_000)


def close(connection: socket.socket) -> None:
    connection.close()


def reset(connection: socket.socket) -> None:
    """Close as a router does that has forgotten the connection."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def settled(desk: Desk, path: str, within: float = SEEN_WITHIN) -> int:
    """The offset once the server has noticed, and lets somebody else send."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        with contextlib.suppress(Busy), held(desk.file(path)):
            return desk.offset(path)
        time.sleep(0.1)
    raise AssertionError(f"not within {within} s")


@pytest.mark.parametrize("end", [close, reset])
def test_what_came_is_kept_and_the_rest_makes_a_volume(desk, content, end):
    path = desk.begin(len(content))
    nine_tenths = len(content) * 9 // 10
    connection = desk.half(path, 0, len(content), content[:nine_tenths])
    # A reset takes with it what has not been read.
    desk.wait_for_bytes(path, nine_tenths - (1 << 18))
    end(connection)

    offset = settled(desk, path)
    # Of a connection that is closed everything counts; a reset loses what was in hand.
    assert offset == nine_tenths if end is close else nine_tenths - (1 << 18) <= offset
    status, headers = desk.ask("PATCH", path, content[offset:], Upload_Offset=str(offset))
    assert (status, headers["upload-offset"]) == (204, str(len(content)))
    sha256 = hashlib.sha256(content).hexdigest()
    kept = [file for file in (desk.greffe.data / "originals").rglob("*") if sha256 in file.name]
    assert [file.read_bytes() for file in kept] == [content]


def test_while_bytes_are_awaited_nobody_else_can_send(desk, content):
    path = desk.begin(len(content))
    connection = desk.half(path, 0, len(content), content[:1_000_000])
    desk.wait_for_bytes(path, 1)
    status, _headers = desk.ask("PATCH", path, content[:1000], Upload_Offset="0")
    assert status == 423
    connection.sendall(content[1_000_000:])
    assert b" 204 " in connection.recv(100)
    connection.close()


@pytest.mark.long
def test_who_falls_silent_does_not_hold_the_file_for_ever(desk, content):
    path = desk.begin(len(content))
    connection = desk.half(path, 0, len(content), content[:1_000_000])
    desk.wait_for_bytes(path, 1)
    offset = settled(desk, path, 60)
    assert offset >= 1_000_000 - (1 << 18)
    status, _headers = desk.ask("PATCH", path, content[offset:], Upload_Offset=str(offset))
    assert status == 204
    connection.close()


def test_a_long_request_is_accounted_for_before_its_end(desk, content):
    path = desk.begin(20_000_000)
    long = content[:1000] + os.urandom(12_000_000)
    connection = desk.half(path, 0, 20_000_000, long)
    until = time.monotonic() + SEEN_WITHIN
    while desk.offset(path) < 8 << 20 and time.monotonic() < until:
        time.sleep(0.1)
    assert desk.offset(path) >= 8 << 20
    assert desk.file(path).read_bytes()[: 8 << 20] == long[: 8 << 20]
    connection.close()
