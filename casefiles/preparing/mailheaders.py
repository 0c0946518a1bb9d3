"""Headers of messages as they were meant, whatever is wrong with how they are written.

The parser of the standard library is told not to interpret headers (policy `compat32`): its own
reading of hostile addresses is slow and sometimes fails. RFC 2047 is decoded here, tolerantly.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

LONGEST = 50_000  # characters of one header that are looked at
ENCODED = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
BETWEEN = re.compile(r"(\?=)\s+(=\?)")
IDENTITY = re.compile(r"<([^<>\s]{1,500})>")
# Windows' set is what mailers mean that claim a smaller one.
MEANT = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}


def header(message: Message, name: str) -> str:
    """All headers of that name, decoded, on one line; "" where there is none."""
    found = [text for key, text in message.raw_items() if key.lower() == name.lower()]
    return ", ".join(decoded(str(text)) for text in found)


def decoded(raw: str) -> str:
    """A header's text: unfolded, encoded words and bytes of any character set made readable."""
    text = unescaped(raw[:LONGEST])
    text = BETWEEN.sub(r"\1\2", re.sub(r"[\r\n]+[ \t]*", " ", text))
    return " ".join(_words(text).split())


def text_of(data: bytes, charset: str | None) -> str:
    """Bytes as text: in the set they claim, else in UTF-8, else in that of Western Windows."""
    claimed = (charset or "").strip().strip("'\"").lower()
    for name in (claimed if claimed not in MEANT else "utf-8", "utf-8", MEANT.get(claimed, "")):
        try:
            if name:
                return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def identities(text: str) -> list[str]:
    """Message ids in a header such as References, without their angle brackets."""
    return IDENTITY.findall(text)


def sent(message: Message) -> datetime | None:
    """When the message says that it was sent, in UTC; None where it does not, or not sensibly."""
    try:
        when = parsedate_to_datetime(header(message, "Date"))
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def unescaped(raw: str) -> str:
    """Bytes beyond ASCII, which the parser keeps as lone surrogates, as text."""
    if raw.isascii():
        return raw
    try:
        return text_of(raw.encode("ascii", "surrogateescape"), None)
    except UnicodeEncodeError:  # it was text already
        return raw.encode("utf-8", "replace").decode("utf-8")


def _words(text: str) -> str:
    """Encoded words decoded; neighbours of one set are joined first, as some cut characters."""
    parts: list[tuple[str | None, bytes | str]] = []
    at = 0
    for found in ENCODED.finditer(text):
        if found.start() > at:
            parts.append((None, text[at : found.start()]))
        charset, data = found[1].lower(), _data(found[2], found[3])
        last = parts[-1] if parts else (None, "")
        if last[0] == charset and isinstance(last[1], bytes):
            parts[-1] = (charset, last[1] + data)
        else:
            parts.append((charset, data))
        at = found.end()
    parts.append((None, text[at:]))
    return "".join(
        text_of(piece, charset) if isinstance(piece, bytes) else piece for charset, piece in parts
    )


def _data(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return quopri.decodestring(raw, header=True)
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return raw
