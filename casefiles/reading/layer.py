"""The text layer of a page: its words with their places, in the order of the file.

pdfium is asked for the whole text in one call and for two boxes a word, the first and the last
character's, which keeps an ordinary page near 2 ms.
"""

import ctypes
import itertools
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from casefiles.reading import quick
from casefiles.reading.reasons import ReadingError, Reason
from casefiles.reading.words import Word, clean

MAX_CHARACTERS = 1_000_000
HYPHEN = "\ufffe"  # how pdfium marks the hyphen of a word broken at the end of a line
WORD = re.compile(f"[^\\s{HYPHEN}]+{HYPHEN}?|{HYPHEN}")
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
DEVICE = 1 << 20  # side of the square the page is mapped on, fine enough for the largest page
SAMPLE = 64  # characters looked at, spread over the page, where each would cost too much
UNSEEN = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
BLOCK_GAP = 0.8  # of the line's height: more space than this between two lines parts two blocks

Matrix = tuple[float, float, float, float, float, float]
Quad = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Layer:
    """Text of a page as the file has it.

    `blocks` are upright after a turn of `rotation` degrees clockwise. `raw` is the text before
    anything was cleaned away, `unmapped` the share (0..1) of characters whose font does not say
    what they are, `hidden` the share that is drawn invisibly, as OCR software does. `starts` are
    the character indexes at which the words begin, in the order of `words`.
    """

    blocks: list[list[list[Word]]]
    raw: str
    unmapped: float
    hidden: float
    rotation: int
    starts: Sequence[int] = ()

    @property
    def words(self) -> list[Word]:
        """All words in order."""
        return [word for block in self.blocks for line in block for word in line]


EMPTY = Layer([], "", 0.0, 0.0, 0)


def read_layer(page: "pdfium.FPDF_PAGE") -> Layer:
    """The text layer of an open page; ReadingError(page_too_large) beyond a million signs."""
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return EMPTY
    try:
        text = _text(text_page)
        if not text.strip():
            return EMPTY
        sample, handle = _sample(text), quick.address(text_page)
        rotation = _rotation(text_page, sample, pdfium.FPDFPage_GetRotation(page))
        lines, starts = _lines(text_page, text, turned(to_fractions(page), rotation))
        if rotation:
            lines, starts = _downwards(lines, starts)
        return Layer(
            _blocks(lines),
            text,
            sum(quick.is_unmapped(handle, n) == 1 for n in sample) / len(sample),
            sum(_is_hidden(handle, n) for n in sample) / len(sample),
            rotation,
            list(itertools.chain.from_iterable(starts)),
        )
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def to_fractions(page: "pdfium.FPDF_PAGE") -> Matrix:
    """The map from page space to fractions of the page as displayed: turned and cropped."""

    def at(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, DEVICE, DEVICE, 0, x, y, across, down)
        return across.value / DEVICE, down.value / DEVICE

    reach = max(pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page), 1.0)
    (e, f), (ax, ay), (cx, cy) = at(0, 0), at(reach, 0), at(0, reach)
    return (ax - e) / reach, (ay - f) / reach, (cx - e) / reach, (cy - f) / reach, e, f


def turned(matrix: Matrix, rotation: int) -> Matrix:
    """The map followed by a clockwise turn of the displayed page."""
    a, b, c, d, e, f = matrix
    for _ in range(rotation % 360 // 90):
        a, b, c, d, e, f = -b, a, -d, c, 1 - f, e
    return a, b, c, d, e, f


def turned_place(place: Quad, rotation: int) -> Quad:
    """Left, top, width, height of a place after a clockwise turn of the page."""
    left, top, width, height = place
    for _ in range(rotation % 360 // 90):
        left, top, width, height = 1 - top - height, left, height, width
    return left, top, width, height


def _text(text_page: "pdfium.FPDF_TEXTPAGE") -> str:
    """The text, one sign for each character index of pdfium."""
    count = max(pdfium.FPDFText_CountChars(text_page), 0)
    if count > MAX_CHARACTERS:
        raise ReadingError(Reason.PAGE_TOO_LARGE, f"{count} characters on one page")
    if not count:
        return ""
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    got = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(got - 1, 0)].decode("utf-16-le", "surrogatepass")
    if len(text) == count:
        return text
    # Characters without Unicode are left out of that text, so the indexes would not agree.
    handle = quick.address(text_page)
    codes = [quick.unicode_of(handle, n) for n in range(count)]
    return "".join(HYPHEN if c == 2 else chr(c) if 0 < c < 0x110000 else "\ufffd" for c in codes)


def _sample(text: str) -> list[int]:
    step = max(len(text) // SAMPLE, 1)
    inked = [n for n in range(0, len(text), step) if not text[n].isspace()]
    return inked or [n for n, sign in enumerate(text) if not sign.isspace()][:SAMPLE]


def _is_hidden(text_page: int, number: int) -> bool:
    drawn = quick.text_object(text_page, number)
    return bool(drawn) and quick.render_mode(drawn) in UNSEEN


def _rotation(text_page: "pdfium.FPDF_TEXTPAGE", sample: list[int], flag: int) -> int:
    """The clockwise turn that sets most of the text upright, 0 where there is no clear majority."""
    counts = dict.fromkeys((0, 90, 180, 270), 0)
    for number in sample:
        angle = pdfium.FPDFText_GetCharAngle(text_page, number)
        if angle >= 0:
            # pdfium's angle is clockwise, as is the flag.
            shown = round(math.degrees(angle) / 90) * 90 + 90 * flag
            counts[-shown % 360] += 1
    best = max(counts, key=lambda turn: counts[turn])
    return best if counts[best] > 0.7 * sum(counts.values()) else 0


def _lines(
    text_page: "pdfium.FPDF_TEXTPAGE", text: str, matrix: Matrix
) -> tuple[list[list[Word]], list[list[int]]]:
    """The words of each line, and where each word begins in the text."""
    found = [match.span() for match in WORD.finditer(text)]
    dirty = _is_dirty(text)
    lines: list[list[Word]] = []
    starts: list[list[int]] = []
    line: list[Word] = []
    ended, broken = 0, False
    for (start, end), box in zip(found, _boxes(text_page, found, matrix), strict=True):
        if ended < start and ("\n" in text[ended:start] or "\r" in text[ended:start]):
            line = []
        ended = end
        if box is None:
            continue
        if broken and line and _is_further_down(line[-1], box):
            line = []
        written = text[start:end]
        broken = written[-1] == HYPHEN
        if dirty:
            written = clean(written.replace(HYPHEN, "-").translate(LIGATURES))
        if not written:
            continue
        if not line:
            lines.append(line)
            starts.append([])
        line.append(Word(written, *box))
        starts[-1].append(start)
    return lines, starts


def _is_dirty(text: str) -> bool:
    """Whether a word may have to be cleaned, asked once for the page: most are clean."""
    return not unicodedata.is_normalized("NFKC", text) or clean(text) != text


RECT_SIZE = ctypes.sizeof(pdfium.FS_RECTF)


def _boxes(
    text_page: "pdfium.FPDF_TEXTPAGE", spans: list[tuple[int, int]], matrix: Matrix
) -> list[Quad | None]:
    """Left, top, width, height of each run of characters; None for what is not on the page."""
    rects = (ctypes.c_float * (8 * len(spans)))()
    at, handle = ctypes.addressof(rects), quick.address(text_page)
    for start, end in spans:
        quick.loose_char_box(handle, start, at)
        quick.loose_char_box(handle, end - 1, at + RECT_SIZE)
        at += 2 * RECT_SIZE
    sides = memoryview(rects).cast("B").cast("f").tolist()
    # left, top, right, bottom of the first and of the last character
    eighths = [sides[side::8] for side in range(8)]
    return [_placed(corners, matrix) for corners in zip(*eighths, strict=True)]


def _placed(corners: tuple[float, ...], matrix: Matrix) -> Quad | None:
    l0, t0, r0, b0, l1, t1, r1, b1 = corners
    x0, x1 = (l0 if l0 < l1 else l1), (r0 if r0 > r1 else r1)
    y0, y1 = (b0 if b0 < b1 else b1), (t0 if t0 > t1 else t1)
    a, b, c, d, e, f = matrix
    # The map turns by right angles only, so opposite corners stay opposite corners.
    left, right = a * x0 + c * y0 + e, a * x1 + c * y1 + e
    top, bottom = b * x0 + d * y0 + f, b * x1 + d * y1 + f
    if left > right:
        left, right = right, left
    if top > bottom:
        top, bottom = bottom, top
    if not (0 <= left + right <= 2 and 0 <= top + bottom <= 2):
        return None
    if left < 0 or top < 0 or right > 1 or bottom > 1:
        left, top, right, bottom = max(left, 0.0), max(top, 0.0), min(right, 1.0), min(bottom, 1.0)
    return left, top, right - left, bottom - top


def _is_further_down(word: Word, box: Quad) -> bool:
    left, top, _, height = box
    return left < word.left or top + height / 2 > word.top + word.height


def _downwards(
    lines: list[list[Word]], starts: list[list[int]]
) -> tuple[list[list[Word]], list[list[int]]]:
    """Lines from the top: pdfium gives those of a turned page from the wrong end at times."""
    tops = [line[0].top for line in lines]
    rises = sum(after < before for before, after in itertools.pairwise(tops))
    return (lines[::-1], starts[::-1]) if 2 * rises > len(tops) else (lines, starts)


def _blocks(lines: list[list[Word]]) -> list[list[list[Word]]]:
    blocks: list[list[list[Word]]] = []
    bottom = height = 0.0
    for line in lines:
        top, tall = line[0].top, line[0].height
        gap = top - bottom
        if not blocks or gap > BLOCK_GAP * max(height, tall) or gap < -2 * max(height, tall):
            blocks.append([])
        blocks[-1].append(line)
        bottom, height = top + tall, tall
    return blocks
