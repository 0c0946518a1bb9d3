"""Outlook's messages (MSG) as messages of the Internet, so that all are treated alike.

Sources: [MS-OXMSG] for the file, [MS-OXPROPS] for the numbers, [MS-OXRTFCP] for packed RTF.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from email.encoders import encode_base64
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import HeaderParser
from email.utils import format_datetime
from typing import IO, TypeVar

from olefile import OleFileIO
from oxmsg.domain import constants as c
from oxmsg.domain import model
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from casefiles.preparing.mailheaders import text_of
from casefiles.preparing.names import clean_name
from casefiles.preparing.rtf import unpacked
from casefiles.reading.reasons import ReadingError, Reason

EMBEDDED_OFFSET = 24  # of the properties of a message within a message
EMBEDDED = "__substg1.0_3701000D"
IN_REPLY_TO = 0x1042
DISPLAY_NAME, ATTACH_FILENAME = 0x3001, 0x3704
BY_VALUE, AS_MESSAGE = 1, 5  # ways of attaching
FIELDS = {1: "To", 2: "Cc", 3: "Bcc"}  # kinds of recipients
KEPT = ("From", "Sender", "To", "Cc", "Bcc", "Reply-To", "Date", "Message-ID", "In-Reply-To")
KIND = re.compile(r"(application|image|audio|video|text)/[A-Za-z0-9.+-]{1,80}")
DEEPEST = 10  # messages in messages
# What a file that is none, or is damaged, provokes in olefile and oxmsg.
BROKEN = (
    *(KeyError, ValueError, OSError, IndexError, TypeError, AttributeError, LookupError),
    *(AssertionError, OverflowError, struct.error),
)
T = TypeVar("T")


def parsed(file: IO[bytes]) -> Message:
    """The message; raises ReadingError(damaged)."""
    try:
        with OleFileIO(file) as compound:
            return message_of(Storage.from_ole(compound))
    except (*BROKEN, RecursionError) as error:
        raise ReadingError(Reason.DAMAGED, f"{type(error).__name__}: {error}") from error


def message_of(storage: Storage, offset: int = model.MSG_HDR_OFFSET, depth: int = 0) -> Message:
    """Headers, the texts in all their forms, and the attachments, as MIME."""
    properties = Properties(storage, offset)
    message = MIMEMultipart("mixed")
    for name, value in _headers(properties, storage):
        message[name] = _raw(value)
    forms = MIMEMultipart("alternative")
    for text, subtype in _texts(properties):
        forms.attach(MIMEText(text, subtype, "utf-8"))
    message.attach(forms)
    if not forms.get_payload() and (rtf := _rtf(properties)):
        message.attach(_file("text.rtf", rtf, "application/rtf"))
    for inner in storage.iter_attachment_storages():
        message.attach(_attachment(inner, depth))
    return message


def _headers(properties: Properties, storage: Storage) -> list[tuple[str, str]]:
    """Those that came over the Internet; for the others, what Outlook knows."""
    travelled = HeaderParser().parsestr(_text(properties, c.PID_TRANSPORT_MESSAGE_HEADERS))
    found = {name: str(travelled[name]) for name in (*KEPT, "References") if travelled[name]}
    sender = _text(properties, c.PID_SENDER_SMTP_ADDRESS) or _text(
        properties, c.PID_SENDER_EMAIL_ADDRESS
    )
    found.setdefault("From", _address(_text(properties, c.PID_SENDER_NAME), sender))
    for name, people in _recipients(storage).items():
        found.setdefault(name, ", ".join(people))
    when = _tried(lambda: properties.date_prop_value(c.PID_CLIENT_SUBMIT_TIME))
    if when:
        found.setdefault("Date", format_datetime(when))
    found["Subject"] = _text(properties, c.PID_SUBJECT) or str(travelled["Subject"] or "")
    for name, pid in (
        ("Message-ID", c.PID_INTERNET_MESSAGE_ID),
        ("In-Reply-To", IN_REPLY_TO),
        ("References", c.PID_INTERNET_REFERENCES),
    ):
        found.setdefault(name, _text(properties, pid))
    return [(name, value) for name, value in found.items() if value]


def _recipients(storage: Storage) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for inner in storage.iter_recipient_storages():
        properties = Properties(inner, model.RECIP_HDR_OFFSET)
        kind = _number(properties, c.PID_RECIPIENT_TYPE) or 1
        mail = _text(properties, c.PID_SMTP_ADDRESS) or _text(properties, c.PID_EMAIL_ADDRESS)
        person = _address(_text(properties, DISPLAY_NAME), mail)
        found.setdefault(FIELDS.get(kind & 15, "To"), []).append(person)
    return found


def _address(name: str, mail: str) -> str:
    """As headers have it; the directory names of Exchange ("/O=…") tell a reader nothing."""
    if "@" not in mail:
        return name or mail
    return f"{name} <{mail}>" if name and name != mail else mail


def _texts(properties: Properties) -> list[tuple[str, str]]:
    found = []
    if plain := _text(properties, c.PID_BODY):
        found.append((plain, "plain"))
    packed = _tried(lambda: properties.binary_prop_value(c.PID_HTML))
    if packed:
        encoding = _tried(lambda: properties.body_encoding) or "utf-8"
        found.append((text_of(packed, encoding), "html"))
    elif html := _text(properties, c.PID_BODY_HTML):
        found.append((html, "html"))
    return found


def _rtf(properties: Properties) -> bytes | None:
    packed = _tried(lambda: properties.binary_prop_value(c.PID_RTF_COMPRESSED))
    return _tried(lambda: unpacked(packed)) if packed else None


def _attachment(storage: Storage, depth: int) -> Message:
    properties = Properties(storage, model.ATTACH_HDR_OFFSET)
    name = (
        _text(properties, c.PID_ATTACH_LONG_FILENAME)
        or _text(properties, ATTACH_FILENAME)
        or _text(properties, DISPLAY_NAME)
    )
    way = _number(properties, c.PID_ATTACH_METHOD) or BY_VALUE
    inner = next((one for one in storage.storages if one.name == EMBEDDED), None)
    if way == AS_MESSAGE and inner and depth < DEEPEST:
        part = MIMEMessage(message_of(inner, EMBEDDED_OFFSET, depth + 1))
        _named(part, name and f"{name}.eml")
        return part
    kind = _text(properties, c.PID_ATTACH_MIME_TAG).lower()
    data = _tried(lambda: properties.binary_prop_value(c.PID_ATTACH_DATA_BINARY)) or b""
    if kind == "multipart/signed":  # the message as it was signed, in the file smime.p7m
        name = f"{name}.eml"
    return _file(name, data, kind)


def _file(name: str, data: bytes, kind: str) -> Message:
    main, _, subtype = (kind if KIND.fullmatch(kind) else "application/octet-stream").partition("/")
    part = MIMEBase(main, subtype)
    part.set_payload(data)
    encode_base64(part)
    _named(part, name)
    return part


def _named(part: Message, name: str) -> None:
    if name := clean_name(name):
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    else:
        part.add_header("Content-Disposition", "attachment")


def _text(properties: Properties, pid: int) -> str:
    return _tried(lambda: properties.str_prop_value(pid)) or ""


def _number(properties: Properties, pid: int) -> int:
    found = _tried(lambda: properties.int_prop_value(pid))
    return found if isinstance(found, int) else 0


def _tried(question: Callable[[], T]) -> T | None:
    """The answer; None where this one property is missing or broken."""
    try:
        return question()
    except BROKEN:
        return None


def _raw(value: str) -> str:
    """A header's value in UTF-8, in the form in which the parser holds such bytes."""
    return " ".join(value.split()).encode("utf-8", "replace").decode("ascii", "surrogateescape")
