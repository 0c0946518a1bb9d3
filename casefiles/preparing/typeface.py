"""The fonts that messages are set in, and how wide their characters are.

DejaVu covers Latin, Greek, Cyrillic, Arabic, Hebrew and many signs. A character that it lacks is
drawn as an empty box, and its true value is in the text layer all the same.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

DEJAVU = Path(__file__).resolve().parents[2] / "node_modules" / "dejavu-fonts-ttf" / "ttf"
VERA = Path(reportlab.__file__).parent / "fonts"  # reportlab brings it; Latin letters only
FACES = {
    "body": ("DejaVuSansCondensed.ttf", "Vera.ttf"),
    "bold": ("DejaVuSansCondensed-Bold.ttf", "VeraBd.ttf"),
    "mono": ("DejaVuSansMono.ttf", "Vera.ttf"),
}
BEYOND_16_BITS = re.compile("<([0-9A-F]{5,6})>")


class Typeface(TTFont):
    """A font in whose text layer every character is kept, also those it cannot draw."""

    def splitString(  # noqa: N802 - reportlab's name
        self, text: str, doc: Any, encoding: str = "utf-8"
    ) -> list[tuple[int, bytes]]:
        """Gives the empty box to what the font lacks; reportlab would lose its meaning."""
        for character in set(text):
            self.face.charToGlyph.setdefault(ord(character), 0)
        found: list[tuple[int, bytes]] = super().splitString(text, doc, encoding)
        return found

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """Writes characters beyond U+FFFF as the two halves that PDF wants of them."""
        super().addObjects(doc)
        for name, value in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                value.content = BEYOND_16_BITS.sub(_halves, value.content)

    def width(self, text: str, size: float) -> float:
        """In points."""
        widths, usual = self.face.charWidths, self.face.defaultWidth
        wide: float = sum([widths.get(ord(character), usual) for character in text])
        return wide * size / 1000


def _halves(found: re.Match[str]) -> str:
    return f"<{chr(int(found[1], 16)).encode('utf-16-be').hex().upper()}>"


@cache
def typeface(style: str) -> Typeface:
    """The font of "body", "bold" or "mono", known to reportlab under that name."""
    ours, spare = FACES[style]
    try:
        font = Typeface(style, str(DEJAVU / ours))
    except (TTFError, OSError):
        font = Typeface(style, str(VERA / spare))
    pdfmetrics.registerFont(font)
    return font
