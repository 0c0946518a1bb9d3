"""Takes a mailbox (MBOX) apart into its messages, in the order in which they were a conversation.

Reads line by line: a mailbox of a gigabyte costs no more memory than its longest line may be long.
"""

from __future__ import annotations

import email.parser
import email.policy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from casefiles.preparing.mailheaders import header, identities, sent
from casefiles.preparing.names import clean_name
from casefiles.preparing.parts import Bounds, Enclosed, LeftOut
from casefiles.preparing.taking import Taker
from casefiles.preparing.threads import Letter, threaded
from casefiles.reading.reasons import ReadingError, Reason

LONGEST_LINE = 1 << 20  # bytes read at a time where a line is longer
MOST_HEADERS = 256 * 1024  # bytes of a message in which its headers are looked for
LONGEST_SUBJECT = 80  # characters in a name
ESCAPED = re.compile(rb">+From ")
FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")


def split(original: Path, folder: Path, bounds: Bounds) -> tuple[list[Enclosed], list[LeftOut]]:
    """One .eml a message, named by its place, date and subject, threads together.

    Beyond the bounds messages are left out, and it is said how many. Raises
    ReadingError(damaged) where nothing is a message.
    """
    taker = Taker(folder, bounds)
    with original.open("rb") as file:
        for number, lines in enumerate(_messages(file), 1):
            taker.take(f"{number:04d}.eml", lines)
    taker.finish(".eml")
    if not taker.enclosed and not taker.left_out:
        raise ReadingError(Reason.DAMAGED, "no message")
    letters = [_letter(taken) for taken in taker.enclosed]
    named = [
        Enclosed(_name(place, letters[number]), taker.enclosed[number].path)
        for place, number in enumerate(threaded(letters), 1)
    ]
    return named, taker.left_out


def _messages(file: IO[bytes]) -> Iterator[Iterator[bytes]]:
    """The lines of each message in turn; those that the caller does not take are passed over."""
    source = Source(file)
    while source.begin():
        lines = source.lines()
        yield lines
        for _ in lines:
            pass


class Source:
    """The lines of a mailbox.

    A message begins with "From " after an empty line, or at the start, where a header follows.
    Within messages such lines have got a ">" before them, which is taken away again.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._next = file.readline(LONGEST_LINE)
        while self._next.strip() == b"" and self._next:
            self._next = file.readline(LONGEST_LINE)

    def begin(self) -> bool:
        """Goes to the first line of the next message; False at the end."""
        if self._next.startswith(b"From "):
            self._next = self._file.readline(LONGEST_LINE)
        return bool(self._next)

    def lines(self) -> Iterator[bytes]:
        """The lines until the next message begins."""
        line, empty = self._next, False
        while line:
            following = self._file.readline(LONGEST_LINE)
            if empty and line.startswith(b"From ") and FIELD.match(following):
                self._next = following
                return
            whole = line.endswith(b"\n")
            yield line[1:] if ESCAPED.match(line) else line
            empty = whole and line.strip(b"\r\n") == b""
            line = following
        self._next = b""


def _letter(taken: Enclosed) -> Letter:
    with taken.path.open("rb") as file:
        head = file.read(MOST_HEADERS)
    try:
        message = email.parser.BytesHeaderParser(policy=email.policy.compat32).parsebytes(head)
        references = identities(header(message, "References"))
        answered = identities(header(message, "In-Reply-To"))[:1]
        own = identities(header(message, "Message-ID"))
        references = [one for one in references if one not in answered] + answered
        subject = header(message, "Subject")
        return Letter(own[0] if own else "", references, sent(message), subject)
    except (ValueError, LookupError, TypeError, AttributeError):
        return Letter("", [], None, "")


def _name(place: int, letter: Letter) -> str:
    """As "0007 2024-03-05 Subject.eml"; the slash of a subject makes no folder."""
    date = f"{letter.sent:%Y-%m-%d} " if letter.sent else ""
    subject = clean_name(re.sub(r"[/\\]", "-", letter.subject))[:LONGEST_SUBJECT].rstrip(". ")
    return f"{place:04d} {date}{subject}".rstrip() + ".eml"
