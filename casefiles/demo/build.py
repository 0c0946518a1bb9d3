"""Builds the demo dossier: an invented French criminal case, as a newsroom would receive it."""

import datetime
import io
import random
from collections.abc import Sequence
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from casefiles.demo.cast import cast
from casefiles.demo.layout import HEIGHT, WIDTH, Sheet, draw, draw_stamp, flow
from casefiles.demo.pieces import ORDER, Clerk
from casefiles.demo.prose import Writer
from casefiles.demo.scan import as_pdf, photocopy, render, scan

BEGIN = datetime.datetime(2019, 3, 5, 9, 15, tzinfo=datetime.UTC)
ONE_IN_BLACK_AND_WHITE = 5


def _mark_special_sheets(sheets: list[Sheet]) -> None:
    """One page fed sideways, one upside down, one with its cote as a text layer over the scan."""
    tables = [sheet for sheet in sheets if sheet.scanned and sheet.type.regular == "Helvetica"]
    if tables:
        tables[0].rotation = 90
    plain = [sheet for sheet in sheets if sheet.scanned and not sheet.rotation and sheet.lines]
    if len(plain) > 2:
        plain[len(plain) // 2].rotation = 180
        plain[-2].stamped = True


def sheets(pages: int = 48, seed: int = 1) -> list[list[Sheet]]:
    """The sheets of the two volumes, before they are drawn; a piece is never cut in two volumes.

    The last piece is cut off where the dossier has as many pages as were asked for.
    """
    dice = random.Random(seed)  # noqa: S311
    people = cast(dice)
    clerk = Clerk(dice, people, Writer(dice, people), BEGIN)
    volumes: list[list[Sheet]] = [[], []]
    while (count := sum(map(len, volumes))) < pages:
        piece = ORDER[clerk.drawn_up % len(ORDER)](_next(clerk))
        run = flow(f"D{clerk.drawn_up}", piece.blocks, piece.face)
        for sheet in run:
            sheet.scanned = piece.scanned
        if clerk.drawn_up == 4:
            run.append(Sheet(scanned=True))  # a blank back, which nobody stamps
        volumes[count >= pages / 2].extend(run[: pages - count])
    _mark_special_sheets([sheet for volume in volumes for sheet in volume])
    return volumes


def _next(clerk: Clerk) -> Clerk:
    clerk.next_day()
    return clerk


def _drawn(all_sheets: Sequence[Sheet]) -> bytes:
    """The sheets as the office printed them, a page each."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    for sheet in all_sheets:
        draw(canvas, sheet, stamp=not sheet.stamped)
    canvas.save()
    return buffer.getvalue()


def _stamp_layer(sheet: Sheet) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    draw_stamp(canvas, sheet.cote)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _append_scan(writer: PdfWriter, sheet: Sheet, taken: bytes) -> None:
    page = writer.add_page(PdfReader(io.BytesIO(taken)).pages[0])
    if sheet.stamped:
        page.merge_page(PdfReader(io.BytesIO(_stamp_layer(sheet))).pages[0])


def _write(path: Path, volume: list[Sheet], seed: str) -> Path:
    drawn = _drawn(volume)
    printed, pictures = PdfReader(io.BytesIO(drawn)), render(drawn)
    writer = PdfWriter()
    for number, sheet in enumerate(volume):
        if not sheet.scanned:
            writer.add_page(printed.pages[number])
            continue
        dice = random.Random(f"{seed} {number}")  # noqa: S311
        if number % ONE_IN_BLACK_AND_WHITE == 3 and not sheet.last:
            picture = photocopy(pictures[number], dice)
        else:
            picture = scan(pictures[number], dice, signed=sheet.last and not sheet.rotation)
        _append_scan(writer, sheet, as_pdf(picture.rotate(-sheet.rotation, expand=True)))
    writer.write(path)
    return path


def build(folder: Path, *, pages: int = 48, seed: int = 1) -> list[Path]:
    """Write the volumes of the dossier into a folder; the same seed gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _write(folder / f"Tome {number}.pdf", volume, f"{seed} {number}")
        for number, volume in enumerate(sheets(pages, seed), 1)
        if volume
    ]
