"""What parent and child say to each other: msgpack behind four bytes of length."""

import struct
from typing import Any

import msgpack

LENGTH = struct.Struct(">I")
MAX_REQUEST = 64 * 1024
MAX_ANSWER = 128 * 1024 * 1024  # a picture of 60 megapixels, a text of a million signs


class BadFrameError(Exception):
    """A frame that is longer than allowed, or is no msgpack."""


def encode(message: dict[str, Any], longest: int) -> bytes:
    """The message as one frame."""
    body = msgpack.packb(message)
    if len(body) > longest:
        raise BadFrameError(f"{len(body)} bytes")
    return LENGTH.pack(len(body)) + body


def length(head: bytes, longest: int) -> int:
    """The length of the body that follows these four bytes."""
    size: int = LENGTH.unpack(head)[0]
    if size > longest:
        raise BadFrameError(f"{size} bytes")
    return size


def decode(body: bytes) -> dict[str, Any]:
    """The message in a body."""
    try:
        message = msgpack.unpackb(body, max_ext_len=0)
    except ValueError as error:  # msgpack's own errors are ValueErrors
        raise BadFrameError(str(error)) from error
    if not isinstance(message, dict):
        raise BadFrameError("not a message")
    return message
