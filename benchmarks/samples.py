"""The PDFs that are measured on, all invented and the same in every run."""

from pathlib import Path

import numpy
import pikepdf
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
HEAVY_DPI = 300
NOISE = 12  # grey levels
MB = 1_000_000


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


def last_pages(path: Path, source: Path, pages: int) -> Path:
    """A copy of the last pages of a PDF."""
    with pypdfium2.PdfDocument(source) as whole, pypdfium2.PdfDocument.new() as part:
        part.import_pages(whole, range(max(len(whole) - pages, 0), len(whole)))
        part.save(path)
    return path


def repeated(path: Path, source: Path, pages: int) -> Path:
    """The pages of a PDF again and again, until they are so many."""
    with pypdfium2.PdfDocument(source) as whole, pypdfium2.PdfDocument.new() as long:
        chosen = [number % len(whole) for number in range(pages)]
        for begin in range(0, pages, len(whole)):
            long.import_pages(whole, chosen[begin : begin + len(whole)])
        long.save(path)
    return path


def heavy(path: Path, source: Path, megabytes: int) -> Path:
    """The pages of a PDF again and again as pictures that are not compressed, until it weighs so
    much: grey, 300 dpi, with noise, as an office scanner makes them at worst."""
    dice = numpy.random.default_rng(1)
    weight = 0
    with pypdfium2.PdfDocument(source) as pages, pikepdf.Pdf.new() as made:
        while weight < megabytes * MB:
            page = pages[len(made.pages) % len(pages)]
            picture = page.render(scale=HEAVY_DPI / 72, grayscale=True).to_numpy()
            picture = picture.reshape(picture.shape[:2])
            noise = dice.integers(-NOISE, NOISE, picture.shape, numpy.int16)
            pixels = (picture + noise).clip(0, 255).astype(numpy.uint8)
            _add_picture(made, pixels, page.get_size())
            weight += pixels.nbytes
        made.save(path, compress_streams=False)
    return path


def _add_picture(made: pikepdf.Pdf, pixels: numpy.ndarray, size: tuple[float, float]) -> None:
    height, width = pixels.shape
    picture = pikepdf.Stream(made, pixels.tobytes())
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width, picture.Height = width, height
    picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceGray, 8
    page = made.add_blank_page(page_size=size)
    name = page.add_resource(picture, pikepdf.Name.XObject)
    page.Contents = pikepdf.Stream(made, f"{size[0]} 0 0 {size[1]} 0 0 cm {name} Do".encode())


def page_count(path: Path) -> int:
    """How many pages a PDF has."""
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def _is_scan(page: pypdfium2.PdfPage) -> bool:
    if page.get_textpage().count_chars():
        return False
    drawn = page.render(scale=GLANCE, grayscale=True).to_numpy()
    return bool((drawn < DARK).mean() > DARK_SHARE)
