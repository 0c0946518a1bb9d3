"""Makes a PDF that can be read of one that cannot: by qpdf, else by pypdf.

What both find is looked through by pdfium, which is to read it: a page that it cannot open keeps
its number and is said to be lost.
"""

from __future__ import annotations

import logging
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2

from casefiles.preparing.lost import lose
from casefiles.preparing.parts import Bounds, LeftOut
from casefiles.reading.reasons import ReadingError, Reason

BOX = (0, 0, 595, 842)  # A4, for a page whose own size is lost


def mend(original: Path, out: Path, bounds: Bounds) -> list[LeftOut]:
    """Write a sound copy; the pages of it that are lost.

    Raises ReadingError: password, too_many_pages, no_pages where it is a sound file without any,
    damaged where nothing can be read.
    """
    said: list[str] = []
    empty = False
    for way in (_by_qpdf, _by_pypdf):
        try:
            count = way(original, out, bounds.pages)
        except ReadingError:
            raise
        except (pikepdf.PasswordError, pypdf.errors.FileNotDecryptedError) as error:
            raise ReadingError(Reason.PASSWORD, str(error)) from error
        except MemoryError:
            raise
        except Exception as error:  # whatever a damaged file provokes
            said.append(f"{way.__name__}: {type(error).__name__}: {error}")
            continue
        if not count:
            empty = True
            continue
        drawn, lost = _looked_through(out)
        if drawn:
            return lost
        said.append(f"{way.__name__}: nothing is left on any of {count} pages")
    raise ReadingError(Reason.NO_PAGES if empty and not said else Reason.DAMAGED, "; ".join(said))


def _by_qpdf(original: Path, out: Path, most: int) -> int:
    """Rewrite the file with what qpdf finds in it; how many pages that is."""
    with pikepdf.open(original) as pdf:
        try:
            count = len(pdf.pages)
        except Exception:  # no page tree at all
            count = 0
        if not count:
            return _from_loose_pages(pdf, out, most)
        _check(count, most)
        for index in [index for index in range(count) if not _is_page(pdf, index)]:
            lose(pdf, index)
        pdf.save(out)
    return count


def _is_page(pdf: pikepdf.Pdf, index: int) -> bool:
    try:
        return isinstance(pdf.pages[index].obj, pikepdf.Dictionary)
    except Exception:  # an object that cannot be parsed
        return False


def _from_loose_pages(pdf: pikepdf.Pdf, out: Path, most: int) -> int:
    """Gather the pages that no page tree leads to, in the order in which they were written."""
    loose = [
        item
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == pikepdf.Name.Page
    ]
    _check(len(loose), most)
    with pikepdf.new() as gathered:
        for page in loose:
            for key in ("/Parent", "/Annots", "/B", "/StructParents"):
                if key in page:
                    del page[key]
            if "/MediaBox" not in page:
                page.MediaBox = pikepdf.Array(BOX)
            gathered.pages.append(pikepdf.Page(page))
        gathered.save(out)
    return len(loose)


def _by_pypdf(original: Path, out: Path, most: int) -> int:
    """Copy page after page what pypdf finds; how many they are."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = pypdf.PdfReader(original, strict=False)
    count = len(reader.pages)
    _check(count, most)
    writer = pypdf.PdfWriter()
    for index in range(count):
        try:
            writer.add_page(reader.pages[index])
        except Exception:  # this page alone
            writer.add_blank_page(*BOX[2:])
            writer.pages[index][pypdf.generic.NameObject("/Type")] = pypdf.generic.NameObject(
                "/Lost"
            )
    if count:
        writer.write(out)
    return count


def _check(count: int, most: int) -> None:
    if count > most:
        raise ReadingError(Reason.TOO_MANY_PAGES, f"{count} pages")


def _looked_through(made: Path) -> tuple[int, list[LeftOut]]:
    """On how many pages pdfium finds something to draw; and those that it cannot open."""
    try:
        document = pypdfium2.PdfDocument(made)
    except pypdfium2.PdfiumError:
        return 0, []
    drawn, lost = 0, []
    try:
        for index in range(len(document)):
            try:
                page = document[index]
            except pypdfium2.PdfiumError:
                lost.append(LeftOut(f"p. {index + 1}", Reason.DAMAGED))
            else:
                raw = pypdfium2.raw
                drawn += raw.FPDFPage_CountObjects(page) + raw.FPDFPage_GetAnnotCount(page) > 0
                page.close()
    finally:
        document.close()
    return drawn, lost
