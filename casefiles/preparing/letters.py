"""Sets a message as the pages of a PDF: its headers first, then what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from casefiles.preparing.directions import as_seen
from casefiles.preparing.typeface import Typeface, typeface
from casefiles.preparing.wrapping import TAB, wrapped
from casefiles.reading.words import clean

MARGIN = 56.0  # points, as all lengths here: 2 cm
WIDTH = A4[0] - 2 * MARGIN
LABELS = 84.0  # of the column with the names of the headers
BODY, SMALL, MONO = 10.0, 8.5, 8.0
LEADING = 1.42  # of the size
INK, GREY, RULE = 0.08, 0.42, 0.75  # 0 is black
LONG_HEADER = 20_000  # characters of one header; a list of recipients has a few hundred
ELLIPSIS = "[…]"
QUOTED = re.compile(r"\s{0,3}[>|]")
CELL = re.compile(r"\S+(?:\s\S+)*")


@dataclass(frozen=True, slots=True)
class Header:
    """A header as shown: `weight` "bold" for the subject, "small" for what few want to read."""

    label: str
    value: str
    weight: str = "body"


def set_letter(headers: Sequence[Header], body: str, target: Path, *, max_pages: int) -> bool:
    """Writes the PDF; False where the body was longer than `max_pages` and ends with "[…]"."""
    sheet = Sheet(target, max_pages)
    for header in headers:
        sheet.header(header)
    sheet.rule()
    for paragraph in paragraphs(body):
        sheet.paragraph(paragraph)
        if sheet.full:
            break
    return sheet.close()


def paragraphs(body: str) -> Iterator[list[str]]:
    """The lines of the body, cleaned, in groups between empty lines; [] for an empty line."""
    group: list[str] = []
    for raw in body.splitlines():
        line = clean(raw.rstrip())
        if line:
            group.append(line)
            continue
        if group:
            yield group
        group = []
        yield []
    if group:
        yield group


def is_table(lines: list[str]) -> bool:
    """Whether cells parted by blanks begin, or figures end, at the same place in two lines."""
    seen: set[tuple[str, int]] = set()
    for line in lines:
        cells = list(CELL.finditer(line.expandtabs(TAB)))[1:]
        places = {("begin", cell.start()) for cell in cells}
        places |= {("end", cell.end()) for cell in cells if cell[0][-1].isdigit()}
        if seen & places:
            return True
        seen |= places
    return False


class Sheet:
    """Lines from the top of the first page to the bottom of the last one."""

    def __init__(self, target: Path, max_pages: int) -> None:
        # Invariant: the same message gives the same bytes.
        self._canvas = Canvas(str(target), pagesize=A4, invariant=1, pageCompression=1)
        self._left_pages = max_pages
        self._y = A4[1] - MARGIN
        self.full = False

    def header(self, header: Header) -> None:
        """A label, and beside it the value on as many lines as it needs."""
        size = SMALL if header.weight == "small" else BODY
        font = typeface("bold" if header.weight == "bold" else "body")
        grey = GREY if header.weight == "small" else INK
        text = clean(header.value)[:LONG_HEADER]
        lines = [
            line for part in text.splitlines() for line in wrapped(part, font, size, WIDTH - LABELS)
        ]
        for number, line in enumerate(lines or [""]):
            if not self._down(size):
                return
            if not number:
                self._draw(f"{header.label}:", MARGIN, typeface("body"), SMALL, GREY)
            self._draw(line, MARGIN + LABELS, font, size, grey)

    def rule(self) -> None:
        """A thin line between headers and body."""
        self._y -= BODY
        self._canvas.setStrokeGray(RULE)
        self._canvas.setLineWidth(0.5)
        self._canvas.line(MARGIN, self._y, A4[0] - MARGIN, self._y)
        self._y -= BODY / 2

    def paragraph(self, lines: list[str]) -> None:
        """Lines that belong together; columns made with blanks stay columns."""
        if not lines:
            self._y -= BODY * LEADING * 0.6
            return
        font, size = (typeface("mono"), MONO) if is_table(lines) else (typeface("body"), BODY)
        for line in lines:
            grey = GREY if QUOTED.match(line) else INK
            for part in wrapped(line, font, size, WIDTH):
                if not self._down(size):
                    return
                self._draw(part, MARGIN, font, size, grey)

    def close(self) -> bool:
        """Writes the file; whether everything had room."""
        self._canvas.save()
        return not self.full

    def _down(self, size: float) -> bool:
        """Moves to the next line, on a new page where there is none; False after the last page."""
        self._y -= size * LEADING
        if self._y >= MARGIN:
            return True
        if self._left_pages <= 1:
            if not self.full:
                self._draw(ELLIPSIS, MARGIN, typeface("body"), BODY, GREY)
            self.full = True
            return False
        self._left_pages -= 1
        self._canvas.showPage()
        self._y = A4[1] - MARGIN - size * LEADING
        return True

    def _draw(self, text: str, x: float, font: Typeface, size: float, grey: float) -> None:
        self._canvas.setFillGray(grey)
        self._canvas.setFont(font.fontName, size)
        self._canvas.drawString(x, self._y, as_seen(text))
