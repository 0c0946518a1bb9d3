"""Pages that are lost: they keep their place and number, and are known to be no blank ones."""

import pikepdf

# pdfium counts such a page and refuses to open it, so that it fails with a reason when it is
# read; a blank page in its place would be read, and be believed.
LOST = pikepdf.Name("/Lost")


def lose(pdf: pikepdf.Pdf, index: int) -> None:
    """Mark a page, counted from 0, as one that cannot be opened. To be done last before saving."""
    page = pdf.pages[index].obj
    for key in list(page.keys()):
        if key not in ("/Type", "/Parent"):
            del page[key]
    page.Type = LOST
