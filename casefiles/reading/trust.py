"""Which text of a page to believe: the layer the file brings, or what OCR will read.

A layer is kept where the page was born digital. On a page that is mainly a picture the layer is
somebody else's OCR, a stamp put over the scan, or the text of a page with a picture behind it: it
is kept where a look at two strips finds the same words in the same places, and else read anew.
"""

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from casefiles.reading.layer import Layer
from casefiles.reading.likeness import plausibility
from casefiles.reading.ocr import Text
from casefiles.reading.pictures import MOSTLY_PICTURE, Pictures
from casefiles.reading.probe import ENOUGH, Probe

MAX_GARBAGE = 0.1  # share of signs that are no text
MAX_UNMAPPED = 0.3  # share of signs whose font does not say what they are
MAX_HIDDEN = 0.5  # share of signs drawn invisibly: OCR of a picture, whatever its size
LEAST_VOWELS, MOST_VOWELS = 0.25, 0.65  # shares of the letters, wider than any language's
FEW_LETTERS = 100  # letters below which that share says nothing
LOOKED_AT = 2000  # signs of the page, enough for that share
UNREADABLE = 0.3  # confidence of OCR on what it cannot read
AGREEMENT = 0.5  # share of the layer's words that OCR has to find as well
MUCH_MORE = 1.3  # times the signs of the layer
IMPLAUSIBLE = 0.7  # share of words that look like words, below which a scan's layer is refused
PLAUSIBLE = 0.9  # from which a layer is believed where the picture can hardly be read
AS_GOOD = 0.95  # agreement with the words read in the strips: two good readings differ by as much
AS_WHOLE = 0.85  # the same for text that is drawn, where only OCR can be wrong about its words
ALIKE = 0.97  # from which the text not believed is not kept
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
    shown: bool = True  # whether the text is drawn over what pictures there are, for all to see
    plausible: float = 1.0  # share of words that look like words, measured on scans only

    @property
    def scan(self) -> bool:
        """Whether what is to be read is a picture, and the layer at best a reading of it."""
        return self.coverage >= MOSTLY_PICTURE or self.hidden > MAX_HIDDEN


def facts_of(layer: Layer, pictures: Pictures) -> Facts:
    """The facts of a layer on a page with these pictures."""
    words = layer.words
    scan = pictures.mostly or layer.hidden > MAX_HIDDEN
    signs = sum(len(word.text) for word in words)
    return Facts(
        words=len(words),
        coverage=pictures.coverage,
        garbage=len(GARBAGE.findall(layer.raw)) / signs if signs else 0.0,
        unmapped=layer.unmapped,
        hidden=layer.hidden,
        strange=is_strange(layer.raw),
        drawn=bool(pictures.coverage or pictures.paths),
        shown=layer.hidden <= MAX_HIDDEN and not pictures.over_text,
        plausible=plausibility(word.text for word in words) if scan else 1.0,
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
    PROBE = "probe"  # read two strips of the picture, then see `is_as_good`
    COMPARE = "compare"  # read the picture too, then see `keeps`
    REFUSE = "refuse"


def judge(facts: Facts) -> Trust:
    """How far to believe the layer of a page."""
    if not facts.words or facts.garbage > MAX_GARBAGE:
        return Trust.REFUSE
    if facts.scan:
        return Trust.PROBE if facts.plausible >= IMPLAUSIBLE else Trust.REFUSE
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


def is_as_good(facts: Facts, probe: Probe) -> bool:
    """Whether the layer of a scan says what OCR would, so that OCR can be spared."""
    wanted = AS_WHOLE if facts.shown else AS_GOOD
    return probe.signs >= ENOUGH and probe.agreement >= wanted


def outdoes(facts: Facts, read: Text, *, hardly_readable: bool) -> bool:
    """Whether the layer of a scan is believed over what OCR read.

    It is where OCR cannot read the picture, as of handwriting, and the layer is a text: somebody
    typed it.
    """
    beyond_ocr = hardly_readable or read.confidence < UNREADABLE
    return beyond_ocr and facts.words >= SPARSE and facts.plausible >= PLAUSIBLE
