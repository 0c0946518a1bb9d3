"""Which text of a page to believe: the layer the file brings, or what OCR will read.

A layer is kept where the page was born digital. On a page that is mainly a picture the layer is
somebody else's OCR, or only a stamp put over the scan; both are read anew.
"""

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from casefiles.reading.layer import Layer

MOSTLY_PICTURE = 0.5  # share of the page under pictures from which it is a scan
MAX_GARBAGE = 0.1  # share of signs that are no text
MAX_UNMAPPED = 0.3  # share of signs whose font does not say what they are
MAX_HIDDEN = 0.5  # share of signs drawn invisibly: OCR of a picture, whatever its size
LEAST_VOWELS, MOST_VOWELS = 0.25, 0.65  # shares of the letters, wider than any language's
FEW_LETTERS = 100  # letters below which that share says nothing
LOOKED_AT = 2000  # signs of the page, enough for that share
UNREADABLE = 0.3  # confidence of OCR on what it cannot read
AGREEMENT = 0.5  # share of the layer's words that OCR has to find as well
MUCH_MORE = 1.3  # times the signs of the layer
SPARSE = 40  # words below which a layer may be only a stamp, so that the ink has to be looked at

GARBAGE = re.compile(
    "[\x00\x01\x03-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\uffff\ue000-\uf8ff\ud800-\udfff"
    "\U000f0000-\U0010ffff]"
)
LETTER = re.compile("[A-Za-z]")  # the accented ones land anywhere when a table is shifted
VOWELS = frozenset("aeiouyAEIOUY")


@dataclass(frozen=True, slots=True)
class Facts:
    """What was measured on a page before deciding; shares are 0..1."""

    words: int
    coverage: float
    garbage: float
    unmapped: float
    hidden: float
    strange: bool
    drawn: bool  # something else than text, of which some may be writing


def facts_of(layer: Layer, coverage: float, *, drawn: bool) -> Facts:
    """The facts of a layer on a page whose pictures cover `coverage` of it."""
    words = layer.words
    signs = sum(len(word.text) for word in words)
    return Facts(
        words=len(words),
        coverage=coverage,
        garbage=len(GARBAGE.findall(layer.raw)) / signs if signs else 0.0,
        unmapped=layer.unmapped,
        hidden=layer.hidden,
        strange=is_strange(layer.raw),
        drawn=drawn,
    )


def is_strange(text: str) -> bool:
    """Whether a text in Latin letters has far more or fewer vowels than any language.

    A font whose table is shifted gives `&RXU G¶DSSHO` for `Cour d'appel`: every sign is one of
    Unicode's, no word is one of any language. Vowels are 0.16 of such letters, 0.42 of French.
    """
    letters = LETTER.findall(text[:LOOKED_AT])
    if len(letters) < FEW_LETTERS:
        return False
    return not LEAST_VOWELS < sum(map(VOWELS.__contains__, letters)) / len(letters) < MOST_VOWELS


class Trust(StrEnum):
    """What to do with a layer."""

    BELIEVE = "believe"
    LOOK = "look"  # too few words to be sure: believe it if no ink is beside them
    COMPARE = "compare"  # read the picture too, then see `keeps`
    REFUSE = "refuse"


def judge(facts: Facts) -> Trust:
    """How far to believe the layer of a page."""
    if (
        not facts.words
        or facts.coverage >= MOSTLY_PICTURE
        or facts.garbage > MAX_GARBAGE
        or facts.hidden > MAX_HIDDEN
    ):
        return Trust.REFUSE
    if facts.unmapped > MAX_UNMAPPED or facts.strange:
        return Trust.COMPARE
    if facts.words < SPARSE and facts.drawn:
        return Trust.LOOK
    return Trust.BELIEVE


def keeps(layer: list[str], read: list[str], confidence: float) -> bool:
    """Whether a layer in doubt is kept, given the words that OCR read and its confidence.

    It is where OCR could not read, or where it read about the same words and not many more.
    """
    if confidence < UNREADABLE:
        return True
    signs = sum(map(len, layer))
    agreed = sum((Counter(layer) & Counter(read)).values())
    more = sum(map(len, read)) * confidence > MUCH_MORE * signs
    return agreed >= AGREEMENT * len(layer) and not more
