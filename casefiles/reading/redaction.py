"""Words that the file holds and the page does not show: under a black box, in the colour of paper.

A box drawn over text hides it from the eye and from nobody else. Whoever blacked a name out with
one did not mean it to be read, and whoever reads it should know that it is not on the page.

What was drawn after the words only says where to look. Whether they are seen is then decided by
the picture: where it stays the same without any text, no text is seen. So a header in white on
black, a yellow marker or a box clipped away give no alarm, whatever their objects say.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from typing import cast

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from casefiles.reading import quick, raster
from casefiles.reading.annotations import find_annotated
from casefiles.reading.layer import UNSEEN, Layer, Quad, turned_place
from casefiles.reading.pictures import (
    Cover,
    Pictures,
    are_alike,
    fill_of,
    objects,
)
from casefiles.reading.reasons import ReadingError
from casefiles.reading.words import Word

GLANCE_DPI = 100  # for a look at what is seen
COVERED = 0.5  # share of a word's box that has to lie under a cover
ROWS = 64  # bands in which the words of a page are looked up
INSET = 0.12  # of each side of a place left out: the box's own edge, the neighbour's overhang
SAME = 8  # levels of grey nobody can tell apart
FLAT = 40  # levels of grey within one colour, the grain of a JPEG allowed
# What redaction software writes where it redacts, below the box or upon it: no news.
LABELS = frozenset(
    [
        "redacted",
        "privilege",
        "privileged",
        "confidential",
        "sealed",
        "caviardé",
        "occulté",
        "masqué",
        "anonymisé",
        "confidentiel",
    ]
)
DARK = 90  # the lightest grey of a place blacked out on a scan
FEWEST_LETTERS = 2  # of a word there: less is the scanner's dirt, read by somebody's OCR


class Proof(Enum):
    """How it shows that a word is not seen."""

    REMOVED = auto()  # the picture is the same without it
    FLAT = auto()  # nothing but one colour is there: for text that is never drawn
    BLACK = auto()  # and that colour is black: for the OCR of a scan


@dataclass(frozen=True, slots=True)
class Suspect:
    """A word that may not be seen: where to look, how, and the object that draws it.

    `labelled` where other words were written over what covers it.
    """

    word: int
    place: Quad
    test: Proof
    drawn_by: int = 0
    labelled: bool = False


def find_hidden(page: pypdfium2.PdfPage, layer: Layer, pictures: Pictures) -> frozenset[int]:
    """Which of `layer.words`, by their numbers, the page does not show.

    Costs next to nothing where nothing was drawn over text; else up to three small pictures.
    """
    words = layer.words
    if not words:
        return frozenset()
    covers, marked = find_annotated(page)
    if not (covers or marked or pictures.covers or pictures.pale or pictures.mostly):
        return frozenset()
    index = _Index(words, layer.rotation)
    found = {number for place in marked for number, _ in index.under(place)}
    suspects = _blacked(words) if pictures.mostly else []
    suspects += _covered(page, layer, pictures, index, covers)
    if suspects:
        with suppress(ReadingError):  # a page of no finite size, at which nobody can look
            found |= _unseen(page, layer.rotation, suspects)
    return frozenset(found) if any(_is_news(words[number]) for number in found) else frozenset()


def part(layer: Layer, hidden: frozenset[int]) -> tuple[Layer, list[list[list[Word]]]]:
    """The layer without the words of these numbers, and those words by blocks and lines."""
    if not hidden:
        return layer, []
    seen: list[list[list[Word]]] = []
    unseen: list[list[list[Word]]] = []
    starts: list[int] = []
    number = 0
    for block in layer.blocks:
        halves: tuple[list[list[Word]], list[list[Word]]] = ([], [])
        for line in block:
            numbers = range(number, number + len(line))
            number += len(line)
            kept = [word for n, word in zip(numbers, line, strict=True) if n not in hidden]
            gone = [word for n, word in zip(numbers, line, strict=True) if n in hidden]
            starts += [layer.starts[n] for n in numbers if n not in hidden]
            for half, words in zip(halves, (kept, gone), strict=True):
                if words:
                    half.append(words)
        for blocks, half in zip((seen, unseen), halves, strict=True):
            if half:
                blocks.append(half)
    left = Layer(seen, layer.raw, layer.unmapped, layer.hidden, layer.rotation, starts)
    return left, unseen


class _Index:
    """The words of a page by bands, to find those under a place."""

    def __init__(self, words: list[Word], rotation: int) -> None:
        self._words, self._rotation = words, rotation
        self._bands: dict[int, list[int]] = defaultdict(list)
        for number, word in enumerate(words):
            self._bands[int((word.top + word.height / 2) * ROWS)].append(number)

    def under(self, place: Quad) -> Iterator[tuple[int, Quad]]:
        """Words at least half of which lie in a place of the page as displayed; the part in it."""
        left, top, width, height = turned_place(place, self._rotation)
        right, bottom = left + width, top + height
        for band in range(int(top * ROWS), int(bottom * ROWS) + 1):
            for number in self._bands.get(band, ()):
                word = self._words[number]
                begin, end = max(left, word.left), min(right, word.left + word.width)
                high, low = max(top, word.top), min(bottom, word.top + word.height)
                inside = (end - begin) * (low - high)
                if begin < end and high < low and inside >= COVERED * word.width * word.height:
                    yield number, (begin, high, end - begin, low - high)


def _is_news(word: Word) -> bool:
    letters = "".join(filter(str.isalnum, word.text)).casefold()
    return bool(letters) and letters not in LABELS


def _blacked(words: list[Word]) -> list[Suspect]:
    """Every word of a scan's layer: what was blacked out may be part of the picture."""
    return [
        Suspect(number, _place(word), Proof.BLACK)
        for number, word in enumerate(words)
        if sum(map(str.isalnum, word.text)) >= FEWEST_LETTERS
    ]


def _covered(
    page: pypdfium2.PdfPage,
    layer: Layer,
    pictures: Pictures,
    index: _Index,
    annotated: list[Cover],
) -> list[Suspect]:
    """Words over which something was drawn, and on a page that is no scan those drawn pale."""
    pale = frozenset() if pictures.mostly else pictures.pale
    under = [
        (cover, list(index.under(cover.place)))
        for cover in (*pictures.covers, *annotated)
        if not cover.shows
    ]
    if not pale and not any(found for _, found in under):
        return []
    drawing = _drawing(page, layer)
    orders = {at: order for order, (_, at, _) in enumerate(objects(page))}
    suspects = []
    for cover, found in under:
        turns = [(n, place, drawing[n], orders.get(drawing[n], -1)) for n, place in found]
        later = [place for _, place, _, order in turns if order > cover.order]
        for number, place, at, order in turns:
            if order < 0 or (order > cover.order and not are_alike(cover.colour, fill_of(at))):
                continue
            never = cover.colour is None or at in pictures.pale
            test = Proof.FLAT if never else Proof.REMOVED
            labelled = order < cover.order and any(_meet(place, other) for other in later)
            suspects.append(Suspect(number, place, test, at, labelled))
    for number, at in enumerate(drawing):
        if at in pale:
            test = Proof.FLAT if quick.render_mode(at) in UNSEEN else Proof.REMOVED
            suspects.append(Suspect(number, _place(layer.words[number]), test, at))
    return suspects


def _place(word: Word) -> Quad:
    return word.left, word.top, word.width, word.height


def _meet(one: Quad, other: Quad) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def _drawing(page: pypdfium2.PdfPage, layer: Layer) -> list[int]:
    """The addresses of the text objects that draw the words; 0 where it is not known."""
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return [0] * len(layer.starts)
    try:
        handle = quick.address(text_page)
        return [quick.text_object(handle, start) or 0 for start in layer.starts]
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _unseen(page: pypdfium2.PdfPage, rotation: int, suspects: list[Suspect]) -> set[int]:
    """The numbers of the suspects that are not seen."""
    width, height = page.get_size()
    dpi = raster.fitting_dpi(width, height, GLANCE_DPI)
    shown = raster.turn(raster.grey(page, dpi), rotation)
    found = {
        suspect.word
        for suspect in suspects
        if suspect.test is not Proof.REMOVED
        and _is_flat(shown, suspect.place, black=suspect.test is Proof.BLACK)
    }
    left = [s for s in suspects if s.test is Proof.REMOVED and s.word not in found]
    if left:
        every = [at for kind, at, _ in objects(page) if kind == pdfium.FPDF_PAGEOBJ_TEXT]
        change = _change(page, dpi, rotation, shown, every)
        found |= {suspect.word for suspect in left if _is_same(change, suspect.place)}
    left = [suspect for suspect in left if suspect.labelled and suspect.word not in found]
    if left:
        change = _change(page, dpi, rotation, shown, [suspect.drawn_by for suspect in left])
        found |= {suspect.word for suspect in left if _is_same(change, suspect.place)}
    return found


def _change(
    page: pypdfium2.PdfPage, dpi: float, rotation: int, shown: Image.Image, left_out: list[int]
) -> Image.Image:
    """How the page differs, 0..255, where these objects are not drawn."""
    try:
        for at in left_out:
            quick.set_active(at, 0)
        return ImageChops.difference(shown, raster.turn(raster.grey(page, dpi), rotation))
    finally:
        for at in left_out:
            quick.set_active(at, 1)


def _is_same(change: Image.Image, place: Quad) -> bool:
    return _extremes(change, place)[1] <= SAME


def _is_flat(shown: Image.Image, place: Quad, *, black: bool) -> bool:
    least, most = _extremes(shown, place)
    return most - least <= FLAT and (not black or most <= DARK)


def _extremes(image: Image.Image, place: Quad) -> tuple[int, int]:
    """The darkest and the lightest grey of a place without its edges; of one pixel at the least."""
    left, top, width, height = place
    begin = min(int((left + INSET * width) * image.width), image.width - 1)
    high = min(int((top + INSET * height) * image.height), image.height - 1)
    end = max(int((left + (1 - INSET) * width) * image.width), begin + 1)
    low = max(int((top + (1 - INSET) * height) * image.height), high + 1)
    least, most = image.crop((begin, high, end, low)).getextrema()
    return cast("tuple[int, int]", (least, most))
