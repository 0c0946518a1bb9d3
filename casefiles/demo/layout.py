"""Puts the paragraphs of a piece on A4 pages: fixed fonts, cote at the top right."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from casefiles.demo.prose import NO_BREAK, SOFT_HYPHEN, typeset

WIDTH, HEIGHT = A4  # points
LEFT, RIGHT, TOP, BOTTOM = 70, 60, 92, 74
COLUMNS = (0, 70, 112, 165, 262, 310)  # of a table of calls
RAGGED = 0.88  # a line shorter than this part of the width gets a piece of the next word


@dataclass(frozen=True, slots=True)
class Type:
    """The typeface of a piece. Sizes in points."""

    regular: str
    bold: str
    size: float
    leading: float


TYPEWRITER = Type("Courier", "Courier-Bold", 11.5, 17)
OFFICE = Type("Times-Roman", "Times-Bold", 12, 16.5)
MODERN = Type("Helvetica", "Helvetica-Bold", 10.5, 15.5)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a row of a table where it has cells."""

    text: str = ""
    bold: bool = False
    centred: bool = False
    cells: tuple[str, ...] = ()
    space: float = 0.6  # after it, in lines


@dataclass(frozen=True, slots=True)
class Line:
    """A run of text on a page; x and y in points from the bottom left, y of the baseline."""

    text: str
    x: float
    y: float
    bold: bool = False


@dataclass(slots=True)
class Sheet:
    """One page of the dossier before it is drawn. A blank sheet has no cote and no lines."""

    cote: str = ""
    type: Type = TYPEWRITER
    lines: list[Line] = field(default_factory=list)
    last: bool = False
    scanned: bool = False
    rotation: int = 0  # degrees clockwise by which the scanner took the page turned
    stamped: bool = False  # the cote is a text layer over the scan, added afterwards

    @property
    def text(self) -> str:
        """What stands on the page, line by line, the cote first."""
        lines = [line.text.replace(NO_BREAK, " ") for line in self.lines]
        return "\n".join([*filter(None, [self.cote]), *lines])


def wrap(text: str, font: str, size: float, width: float) -> Iterator[str]:
    """Break a paragraph into lines; a long word is broken only where the line would be short."""
    line = ""
    for word in text.split(" "):
        plain = word.replace(SOFT_HYPHEN, "")
        candidate = f"{line} {plain}" if line else plain
        if stringWidth(candidate, font, size) <= width:
            line = candidate
            continue
        short = stringWidth(line, font, size) < RAGGED * width
        syllables = word.split(SOFT_HYPHEN) if short else [plain]
        for count in range(len(syllables) - 1, 0, -1):
            broken = f"{line} {''.join(syllables[:count])}-"
            if stringWidth(broken, font, size) <= width:
                yield broken
                line = "".join(syllables[count:])
                break
        else:
            yield line
            line = plain
    yield line


def _row(block: Block, y: float) -> Iterator[Line]:
    for column, cell in zip(COLUMNS, block.cells, strict=True):
        yield Line(cell, LEFT + column, y, block.bold)


def _lines(block: Block, face: Type) -> Iterator[tuple[str, float]]:
    font = face.bold if block.bold else face.regular
    for text in wrap(typeset(block.text), font, face.size, WIDTH - LEFT - RIGHT):
        indent = (WIDTH - stringWidth(text, font, face.size)) / 2 if block.centred else LEFT
        yield text, indent


def flow(cote: str, blocks: list[Block], face: Type) -> list[Sheet]:
    """Fill as many pages as the blocks need; folios are counted from the second on: D12/2."""
    sheets = [Sheet(cote, face)]
    y = HEIGHT - TOP

    def room() -> None:
        nonlocal y
        if y < BOTTOM:
            sheets.append(Sheet(f"{cote}/{len(sheets) + 1}", face))
            y = HEIGHT - TOP

    for block in blocks:
        if block.cells:
            room()
            sheets[-1].lines.extend(_row(block, y))
            y -= face.leading
        else:
            for text, x in _lines(block, face):
                room()
                sheets[-1].lines.append(Line(text, x, y, block.bold))
                y -= face.leading
        y -= block.space * face.leading
    sheets[-1].last = True
    return sheets


def draw(canvas: Canvas, sheet: Sheet, *, stamp: bool = True) -> None:
    """Draw one sheet as a page of the canvas, with its cote unless that is put on later."""
    if sheet.cote and stamp:
        draw_stamp(canvas, sheet.cote)
    for line in sheet.lines:
        canvas.setFont(sheet.type.bold if line.bold else sheet.type.regular, sheet.type.size)
        canvas.drawString(line.x, line.y, line.text)
    canvas.showPage()


def draw_stamp(canvas: Canvas, cote: str) -> None:
    """The registry's stamp at the top right."""
    canvas.setFont("Helvetica-Bold", 15)
    canvas.drawRightString(WIDTH - 38, HEIGHT - 44, cote)
