"""Makes a message readable: its headers and text as pages, its attachments as files."""

from __future__ import annotations

import email.parser
import email.policy
from email.message import Message
from pathlib import Path

from casefiles.preparing.letters import Header, set_letter
from casefiles.preparing.mailboxes import split
from casefiles.preparing.mailheaders import header
from casefiles.preparing.mailparts import Attached, Content, content
from casefiles.preparing.parts import Bounds, Enclosed, LeftOut
from casefiles.preparing.taking import Taker
from casefiles.reading.reasons import ReadingError, Reason

OUTLOOK = b"\xd0\xcf\x11\xe0"
SHOWN = ("From", "Sender", "To", "Cc", "Bcc", "Reply-To", "Date")
FOR_FEW = ("Message-ID", "In-Reply-To")
MAX_PAGES = 2_000  # of one message: eight million characters
MOST_NAMED = 200  # attachments that the page lists

Opened = tuple[Path | None, list[Enclosed], list[LeftOut]]


def open_message(original: Path, folder: Path, bounds: Bounds) -> Opened:
    """The PDF of a message (EML or MSG) and its attachments.

    Raises ReadingError(empty, damaged). What is encrypted, or more than the bounds, is left out
    with its reason; the headers can be read in any case.
    """
    message = _parsed(original)
    taker = Taker(folder, bounds)
    try:
        found = content(message)
    except RecursionError as error:
        raise ReadingError(Reason.DAMAGED, "nested too deeply") from error
    for item in found.attached:
        if item.data is not None:
            taker.take(item.name, [item.data])
        elif item.reason:
            taker.leave(item.name, item.reason)
    taker.finish()
    made = folder / "rendition.pdf"
    pages = min(MAX_PAGES, bounds.pages)
    if not set_letter(_headers(message, found), found.text, made, max_pages=pages):
        taker.leave(header(message, "Subject")[:200] or "…", Reason.TOO_MANY_PAGES)
    return made, taker.enclosed, taker.left_out


def open_mailbox(original: Path, folder: Path, bounds: Bounds) -> Opened:
    """The messages of a mailbox as files, each to be opened by itself; see mailboxes.split."""
    return None, *split(original, folder, bounds)


def _parsed(original: Path) -> Message:
    """The message as the standard library has it, whichever kind of file it came as."""
    with original.open("rb") as file:
        head = file.read(len(OUTLOOK))
        file.seek(0)
        if not head:
            raise ReadingError(Reason.EMPTY)
        if head == OUTLOOK:
            from casefiles.preparing import outlook

            return outlook.parsed(file)
        try:
            return email.parser.BytesParser(policy=email.policy.compat32).parse(file)
        except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise ReadingError(Reason.DAMAGED, f"{type(error).__name__}: {error}") from error


def _headers(message: Message, found: Content) -> list[Header]:
    """What the first page shows: names as the standard has them, which need no translation."""
    shown = [Header(name, header(message, name)) for name in SHOWN]
    shown.append(Header("Subject", header(message, "Subject"), "bold"))
    if any(item.reason is Reason.ENCRYPTED for item in found.attached):
        shown.append(Header("Content-Type", header(message, "Content-Type")))
    shown += [Header("Attachment", _told(item)) for item in found.attached[:MOST_NAMED]]
    if len(found.attached) > MOST_NAMED:
        shown.append(Header("Attachment", f"… (+ {len(found.attached) - MOST_NAMED})"))
    shown += [Header(name, header(message, name), "small") for name in FOR_FEW]
    return [item for item in shown if item.value]


def _told(item: Attached) -> str:
    """Name and size, as "bank.pdf (1.4 MB)"."""
    size, units = float(item.size), ["B", "kB", "MB", "GB"]
    while size >= 1000 and len(units) > 1:
        size /= 1000
        del units[0]
    exact = f"{size:.0f}" if size >= 10 or units[0] == "B" else f"{size:.1f}"
    return f"{item.name} ({exact} {units[0]})"
