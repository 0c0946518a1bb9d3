"""Tables for spreadsheets, of which no cell is ever taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from django.http import HttpResponse

# A spreadsheet takes a cell that begins so for a formula: OWASP, "CSV Injection".
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_response(file_name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A CSV file to download. `file_name`: letters, digits and hyphens only."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.write("\ufeff")  # spreadsheets take it for another encoding without this
    written = csv.writer(response)
    for row in rows:
        written.writerow([harmless(cell) for cell in row])
    return response
