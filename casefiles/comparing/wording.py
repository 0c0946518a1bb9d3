"""Two texts word by word: what the later one has lost, and what it has gained."""

from __future__ import annotations

import re

from rapidfuzz.distance import Indel

from casefiles.comparing.likeness import folded
from casefiles.texts.alignment import LARGEST_COMPARED

WITH_BLANKS = re.compile(r"\s*\S+\s*")

Part = tuple[str, bool]  # characters, and whether they are in this text only


def differing_words(earlier: str, later: str) -> tuple[list[Part], list[Part]]:
    """Both texts, cut where they begin and cease to differ.

    Words that OCR may have read for one another, and marks between them, do not differ. O(n * m /
    64) for n and m words; texts that are too long for that differ throughout.
    """
    ours, theirs = WITH_BLANKS.findall(earlier), WITH_BLANKS.findall(later)
    if len(ours) * len(theirs) > LARGEST_COMPARED:
        return [(earlier, True)], [(later, True)]
    alike_ours, alike_theirs = [False] * len(ours), [False] * len(theirs)
    for step in Indel.opcodes([folded(w) for w in ours], [folded(w) for w in theirs]):
        if step.tag == "equal":
            alike_ours[step.src_start : step.src_end] = [True] * (step.src_end - step.src_start)
            alike_theirs[step.dest_start : step.dest_end] = [True] * (
                step.dest_end - step.dest_start
            )
    return _parts(ours, alike_ours), _parts(theirs, alike_theirs)


def _parts(words: list[str], alike: list[bool]) -> list[Part]:
    """Neighbours of one kind in one part; words without letters and figures never differ."""
    parts: list[Part] = []
    for word, same in zip(words, alike, strict=True):
        differs = not same and bool(folded(word))
        if parts and parts[-1][1] == differs:
            parts[-1] = (parts[-1][0] + word, differs)
        else:
            parts.append((word, differs))
    return parts
