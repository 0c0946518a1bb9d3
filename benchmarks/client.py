"""A browser without a window: logs in, uploads, searches, over one connection at a time."""

from __future__ import annotations

import http.client
import re
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TIMEOUT = 120  # seconds


class RefusedError(Exception):
    """The server answered with something else than was expected."""


class Client:
    """One person at one server on this machine."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)

    def log_in(self, name: str, password: str) -> None:
        """Raises RefusedError where the name or the password is wrong."""
        found = TOKEN.search(self.get("/login/"))
        if found is None:
            raise RefusedError("no log-in form")
        given = {"username": name, "password": password, "csrfmiddlewaretoken": found[1]}
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self._ask("POST", "/login/", urlencode(given).encode(), form, expected=302)

    def get(self, address: str) -> str:
        """The page at an address. Raises RefusedError unless it is 200."""
        return self._ask("GET", address, None, {}, expected=200)

    @staticmethod
    def search_address(query: str, case_file: str | None = None) -> str:
        """Where the search page answers a query, inside one case file where it is given."""
        asked = {"q": query} | ({"casefile": case_file} if case_file else {})
        return f"/?{urlencode(asked)}"

    def upload(self, address: str, files: Sequence[Path]) -> float:
        """Send files as a browser does; the moment (time.monotonic) the last byte was sent."""
        boundary = uuid.uuid4().hex
        body = b""
        for file in files:
            head = f'Content-Disposition: form-data; name="files"; filename="{file.name}"'
            body += f"--{boundary}\r\n{head}\r\nContent-Type: application/pdf\r\n\r\n".encode()
            body += file.read_bytes() + b"\r\n"
        body += f"--{boundary}--\r\n".encode()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Accept": "application/json",
            "X-CSRFToken": self.cookies["csrftoken"],
        }
        self._line.close()  # the server may have ended it while it was idle
        self._line.request("POST", address, body, self._with_cookies(headers))
        sent = time.monotonic()
        self._answer(expected=201)
        return sent

    def close(self) -> None:
        self._line.close()

    def _ask(
        self,
        method: str,
        address: str,
        body: bytes | None,
        headers: Mapping[str, str],
        *,
        expected: int,
    ) -> str:
        for attempt in (1, 2):
            try:
                self._line.request(method, address, body, self._with_cookies(headers))
                return self._answer(expected=expected)
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self._line.close()  # the server ends a line that was idle; the next request opens
                if attempt == 2:
                    raise
        raise AssertionError

    def _answer(self, *, expected: int) -> str:
        answer = self._line.getresponse()
        body = answer.read().decode()
        if answer.status != expected:
            raise RefusedError(f"{answer.status} instead of {expected}: {body[:300]}")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return body

    def _with_cookies(self, headers: Mapping[str, str]) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {**headers, "Cookie": cookies} if cookies else dict(headers)
