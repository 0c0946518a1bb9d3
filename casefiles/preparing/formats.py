"""What kind of file it is, told from its first bytes; the name decides only between two."""

from __future__ import annotations

import re
from enum import StrEnum

HEAD = 64 * 1024  # bytes that `sniff` wants to see, or the whole file where it is shorter
PDF_WITHIN = 1024  # bytes in which a PDF says that it is one, as readers have it

# Packages of Office Open XML and OpenDocument are ZIPs with these among the first entries.
OFFICE_ENTRIES = (b"[Content_Types].xml", b"word/", b"xl/", b"ppt/", b"mimetypeapplication/vnd.")
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams in a compound file's directory, in UTF-16.
OF_A_MESSAGE = "__properties_version1.0".encode("utf-16-le")
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"}
PDF_OBJECT = re.compile(rb"\b\d{1,10} \d{1,5} obj\b")
FIELD = re.compile(rb"^([!-9;-~]+):[ \t\r\n]", re.MULTILINE)
MAIL_FIELDS = {
    *(b"received", b"from", b"to", b"date", b"subject", b"mime-version", b"message-id", b"sender"),
    *(b"return-path", b"delivered-to", b"reply-to", b"cc", b"content-type", b"x-mozilla-status"),
}
# RFC 4155: "From ", an address, a date of 24 characters as asctime writes it.
MBOX = re.compile(rb"From \S.{0,300}\d\d:\d\d(:\d\d)?.{0,20}\r?\n", re.IGNORECASE)


class Format(StrEnum):
    """The kinds of file that are taken."""

    PDF = "pdf"
    PICTURE = "picture"
    OFFICE = "office"
    MESSAGE = "message"
    MAILBOX = "mailbox"
    ARCHIVE = "archive"


CONTAINERS = frozenset({Format.MESSAGE, Format.MAILBOX, Format.ARCHIVE})


def sniff(head: bytes, name: str = "") -> Format | None:
    """The kind of a file that begins with `head`; None for one that is not taken.

    What stands at the very start counts first: an archive of PDFs holds "%PDF" early on, and a
    file that is both a PDF and a ZIP begins as a PDF.
    """
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if head.startswith(b"%PDF"):
        return Format.PDF
    if _is_picture(head):
        return Format.PICTURE
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(head, ending)
    if head.startswith(OLE2):
        return _compound(head, ending)
    if head.startswith(b"{\\rtf"):
        return Format.OFFICE
    if found := _mail(head, ending):
        return found
    if b"%PDF" in head[:PDF_WITHIN]:
        return Format.PDF
    # A PDF whose beginning is lost may be mended.
    return Format.PDF if ending == "pdf" and PDF_OBJECT.search(head) else None


def _is_picture(head: bytes) -> bool:
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")):
        return True
    if head.startswith((b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")):  # TIFF, BigTIFF
        return True
    if head.startswith((b"\x00\x00\x00\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51")):  # JPEG 2000
        return True
    if head[:4] == b"RIFF":
        return head[8:12] == b"WEBP"
    if head[4:8] == b"ftyp":
        return head[8:12] in HEIF_BRANDS
    # BMP has but two letters: the four zeros that follow the size must be there too.
    return head[:2] == b"BM" and head[6:10] == bytes(4)


def _zip(head: bytes, ending: str) -> Format:
    if any(entry in head for entry in OFFICE_ENTRIES):
        # An archive that holds such a file uncompressed has its own first entry before it.
        first = head[30:64]
        if ending != "zip" or first.startswith(OFFICE_ENTRIES):
            return Format.OFFICE
    opens_with_office = {"docx", "docm", "xlsx", "pptx", "odt", "ods", "odp", "odg"}
    return Format.OFFICE if ending in opens_with_office else Format.ARCHIVE


def _compound(head: bytes, ending: str) -> Format:
    """Word's and Excel's old files and Outlook's messages are alike but for their streams."""
    if OF_A_MESSAGE in head or ending == "msg":
        return Format.MESSAGE
    return Format.OFFICE


def _mail(head: bytes, ending: str) -> Format | None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if b"\x00" in text[:1024]:
        return None
    if text.startswith(b"From ") and (MBOX.match(text) or ending in ("mbox", "mbx")):
        return Format.MAILBOX
    first = FIELD.match(text)
    if not first:
        return None
    top = re.split(rb"\r?\n\r?\n", text, maxsplit=1)[0]
    fields = {found.lower() for found in FIELD.findall(top)}
    known = len(fields & MAIL_FIELDS)
    if known >= 2 or (known and ending == "eml"):
        return Format.MESSAGE
    return None
