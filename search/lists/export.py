"""A list of names as a table for a spreadsheet: CSV and XLSX."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import xlsxwriter
from django.utils.translation import gettext as _

from search.lists.lines import Remark
from search.lists.table import Counts, Row

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME_WIDTH = 34  # characters

Table = Iterator[list[str | int]]


def remark_told(remark: str) -> str:
    """Why a name is not looked for; "" where it is."""
    if remark == Remark.NO_WORD:
        return _("not looked for: there is no letter and no digit in it")
    if remark == Remark.REPEATED:
        return _("not looked for again: it is in the list already")
    return ""


def names_table(counts: Counts, rows: Iterable[Row]) -> Table:
    """One row for each name; an empty cell where it has not been looked for."""
    yield [
        _("name"),
        _("pages in all"),
        _("of these by an initial only"),
        _("of these by resemblance only"),
        *(case_file.name for case_file in counts.columns),
        _("looked for as"),
        _("note"),
    ]
    for row in rows:
        looked_for = "; ".join(f"{tried.variant.text}: {tried.pages}" for tried in row.tried)
        pages = ["" if cell.pages is None else cell.pages for cell in row.cells]
        remark = remark_told(row.entry.remark)
        totals: list[str | int] = [row.pages, row.by_initial, row.resembling]
        if remark:
            totals = ["", "", ""]
        yield [row.entry.name, *totals, *pages, looked_for, remark]


def about_table(counts: Counts) -> Table:
    """Where was searched, and what is missing."""
    listed = {case_file.pk for case_file in counts.missed}
    unfinished = {case_file.pk for case_file in counts.unfinished}
    yield [_("case file"), _("names looked for"), _("note")]
    for each in counts.listed:
        note = ""
        if each.case_file_id in listed:
            note = _("could not be searched")
        elif each.case_file_id in unfinished:
            note = _("not all names have been looked for")
        yield [each.case_file.name, each.counted, note]


def workbook(sheets: Iterable[tuple[str, Table]]) -> bytes:
    """An XLSX file. Text is always written as text: nothing in it becomes a formula or a link."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for title, table in sheets:
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, 0, NAME_WIDTH)
            for place, cells in enumerate(table):
                for column, cell in enumerate(cells):
                    if isinstance(cell, int):
                        sheet.write_number(place, column, cell)
                    else:
                        sheet.write_string(place, column, cell, None if place else bold)
    return content.getvalue()
