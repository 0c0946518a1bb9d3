"""Ask for an address as somebody, look at the answer, and leave no trace."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any, NamedTuple

from django.db import transaction
from django.http import HttpResponseBase

from tests.matrix.house import Player

CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


class Told(NamedTuple):
    """All of an answer that a browser sees."""

    status: int
    headers: dict[str, str]
    cookies: dict[str, str]
    body: bytes


def asked(player: Player, method: str, address: str, data: Any = None, **extra: Any) -> Told:
    """The answer; the database and the cookies are afterwards as they were."""
    client = player.client
    cookies = deepcopy(client.cookies)
    before = transaction.savepoint()
    try:
        return told(getattr(client, method.lower())(address, data, **extra))
    finally:
        transaction.savepoint_rollback(before)
        client.cookies = cookies


def told(response: HttpResponseBase) -> Told:
    """All of an answer; the client closes it once it is read. To close it once more would close
    the connection to the database, in the middle of a transaction."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    # Not when they expire, which is told to the second.
    cookies = {name: morsel.value for name, morsel in response.cookies.items()}
    return Told(
        response.status_code,
        dict(response.headers),
        cookies,
        CSRF.sub(b"", body),
    )


def without(answer: Told, *echoed: str) -> Told:
    """The same answer with what the asker has typed taken out of it."""
    for text in echoed:
        answer = Told(
            answer.status,
            {name: value.replace(text, "…") for name, value in answer.headers.items()},
            answer.cookies,
            answer.body.replace(text.encode(), b""),
        )
    return answer
