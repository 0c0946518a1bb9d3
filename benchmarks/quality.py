"""How well pages are read: `python -m benchmarks.quality PDF REFERENCE [PDF REFERENCE ...]`.

For each PDF with a reference text (a paragraph a line), prints the character error rate of the
product beside that of plain tesseract at 200 and 300 dpi. For each folder of a generated dossier
(`--dossier FOLDER`, with a truth.json), prints errors, words found, and pages flagged as hardly
readable, a row for each kind of page.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.errors import Errors, by_paragraph, in_order, words_found
from benchmarks.table import plain
from casefiles.reading.reader import Reader
from casefiles.reading.words import PageReading
from config.folders import TESSDATA

PLAIN_DPI = (200, 300)
TIMEOUT = 300.0  # seconds a page
MOST_PAGES = 20_000

FILE_HEADINGS = ("file", "signs", *(f"plain {dpi} dpi" for dpi in PLAIN_DPI), "ours", "lost")
KIND_HEADINGS = ("kind", "pages", "errors", "words found", "turned right", "flagged")


@dataclass
class Kind:
    """What is counted over the pages of one kind."""

    errors: Errors = field(default_factory=Errors)
    found: int = 0
    words: int = 0
    turned: int = 0
    flagged: int = 0


def read(pdf: Path, languages: str) -> list[PageReading]:
    """All pages, as the product reads them."""
    with Reader(TESSDATA) as reader:
        count = len(reader.survey(pdf, max_pages=MOST_PAGES, timeout=TIMEOUT).pages)
        return [
            reader.read(pdf, number, languages, timeout=TIMEOUT) for number in range(1, count + 1)
        ]


def read_plainly(pdf: Path, languages: str, dpi: int) -> str:
    """What tesseract alone reads on all pages rendered in grey."""
    import pypdfium2
    import tesserocr

    texts = []
    with (
        pypdfium2.PdfDocument(pdf) as document,
        tesserocr.PyTessBaseAPI(path=str(TESSDATA), lang=languages) as engine,
    ):
        for page in document:
            engine.SetImage(page.render(scale=dpi / 72, grayscale=True).to_pil())
            engine.SetSourceResolution(dpi)
            texts.append(engine.GetUTF8Text())
    return "\n".join(texts)


def compare(pdf: Path, reference: Path, languages: str) -> list[Errors]:
    """Errors of plain tesseract at each resolution, then ours."""
    wanted = reference.read_text(encoding="utf-8")
    texts = [read_plainly(pdf, languages, dpi) for dpi in PLAIN_DPI]
    texts.append("\n".join(page.text for page in read(pdf, languages)))
    return [by_paragraph(wanted, text) for text in texts]


def files(pairs: list[tuple[Path, Path]], languages: str, jobs: int) -> Iterator[tuple[str, ...]]:
    """A row for each file, then their mean."""
    rates = []
    with ProcessPoolExecutor(jobs) as pool:
        waiting = [pool.submit(compare, pdf, reference, languages) for pdf, reference in pairs]
        for (pdf, _), measured in zip(pairs, waiting, strict=True):
            errors = measured.result()
            rates.append([found.rate for found in errors])
            lost = f"{errors[-1].lost} of {errors[-1].paragraphs}"
            yield pdf.stem, f"{errors[-1].signs}", *map(percent, rates[-1]), lost
    means = map(statistics.mean, zip(*rates, strict=True))
    yield "mean", "", *map(percent, means), ""


def kinds(folder: Path, languages: str, jobs: int) -> Iterator[tuple[str, ...]]:
    """A row for each kind of page of a generated dossier, then how well the flag was put."""
    pages = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["pages"]
    volumes = sorted({page["volume"] for page in pages})
    named = {n: folder / f"tome-{n}.pdf" for n in volumes}
    if len(volumes) == 1 and not named[volumes[0]].is_file():
        named[volumes[0]] = folder / "dossier.pdf"
    with ProcessPoolExecutor(jobs) as pool:
        readings = list(pool.map(read, named.values(), [languages] * len(named)))
    by_volume = dict(zip(named, readings, strict=True))
    counted: dict[str, Kind] = defaultdict(Kind)
    flagged = {True: [0, 0], False: [0, 0]}  # of readable pages and of others: flagged, in all
    for page in pages:
        reading = by_volume[page["volume"]][page["volume_page"] - 1]
        _count(counted[page["page_kind"]], page, reading)
        flagged[page["readable"]][0] += reading.hardly_readable
        flagged[page["readable"]][1] += 1
    for name, kind in sorted(counted.items()):
        yield _row(name, kind)
    (alarms, readable), (right, unreadable) = flagged[True], flagged[False]
    yield "unreadable, flagged", f"{unreadable}", "", "", "", f"{right}"
    yield "readable, flagged", f"{readable}", "", "", "", f"{alarms}"


def _count(kind: Kind, page: dict[str, Any], reading: PageReading) -> None:
    kind.errors += in_order(page["text"], reading.text)
    found, words = words_found(page["text"], reading.text)
    kind.found += found
    kind.words += words
    kind.turned += (reading.rotation + page["rotation"]) % 360 == 0
    kind.flagged += reading.hardly_readable


def _row(name: str, kind: Kind) -> tuple[str, ...]:
    found = percent(kind.found / kind.words) if kind.words else ""
    pages = kind.errors.paragraphs
    errors = percent(kind.errors.rate)
    return name, f"{pages}", errors, found, f"{kind.turned}", f"{kind.flagged}"


def percent(share: float) -> str:
    """A share as it is printed."""
    return f"{100 * share:.2f} %"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.quality",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", type=Path, nargs="*", metavar="PDF REFERENCE")
    parser.add_argument("--dossier", type=Path, action="append", default=[], metavar="FOLDER")
    parser.add_argument("--languages", default="fra", help="as tesseract writes them")
    parser.add_argument("--jobs", type=int, default=2, help="files read at a time")
    asked = parser.parse_args()
    if len(asked.files) % 2 or not (asked.files or asked.dossier):
        parser.error("give pairs of a PDF and its reference, or --dossier FOLDER")
    return asked


def main() -> None:
    asked = arguments()
    pairs = list(zip(asked.files[::2], asked.files[1::2], strict=True))
    if pairs:
        print(plain(FILE_HEADINGS, list(files(pairs, asked.languages, asked.jobs))))
    for folder in asked.dossier:
        print(f"\n{folder.name}")
        print(plain(KIND_HEADINGS, list(kinds(folder, asked.languages, asked.jobs))))


if __name__ == "__main__":
    main()
