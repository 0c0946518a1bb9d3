"""The floors: the least that any product can need which reads and indexes with these libraries.

`OcrFloor` has N warm processes that render and recognise, and store nothing. `python -m
benchmarks.floor PDF FOLDER` takes the text of every page with pdfium and puts it in a Whoosh index
in one commit; it prints one JSON line.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Sequence
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

import psutil
import pypdfium2

DPI = 200

_here: dict[str, Any] = {}  # what a process of the pool keeps open


def _warm_up(pdf: str, models: str, language: str) -> None:
    os.environ["OMP_THREAD_LIMIT"] = "1"  # read when the library is loaded
    # Linux may share the processor out by session, and each of Greffe's readers has its own.
    os.setsid()
    import tesserocr

    _here["pdf"] = pypdfium2.PdfDocument(pdf)
    _here["engine"] = tesserocr.PyTessBaseAPI(path=models, lang=language)


def _recognise(number: int) -> int:
    """The number of characters on a page; `number` from 1."""
    page = _here["pdf"][number - 1]
    bitmap = page.render(scale=DPI / 72, grayscale=True)
    engine = _here["engine"]
    engine.SetImageBytes(bytes(bitmap.buffer), bitmap.width, bitmap.height, 1, bitmap.stride)
    engine.SetSourceResolution(DPI)
    text: str = engine.GetUTF8Text()
    engine.Clear()
    bitmap.close()
    page.close()
    return len(text)


class OcrFloor:
    """`processes` OCR engines, warm, with the PDF open; stopped on leaving."""

    def __init__(self, pdf: Path, processes: int, models: Path, language: str) -> None:
        self.processes = processes
        self._told = (str(pdf), str(models), language)
        self._pool: Pool | None = None

    def __enter__(self) -> OcrFloor:
        spawning = multiprocessing.get_context("spawn")
        self._pool = spawning.Pool(self.processes, _warm_up, self._told)
        self._pool.map(_recognise, [1] * 2 * self.processes, chunksize=1)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._pool is not None
        self._pool.terminate()
        self._pool.join()

    def seconds(self, numbers: Sequence[int]) -> float:
        """Wall time to read those pages, each handed out when an engine is free."""
        assert self._pool is not None
        began = time.perf_counter()
        for _ in self._pool.imap_unordered(_recognise, numbers):
            pass
        return time.perf_counter() - began

    def roots(self) -> dict[str, psutil.Process]:
        """The processes, for a Watch."""
        children = multiprocessing.active_children()
        return {f"engine {n}": psutil.Process(child.pid) for n, child in enumerate(children)}


def text_floor(pdf: Path, folder: Path) -> dict[str, float]:
    """Seconds of text extraction and of bulk indexing, one after the other, in one process."""
    from whoosh import fields, index

    began = time.perf_counter()
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [_text(page) for page in document]
    extracted = time.perf_counter()
    schema = fields.Schema(number=fields.NUMERIC(stored=True), text=fields.TEXT())
    writer = index.create_in(str(folder), schema).writer()
    for number, text in enumerate(texts, start=1):
        writer.add_document(number=number, text=text)
    writer.commit()
    indexed = time.perf_counter()
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "pages": len(texts),
        "seconds": indexed - began,
        "text_seconds": extracted - began,
        "index_seconds": indexed - extracted,
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "rss": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
    }


def _text(page: pypdfium2.PdfPage) -> str:
    text_page = page.get_textpage()
    try:
        text: str = text_page.get_text_bounded()
        return text
    finally:
        text_page.close()
        page.close()


if __name__ == "__main__":
    print(json.dumps(text_floor(Path(sys.argv[1]), Path(sys.argv[2]))))
