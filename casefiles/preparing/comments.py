"""Puts the comments of an office document on pages of their own, behind its own pages.

LibreOffice exports them as notes that a reader of PDFs has to open one by one, and no text layer
holds them.
"""

from __future__ import annotations

from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from casefiles.preparing.letters import Header, set_letter

MOST = 10_000  # comments
MAX_PAGES = 500  # that they may take
# What a page whose notes are not as they should be provokes in pikepdf.
BROKEN = (
    *(pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError),
)


def append_comments(made: Path) -> None:
    """Adds to the PDF one entry for each comment: its page, its author, what it says."""
    behind = made.with_name("comments.pdf")
    try:
        with pikepdf.open(made, allow_overwriting_input=True) as pdf:
            found = [comment for page in pdf.pages for comment in _of_page(page.obj, page.index)]
            if not found:
                return
            set_letter(found[:MOST], "", behind, max_pages=MAX_PAGES)
            with pikepdf.open(behind) as added:
                pdf.pages.extend(added.pages)
                pdf.save(made)
    except BROKEN:
        return
    finally:
        behind.unlink(missing_ok=True)


def _of_page(page: Object, index: int) -> list[Header]:
    found = []
    kept = Array()
    for note in page.get("/Annots", Array()):
        if not isinstance(note, Dictionary) or note.get("/Subtype") not in (Name.Text, Name.Popup):
            kept.append(note)
        elif text := str(note.get("/Contents", "")).strip():
            author = str(note.get("/T", "")).strip()
            found.append(Header(f"p. {index + 1}", f"{author}: {text}" if author else text))
    page.Annots = kept  # the signs of notes would lie on the text
    return found
