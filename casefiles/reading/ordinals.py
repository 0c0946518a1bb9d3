"""The first of a month: of its small raised letters tesseract makes signs, `1" janvier`.

Nothing else is written so before the name of a month, and a date that is not read as one is not
found as one. All of nine French minutes with a human reference have such dates.
"""

import dataclasses
import re
from itertools import pairwise

from casefiles.reading.ocr import Text
from casefiles.reading.words import Word

MISREAD = re.compile(r"""1[°º"”“'’`*«]+""")
FIRST = "1er"
MONTHS = {
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
}


def with_first_days(text: Text, languages: str) -> Text:
    """The reading with `1er` where a line of French has the first of a month."""
    if "fra" not in languages.split("+"):
        return text
    return dataclasses.replace(
        text, blocks=[[_mended(line) for line in block] for block in text.blocks]
    )


def _mended(line: list[Word]) -> list[Word]:
    if not any(MISREAD.fullmatch(word.text) for word in line):
        return line
    return [
        dataclasses.replace(word, text=FIRST) if _is_first(word.text, following.text) else word
        for word, following in pairwise(line)
    ] + line[-1:]


def _is_first(word: str, following: str) -> bool:
    return bool(MISREAD.fullmatch(word)) and following.lower().strip(".,;:)") in MONTHS
