"""Words with gaps in them, `w?ld` and `w*ld`, folded like any other word of a page."""

from typing import Final

from search.analysis import Language, analyse

GAPS: Final = "*?"
FEWEST_LITERALS = 2  # letters and digits in a word with gaps, or it would name half a dictionary

# A gap has to pass through the analysis as a letter: one that folds to itself and that no dossier
# holds. Where it is typed it is a gap like another.
_LETTERS: Final = {"*": "ꙮ", "?": "ꘐ"}
_TO_LETTERS: Final = str.maketrans(_LETTERS)
_TO_GAPS: Final = str.maketrans({letter: gap for gap, letter in _LETTERS.items()})


def pieces(text: str, language: Language) -> list[str]:
    """The folded words of a text, with their gaps: `l'Off?cier` is `off?cier` in French."""
    return [
        token.form.translate(_TO_GAPS)
        for token in analyse(text.translate(_TO_LETTERS), language)
        if not token.form.startswith("#")
    ]


def has_gap(text: str) -> bool:
    return any(gap in text for gap in GAPS)


def without_gaps(text: str) -> str:
    return "".join(sign for sign in text if sign not in GAPS)


def is_narrow(piece: str) -> bool:
    """Whether a piece begins with a letter or a digit, and has as many as it needs."""
    return piece[0] not in GAPS and len(without_gaps(piece)) >= FEWEST_LITERALS
