"""The headers of the tus protocol 1.0.0, read and checked: https://tus.io/protocols/resumable-upload.

Of its extensions: creation, termination, checksum, expiration.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

VERSION = "1.0.0"
EXTENSIONS = ("creation", "termination", "checksum", "expiration")
ALGORITHMS = ("sha256", "sha1")
MEDIA_TYPE = "application/offset+octet-stream"

# Where the protocol has a number of its own, or HTTP one that is seldom used.
PRECONDITION_FAILED = 412
UNSUPPORTED_MEDIA_TYPE = 415
CHECKSUM_MISMATCH = 460

# Stands in names between a folder and what is in it: a slash would be a path.
IN_FOLDER = " › "

_WHOLE_NUMBER = re.compile(r"[0-9]{1,18}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Malformed(Exception):
    """A header that the protocol does not know; `status` is what it answers to that."""

    def __init__(self, detail: str, status: int = 400) -> None:
        super().__init__(detail)
        self.status = status


@dataclass(frozen=True)
class Announced:
    """What is told of a file before its first byte is sent."""

    name: str  # as it will be shown, after the folders that it came from
    size: int  # bytes
    sha256: str  # in hexadecimal, "" where it is not told


@dataclass(frozen=True)
class Checksum:
    """What the bytes of one request must add up to."""

    algorithm: str
    digest: bytes

    def is_of(self, hashed: hashlib._Hash) -> bool:
        """Whether it is the checksum of the bytes that were hashed."""
        return hmac.compare_digest(hashed.digest(), self.digest)


def check_version(headers: Mapping[str, str]) -> None:
    """Raises Malformed for a request of another version, or of another protocol."""
    if headers.get("Tus-Resumable") != VERSION:
        raise Malformed(f"Tus-Resumable must be {VERSION}", PRECONDITION_FAILED)


def announced(headers: Mapping[str, str]) -> Announced:
    """The file that a request to create an upload is about. Raises Malformed.

    Known metadata: `filename`; `relativePath`, the same with its folders; `sha256`.
    """
    told = metadata(headers.get("Upload-Metadata", ""))
    sha256 = told.get("sha256", "").lower()
    if sha256 and not _SHA256.fullmatch(sha256):
        raise Malformed("sha256 must be 64 hexadecimal digits")
    name = shown_name(told.get("relativePath") or told.get("filename", ""))
    return Announced(name, whole_number(headers, "Upload-Length"), sha256)


def offset(headers: Mapping[str, str]) -> int:
    """Where the bytes of a request begin. Raises Malformed."""
    if headers.get("Content-Type") != MEDIA_TYPE:
        raise Malformed(f"Content-Type must be {MEDIA_TYPE}", UNSUPPORTED_MEDIA_TYPE)
    return whole_number(headers, "Upload-Offset")


def whole_number(headers: Mapping[str, str], name: str) -> int:
    """The number of a header, which must be there. Raises Malformed."""
    value = headers.get(name, "")
    if not _WHOLE_NUMBER.fullmatch(value):
        raise Malformed(f"{name} must be a whole number")
    return int(value)


def checksum(headers: Mapping[str, str]) -> Checksum | None:
    """The checksum that a request promises; None where it promises none. Raises Malformed."""
    value = headers.get("Upload-Checksum")
    if value is None:
        return None
    algorithm, _, encoded = value.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Malformed(f"Upload-Checksum must be one of {', '.join(ALGORITHMS)}")
    digest = _decoded(encoded)
    if len(digest) != hashlib.new(algorithm, usedforsecurity=False).digest_size:
        raise Malformed(f"Upload-Checksum is no {algorithm}")
    return Checksum(algorithm, digest)


def metadata(value: str) -> dict[str, str]:
    """Pairs of a key and of text in Base64, divided by commas; a key may go alone.

    Raises Malformed.
    """
    told = {}
    for pair in filter(None, (pair.strip() for pair in value.split(","))):
        key, _, encoded = pair.partition(" ")
        try:
            told[key] = _decoded(encoded).decode()
        except UnicodeDecodeError:
            raise Malformed("Upload-Metadata must be UTF-8") from None
    return told


def as_metadata(name: str) -> str:
    """The metadata of a file that is known by its name."""
    return f"filename {base64.b64encode(name.encode()).decode()}"


def shown_name(path: str) -> str:
    """A file's name after the folders that it lies in: `2019 › PV › tome 1.pdf`."""
    parts = [part.strip() for part in path.replace("\\", "/").split("/")]
    return IN_FOLDER.join(part for part in parts if part not in ("", ".", ".."))


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("what should be Base64 is not") from None
