"""Opens a PDF and counts its pages."""

from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from casefiles.reading.reasons import ReadingError, Reason
from casefiles.reading.words import Survey

HEADER_WITHIN = 1024  # bytes: what readers accept before %PDF
SMALL = 1_000_000  # bytes: a file without pages is no larger
BROKEN_PAGE = (595.0, 842.0)  # A4, for a page whose own size cannot be found out
CODES = {
    pdfium.FPDF_ERR_PASSWORD: Reason.PASSWORD,
    pdfium.FPDF_ERR_SECURITY: Reason.PASSWORD,  # a protection pdfium does not know
    pdfium.FPDF_ERR_FORMAT: Reason.DAMAGED,
}


def open_pdf(path: Path) -> pypdfium2.PdfDocument:
    """The file opened by its path, not read into memory.

    Raises ReadingError: empty, not_pdf, password, damaged, or unreadable where it cannot be
    opened at all. An owner's password alone does not stop anyone from reading.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEADER_WITHIN)
    except OSError as error:
        raise ReadingError(Reason.UNREADABLE, str(error)) from error
    if not head:
        raise ReadingError(Reason.EMPTY)
    if b"%PDF" not in head:
        raise ReadingError(Reason.NOT_PDF)
    _forget_last_error()
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        code = CODES.get(error.err_code, Reason.DAMAGED)
        if code is Reason.DAMAGED and _has_no_pages(path):
            code = Reason.NO_PAGES
        raise ReadingError(code, str(error)) from error
    if document.get_formtype() in (pdfium.FORMTYPE_ACRO_FORM, pdfium.FORMTYPE_XFA_FOREGROUND):
        document.init_forms()  # so that filled fields are drawn; this pdfium has no JavaScript
    return document


def _forget_last_error() -> None:
    """pdfium does not say of each file why it cannot be opened; the word would then be that for
    the last one which it said it of."""
    pdfium.FPDF_LoadMemDocument(b" ", 1, None)


def _has_no_pages(path: Path) -> bool:
    """Whether a file that pdfium takes for damaged is a sound one without any page."""
    if path.stat().st_size > SMALL:
        return False
    import pypdf  # not at the top: 20 MB, for a file in thousands

    try:
        return not len(pypdf.PdfReader(path).pages)
    except Exception:  # whatever a damaged file provokes: it is no sound one
        return False


def survey(document: pypdfium2.PdfDocument, max_pages: int) -> Survey:
    """The sizes of all pages; raises ReadingError(no_pages or too_many_pages).

    A page that is broken is counted with the size of A4: page numbers must stay the original's.
    """
    count = len(document)
    if count < 1:
        raise ReadingError(Reason.NO_PAGES)
    if count > max_pages:
        raise ReadingError(Reason.TOO_MANY_PAGES, f"{count} pages")
    size = pdfium.FS_SIZEF()
    pages, broken = [], []
    for index in range(count):
        if pdfium.FPDF_GetPageSizeByIndexF(document, index, size):
            pages.append((size.width, size.height))
        else:
            pages.append(BROKEN_PAGE)
            broken.append(index + 1)
    return Survey(pages, tuple(broken))
