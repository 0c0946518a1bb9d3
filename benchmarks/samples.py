"""The PDFs that are measured on, all invented and the same in every run."""

from pathlib import Path

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from benchmarks.prose import page_texts
from casefiles.demo.build import build

FONT, SIZE, LEADING = "Times-Roman", 11, 13.5
MARGIN = 60  # points
GLANCE = 0.5  # pixels a point: enough to see whether a page bears anything
DARK, DARK_SHARE = 110, 0.002
MOST_SEEDS = 20


def digital(path: Path, pages: int, *, seed: int = 1) -> Path:
    """A born-digital dossier of dense A4 pages."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1, pageCompression=1)
    width, height = A4
    for number, text in enumerate(page_texts(pages, seed=seed), start=1):
        canvas.setFont(FONT, SIZE)
        canvas.drawRightString(width - 40, height - 40, f"D{number}")
        writer = canvas.beginText(MARGIN, height - MARGIN - SIZE)
        writer.setFont(FONT, SIZE, LEADING)
        for paragraph in text.splitlines():
            writer.textLines(simpleSplit(paragraph, FONT, SIZE, width - 2 * MARGIN))
        canvas.drawText(writer)
        canvas.showPage()
    canvas.save()
    return path


def mixed(folder: Path, pages: int, *, seed: int = 1) -> list[Path]:
    """The volumes of a dossier like the demo's: typed scans, born-digital pages, oddities."""
    folder.mkdir(parents=True)
    return build(folder, pages=pages, seed=seed)


def scanned(path: Path, pages: int) -> Path:
    """The scanned pages of demo dossiers of one seed after the other, blank ones left out."""
    taken = 0
    with pypdfium2.PdfDocument.new() as scans:
        for seed in range(1, MOST_SEEDS + 1):
            for volume in mixed(path.parent / f"seed-{seed}", 48, seed=seed):
                with pypdfium2.PdfDocument(volume) as source:
                    chosen = [n for n in range(len(source)) if _is_scan(source[n])]
                    chosen = chosen[: pages - taken]
                    if chosen:
                        scans.import_pages(source, chosen)
                        taken += len(chosen)
            if taken == pages:
                break
        scans.save(path)
    return path


def first_pages(path: Path, source: Path, pages: int) -> Path:
    """A copy of the first pages of a PDF."""
    with pypdfium2.PdfDocument(source) as whole, pypdfium2.PdfDocument.new() as part:
        part.import_pages(whole, range(min(pages, len(whole))))
        part.save(path)
    return path


def page_count(path: Path) -> int:
    """How many pages a PDF has."""
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def _is_scan(page: pypdfium2.PdfPage) -> bool:
    if page.get_textpage().count_chars():
        return False
    drawn = page.render(scale=GLANCE, grayscale=True).to_numpy()
    return bool((drawn < DARK).mean() > DARK_SHARE)
