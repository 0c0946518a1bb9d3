"""Takes out the files that are attached to a PDF, whether to the whole or to a page."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from casefiles.preparing.names import clean_name
from casefiles.preparing.parts import Bounds, Enclosed, LeftOut
from casefiles.preparing.taking import AT_ONCE, Taker
from casefiles.reading.reasons import ReadingError, Reason

NAMES = ("/UF", "/F", "/Unix", "/Mac", "/DOS")  # of a file, the best one first
MOST_NODES = 100_000  # of the tree of names
MOST_ANNOTATIONS = 10_000  # looked at on a page
MOST_FILTERS = 8
# What a damaged object provokes in pikepdf.
BROKEN = (
    *(pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError),
    *(RuntimeError, OverflowError),
)


def take_out(original: Path, folder: Path, bounds: Bounds) -> tuple[list[Enclosed], list[LeftOut]]:
    """The attached files, those of the whole document first, then page by page; each one once.

    Also those of portfolios, which are attached to a cover page. Raises
    ReadingError(password, damaged) where the PDF cannot be opened.
    """
    try:
        pdf = pikepdf.open(original)
    except pikepdf.PasswordError as error:
        raise ReadingError(Reason.PASSWORD, str(error)) from error
    except BROKEN as error:
        raise ReadingError(Reason.DAMAGED, str(error)) from error
    taker = Taker(folder, bounds)
    with pdf:
        seen: set[object] = set()
        for specification in _specifications(pdf):
            try:
                _take(specification, taker, seen)
            except BROKEN:
                taker.leave("…", Reason.DAMAGED)
    taker.finish()
    return taker.enclosed, taker.left_out


def looked_at(pdf: Path) -> tuple[int, bool]:
    """How many pages qpdf finds in a file, and whether it had to mend it to find them."""
    with pikepdf.open(pdf) as opened:
        count = len(opened.pages)
        return count, any("file is damaged" in warning for warning in opened.get_warnings())


def _take(specification: Object, taker: Taker, seen: set[object]) -> None:
    files = specification.get("/EF")
    stream = next((files[key] for key in NAMES if key in files), None) if files else None
    if not isinstance(stream, Stream):
        return
    if stream.objgen in seen:
        return
    seen.add(stream.objgen)
    raw = next((str(specification[key]) for key in NAMES if key in specification), "")
    taker.take(clean_name(raw, str(len(seen))), _chunks(stream))


def _specifications(pdf: Pdf) -> Iterator[Object]:
    """The file specifications of the document, its tree of names, and of its pages."""
    root = pdf.Root
    with suppress(*BROKEN):
        yield from _of_tree(root.Names.EmbeddedFiles)
    yield from _listed(root)
    with suppress(*BROKEN):  # what comes of the pages that qpdf can find
        for page in pdf.pages:
            yield from _of_page(page.obj)


def _of_page(page: Object) -> Iterator[Object]:
    yield from _listed(page)
    with suppress(*BROKEN):
        for annotation in islice(iter(page.get("/Annots", Array())), MOST_ANNOTATIONS):
            yield from _of_annotation(annotation)


def _of_annotation(annotation: Object) -> Iterator[Object]:
    with suppress(*BROKEN):
        if annotation.get("/Subtype") == Name.FileAttachment and "/FS" in annotation:
            yield annotation.FS
        yield from _listed(annotation)


def _listed(holder: Object) -> Iterator[Object]:
    """Associated files (/AF), as PDF/A-3 has them."""
    with suppress(*BROKEN):
        files = holder.get("/AF")
        if isinstance(files, Dictionary):
            yield files
        elif isinstance(files, Array):
            yield from (one for one in files if isinstance(one, Dictionary))


def _of_tree(top: Object) -> Iterator[Object]:
    """The values of a name tree in order, however its nodes are linked."""
    waiting: list[Object] = [top]
    met: set[tuple[int, int]] = set()
    while waiting and len(met) < MOST_NODES:
        node = waiting.pop()
        with suppress(*BROKEN):
            if node.is_indirect and node.objgen in met:
                continue
            met.add(node.objgen if node.is_indirect else (0, -len(met)))
            pairs = node.get("/Names", Array())
            yield from (pairs[at] for at in range(1, len(pairs), 2))
            waiting += reversed(list(node.get("/Kids", Array())))


def _chunks(stream: Stream) -> Iterator[bytes]:
    """The file's bytes, never many more at a time than AT_ONCE; a ReadingError where broken."""
    try:
        told = stream.get("/Filter", Array())
        filters = [told] if isinstance(told, Name) else list(told)
        if all(one == Name.FlateDecode for one in filters) and "/DecodeParms" not in stream:
            yield from _inflated([stream.read_raw_bytes()], len(filters[:MOST_FILTERS]))
        else:
            yield stream.read_bytes()
    except MemoryError as error:
        raise ReadingError(Reason.TOO_MUCH_MEMORY) from error
    except (*BROKEN, zlib.error) as error:
        raise ReadingError(Reason.DAMAGED, f"{type(error).__name__}: {error}") from error


def _inflated(chunks: Iterator[bytes] | list[bytes], times: int) -> Iterator[bytes]:
    if not times:
        yield from chunks
        return
    unpacker = zlib.decompressobj()
    for chunk in _inflated(chunks, times - 1):
        rest = chunk
        while rest and not unpacker.eof:
            yield unpacker.decompress(rest, AT_ONCE)
            rest = unpacker.unconsumed_tail
    yield unpacker.flush()
