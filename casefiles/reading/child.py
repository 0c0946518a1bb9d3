"""The process that parses: `python -m casefiles.reading.child SOCKET PARENT MEMORY MODELS`.

It answers one request after the other on the socket whose number it was given, and ends when the
other end closes. What it parses may be hostile: it can be killed at any time and nothing is lost.
"""

import os
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casefiles.reading import frames, limits
from casefiles.reading.options import Options, Prefer
from casefiles.reading.reasons import ReadingError, Reason
from casefiles.reading.words import PageReading

if TYPE_CHECKING:
    import pypdfium2

    from casefiles.reading.ocr import Engines

# pdfium keeps what it has parsed of a document, uncompressed pictures among it. Opening anew
# takes 2 ms.
PAGES_AN_OPENING = 64
BYTES_AN_OPENING = 8_000_000  # of the file, by the mean weight of its pages


class Child:
    """Answers requests; keeps the last PDF open and the OCR engines warm.

    pdfium and tesseract are imported when first needed, so that a child which only draws
    pictures does not carry tesseract.
    """

    def __init__(self, models: Path) -> None:
        self.models = models
        self._key: tuple[str, int, int] | None = None
        self._document: pypdfium2.PdfDocument | None = None
        self._served = 0
        self._most = PAGES_AN_OPENING  # requests that one opening serves
        self._engines: Engines | None = None

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request: `ok` and its value, or `error` and `detail`."""
        try:
            verbs: dict[str, Callable[..., Any]] = {
                "survey": self.survey,
                "read": self.read,
                "picture": self.picture,
                "band": self.band,
                "fingerprint": self.fingerprint,
            }
            return {"ok": verbs[request.pop("verb")](**request)}
        except ReadingError as error:
            return {"error": str(error.code), "detail": error.detail}
        except MemoryError:
            self.close()
            return {"error": str(Reason.TOO_MUCH_MEMORY), "detail": ""}
        except Exception as error:  # whatever a hostile file provokes
            self.close()
            return {"error": str(Reason.UNREADABLE), "detail": f"{type(error).__name__}: {error}"}

    def survey(self, path: str, max_pages: int) -> dict[str, Any]:
        """The sizes of all pages."""
        from casefiles.reading.survey import survey

        found = survey(self._open(path), max_pages)
        return {"pages": found.pages, "broken": found.broken}

    def read(
        self, path: str, number: int, languages: str, prefer: Prefer, thorough: bool
    ) -> dict[str, Any]:
        """The text and boxes of a page."""
        from casefiles.reading.ocr import Engines
        from casefiles.reading.page import read_page

        if self._engines is None:
            self._engines = Engines(self.models)
        page = self._page(path, number)
        try:
            options = Options(languages, prefer, thorough)
            reading = read_page(page, options, self._engines)
            # Not asdict, which copies every value deeply.
            told = {name: getattr(reading, name) for name in PageReading.__dataclass_fields__}
            told["others"] = [asdict(other) for other in reading.others]
            return told
        finally:
            page.close()

    def picture(self, path: str, number: int, dpi: int, rotation: int) -> bytes:
        """The page as a JPEG."""
        from casefiles.reading.raster import jpeg

        page = self._page(path, number)
        try:
            return jpeg(page, dpi, rotation)
        finally:
            page.close()

    def band(self, path: str, top: float, bottom: float) -> bytes:
        """A band of a picture that was drawn before, as a JPEG."""
        from casefiles.reading.raster import band

        return band(Path(path), top, bottom)

    def fingerprint(self, path: str, number: int, rotation: int) -> bytes:
        """The fingerprint of the page's picture."""
        from casefiles.comparing.fingerprint import DPI, fingerprint
        from casefiles.reading.raster import fitting_dpi, grey, turn

        page = self._page(path, number)
        try:
            width, height = page.get_size()
            drawn = grey(page, fitting_dpi(width, height, DPI))
            return fingerprint(turn(drawn, rotation))
        finally:
            page.close()

    def close(self) -> None:
        """Closes the open PDF."""
        if self._document is not None:
            self._document.close()
        self._document = self._key = None

    def _open(self, path: str) -> "pypdfium2.PdfDocument":
        from casefiles.reading.survey import open_pdf

        try:
            found = Path(path).stat()
        except OSError as error:
            raise ReadingError(Reason.UNREADABLE, str(error)) from error
        key = (path, found.st_mtime_ns, found.st_size)
        if self._document is None or key != self._key or self._served >= self._most:
            self.close()
            self._document, self._key, self._served = open_pdf(Path(path)), key, 0
            fitting = BYTES_AN_OPENING * len(self._document) // max(found.st_size, 1)
            self._most = max(1, min(PAGES_AN_OPENING, fitting))
        self._served += 1
        return self._document

    def _page(self, path: str, number: int) -> "pypdfium2.PdfPage":
        import pypdfium2

        document = self._open(path)
        if not 1 <= number <= len(document):
            raise ReadingError(Reason.UNREADABLE, f"no page {number} in {len(document)}")
        try:
            return document[number - 1]
        except pypdfium2.PdfiumError as error:
            raise ReadingError(Reason.DAMAGED, str(error)) from error


def _receive(line: socket.socket, size: int) -> bytes:
    """Exactly `size` bytes, or none at the end."""
    got = b""
    while len(got) < size:
        part = line.recv(size - len(got))
        if not part:
            return b""
        got += part
    return got


def serve(line: socket.socket, child: Child) -> None:
    """Answers until the other end closes."""
    while head := _receive(line, frames.LENGTH.size):
        request = frames.decode(_receive(line, frames.length(head, frames.MAX_REQUEST)))
        line.sendall(frames.encode(child.answer(request), frames.MAX_ANSWER))


def main() -> None:
    """Binds the process, then serves."""
    number, parent, memory, models = sys.argv[1:]
    limits.bind(int(memory))
    limits.die_with(int(parent))
    os.set_blocking(2, False)  # a library that complains much must not wait for a reader
    with socket.socket(fileno=int(number)) as line:
        line.setblocking(True)
        serve(line, Child(Path(models)))


if __name__ == "__main__":
    main()
