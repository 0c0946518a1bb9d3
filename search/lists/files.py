"""A text or CSV file to the names in it, one a line. Nothing but text is ever parsed here."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from search.analysis import fold

LARGEST = 1_000_000  # bytes
DELIMITERS = ";,\t"
WHOLE: Final = frozenset({"name", "nom complet", "full name", "nom et prenom", "nom prenom"})
SURNAME: Final = frozenset({"nom", "nom de famille", "surname", "last name", "lastname"})
GIVEN: Final = frozenset({"prenom", "prenoms", "first name", "firstname", "given name"})


class Unreadable(StrEnum):
    """Why a file is not taken."""

    TOO_LARGE = "too_large"
    NO_TEXT = "no_text"  # a spreadsheet, a PDF
    WHICH_COLUMN = "which_column"  # several columns, and none says that it holds the names


class FileRefused(Exception):
    """The file cannot be taken as it is; `text` is what could be made of it all the same."""

    def __init__(self, why: Unreadable, text: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.text = text


def names_of(content: bytes, file_name: str) -> str:
    """The names of a file, one a line, from the column of names where it is a table.

    Surname and given name in two columns become `Surname, Given name`. Raises FileRefused.
    """
    if len(content) > LARGEST:
        raise FileRefused(Unreadable.TOO_LARGE)
    text = _decoded(content)
    if not file_name.lower().endswith((".csv", ".tsv")):
        return text
    rows = _rows(text)
    if not rows:
        return ""
    headings = [" ".join(fold(cell).split()) for cell in rows[0]]
    surname, given, whole = (_place(headings, words) for words in (SURNAME, GIVEN, WHOLE))
    if whole is not None:
        return _column(rows[1:], [whole])
    if surname is not None:
        return _column(rows[1:], [surname] if given is None else [surname, given])
    names = _column(rows, [0])
    if any(cell.strip() for row in rows for cell in row[1:]):
        raise FileRefused(Unreadable.WHICH_COLUMN, names)
    return names


def _decoded(content: bytes) -> str:
    """Text in UTF-8 or UTF-16, else in what French Windows writes."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content or content.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise FileRefused(Unreadable.NO_TEXT)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _rows(text: str) -> list[list[str]]:
    """The rows of a table that hold anything."""
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:  # a field of 131,072 characters
        read = [[line] for line in text.splitlines()]
    return [row for row in read if any(cell.strip() for cell in row)]


def _place(headings: Sequence[str], words: frozenset[str]) -> int | None:
    return next((place for place, heading in enumerate(headings) if heading in words), None)


def _column(rows: Sequence[Sequence[str]], places: Sequence[int]) -> str:
    """One line for each row, its cells at these places joined by commas."""
    lines = []
    for row in rows:
        cells = [" ".join(row[place].split()) for place in places if place < len(row)]
        lines.append(", ".join(filter(None, cells)))
    return "\n".join(lines)
