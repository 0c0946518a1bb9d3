"""Words with their places, and the text and the packed boxes made of them.

A place is a box in fractions of the page as displayed upright, origin at the top left.
"""

import re
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VERSION, WITH_SECOND = 1, 2  # of what is packed: boxes alone, and second readings behind them
WHOLE = 65535  # the page's width or height, in the unit of the packed boxes
SURE = 254  # confidence 1.0 packed
NO_CONFIDENCE = 255
HEADER = struct.Struct(">BI")
SIDES = struct.Struct(">4H")  # of one box
BYTES_A_BOX = 9
MAX_BOXES = 2_000_000  # far beyond any page; keeps a corrupt row from filling the memory
MAX_SECOND = 1_000_000  # bytes of all second readings of a page, likewise


class Box(NamedTuple):
    """Place of a word; confidence 0..1, None for a word of a text layer."""

    left: float
    top: float
    width: float
    height: float
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box; confidence 0..1, None for a word of a text layer.

    `second` is what the same ink was read as once more, where the first reading is doubtful and the
    other one differs: it is searched with tolerance, and never shown as the text.
    """

    text: str
    left: float
    top: float
    width: float
    height: float
    confidence: float | None = None
    second: str = ""


Line = Sequence[Word]
Block = Sequence[Line]
Source = Literal["layer", "ocr", "blank", "hidden"]


@dataclass(frozen=True, slots=True)
class OtherText:
    """A text of the page besides the one believed: the file's own, OCR's, or what is hidden.

    `text`, `boxes` and `confidence` as in PageReading, of the page turned as it says.
    """

    source: Source
    text: str
    boxes: bytes
    confidence: float | None


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was read on a page.

    `text` and `boxes` are those of `compose`. `confidence` is the mean over the words weighted by
    length, 0.0 where there was ink and no word came out, None where nothing was recognised because
    nothing had to be. `width` and `height` are PDF points of the upright page. `rotation` (0, 90,
    180, 270) is how far clockwise the page, as a viewer shows it, has to be turned to be upright.
    `hardly_readable` says that the text may be wrong throughout. `others` are texts kept beside it.
    """

    text: str
    boxes: bytes
    source: Source
    confidence: float | None
    width: float
    height: float
    rotation: int
    hardly_readable: bool = False
    others: tuple[OtherText, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """The pages of a file: width and height of each in points, as a viewer shows them.

    `broken` are the numbers, from 1, of those that cannot be opened and have the size of A4 here.
    """

    pages: list[tuple[float, float]]
    broken: tuple[int, ...] = ()


# What no text column, index or terminal wants: controls (NUL above all), lone surrogates,
# soft hyphens, zero-width marks that split a word for the eye of no one, and noncharacters.
UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """The text in NFC without characters that are not text; blanks are left in place."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", UNWANTED.sub("", text))


def compose(blocks: Iterable[Block]) -> tuple[str, bytes]:
    """Text and packed boxes; the n-th box belongs to the n-th word of `text.split()`.

    Words are joined by one space, lines by "\\n", blocks by a blank line. A word that contains
    blanks becomes several, which share its box by their lengths; one without text is dropped.
    """
    kept: list[Word] = []
    texts: list[str] = []
    for block in blocks:
        lines = []
        for line in block:
            written = [word.text for word in line]
            joined = " ".join(written)
            if joined.split() == written and clean(joined) == joined:
                words = line
            else:
                words = [piece for word in line for piece in _pieces(word)]
                joined = " ".join([word.text for word in words])
            if joined:
                kept.extend(words)
                lines.append(joined)
        if lines:
            texts.append("\n".join(lines))
    second = {at: word.second for at, word in enumerate(kept) if word.second}
    return "\n\n".join(texts), pack(kept, second)


def _pieces(word: Word) -> Iterator[Word]:
    text = clean(word.text)
    parts = text.split()
    if len(parts) == 1 and parts[0] == word.text:
        yield word
        return
    for part in parts:
        begin = text.index(part)
        yield Word(
            part,
            word.left + word.width * begin / len(text),
            word.top,
            word.width * len(part) / len(text),
            word.height,
            word.confidence,
        )
        # Blanked out, so that the same part further on is found at its own place.
        text = text[:begin] + " " * len(part) + text[begin + len(part) :]


def _whole(fraction: float) -> int:
    """A fraction of the page in packed units; what lies off the page is put at its edge."""
    return round(fraction * WHOLE) if 0 < fraction < 1 else WHOLE if fraction >= 1 else 0


def _packed_confidence(confidence: float | None) -> int:
    if confidence is None:
        return NO_CONFIDENCE
    return round(min(max(confidence, 0.0), 1.0) * SURE)


def pack(words: Iterable[Word | Box], second: Mapping[int, str] | None = None) -> bytes:
    """Boxes in a few bytes each: version, zlib of columns of uint16 (65535 = the whole page).

    Columns with high and low bytes apart compress to about 5 bytes a word. Second readings, by the
    place of the word, follow in zlib of their own: a line each, the place, a blank, the reading.
    """
    words = list(words)
    planes = []
    for side in ("left", "top", "width", "height"):
        fractions = list(map(attrgetter(side), words))
        if fractions and min(fractions) >= 0 and max(fractions) <= 1:
            column = [int(fraction * WHOLE + 0.5) for fraction in fractions]
        else:
            column = [_whole(fraction) for fraction in fractions]
        both = struct.pack(f">{len(words)}H", *column)
        planes += [both[0::2], both[1::2]]
    planes.append(bytes([_packed_confidence(word.confidence) for word in words]))
    boxes = zlib.compress(b"".join(planes), 6)
    written = ((at, " ".join(clean(reading).split())) for at, reading in (second or {}).items())
    lines = [f"{at} {reading}" for at, reading in written if reading]
    if not lines:
        return HEADER.pack(VERSION, len(words)) + boxes
    return HEADER.pack(WITH_SECOND, len(words)) + boxes + zlib.compress("\n".join(lines).encode())


def unpack(data: bytes) -> list[Box]:
    """The boxes of `pack`. Raises ValueError for bytes that are not its."""
    count, planes = _planes(data)
    left, top, width, height = (_column(planes, count, number) for number in range(4))
    confidences = [_confidence(packed) for packed in planes[8 * count :]]
    return list(map(Box, left, top, width, height, confidences))


def unpack_some(data: bytes, places: Iterable[int]) -> list[Box]:
    """Those boxes of `pack` that are at these places, from 0; beyond the last there are none.

    Raises ValueError for bytes that are not those of `pack`.
    """
    count, planes = _planes(data)
    boxes = []
    for at in places:
        if at < count:
            left, top, width, height = SIDES.unpack(planes[at : 8 * count : count])
            confidence = _confidence(planes[8 * count + at])
            boxes.append(Box(left / WHOLE, top / WHOLE, width / WHOLE, height / WHOLE, confidence))
    return boxes


def second_readings(data: bytes) -> dict[int, str]:
    """The second readings of `pack`, by the place of the word.

    Raises ValueError for bytes that are not those of `pack`.
    """
    if not data or _version_and_count(data)[0] != WITH_SECOND:
        return {}
    try:
        planes = zlib.decompressobj()
        planes.decompress(data[HEADER.size :], MAX_BOXES * BYTES_A_BOX)
        lines = zlib.decompressobj().decompress(planes.unused_data, MAX_SECOND).decode()
    except (zlib.error, UnicodeDecodeError) as error:
        raise ValueError("packed second readings are damaged") from error
    placed = (line.partition(" ") for line in lines.split("\n"))
    return {int(at): second for at, _, second in placed}


def sides(data: bytes) -> "NDArray[np.float64]":
    """Left, top, width and height of the boxes of `pack`, a row each: (4, boxes).

    Raises ValueError for bytes that are not those of `pack`.
    """
    import numpy as np  # not at the top: 11 MB, which what reads pages never needs

    count, planes = _planes(data)
    high, low = np.frombuffer(planes, np.uint8, 8 * count).reshape(4, 2, count).swapaxes(0, 1)
    return (high * 256.0 + low) / WHOLE


def _planes(data: bytes) -> tuple[int, bytes]:
    """How many boxes are packed, and their bytes in columns."""
    if not data:
        return 0, b""
    _, count = _version_and_count(data)
    size = count * BYTES_A_BOX
    unpacking = zlib.decompressobj()
    try:
        planes = unpacking.decompress(data[HEADER.size :], size + 1)
    except zlib.error as error:
        raise ValueError("packed boxes are damaged") from error
    if len(planes) != size or not unpacking.eof:
        raise ValueError("packed boxes do not match their count")
    return count, planes


def _version_and_count(data: bytes) -> tuple[int, int]:
    if len(data) < HEADER.size:
        raise ValueError("packed boxes are cut short")
    version, count = HEADER.unpack_from(data)
    if version not in (VERSION, WITH_SECOND) or count > MAX_BOXES:
        raise ValueError(f"packed boxes of version {version}, {count} words")
    return version, count


def _confidence(packed: int) -> float | None:
    return None if packed == NO_CONFIDENCE else packed / SURE


def _column(planes: bytes, count: int, number: int) -> list[float]:
    begin, middle, end = (count * (2 * number + step) for step in range(3))
    both = bytearray(2 * count)
    both[0::2], both[1::2] = planes[begin:middle], planes[middle:end]
    return [value / WHOLE for value in struct.unpack(f">{count}H", both)]
