"""Puts lines with Hebrew or Arabic into the order in which they are seen, from left to right."""

from __future__ import annotations

import re
import unicodedata

FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def as_seen(line: str) -> str:
    """The line as it is drawn. Whoever reads the text layer gets the order of writing back.

    A small part of the Unicode Bidirectional Algorithm (UAX 9): the first strong character gives
    the line's direction; runs of the other direction are turned; numbers keep their order.
    """
    if not FROM_RIGHT.search(line):
        return line
    kinds = _kinds(line)
    first = next((kind for kind in kinds if kind in "LR"), "L")
    kinds = _joined(kinds, first)
    runs = [(kind, "".join(run)) for kind, run in _runs(line, kinds)]
    drawn = [_turned(text) if kind == "R" else text for kind, text in runs]
    return "".join(reversed(drawn) if first == "R" else drawn)


def _kinds(line: str) -> list[str]:
    """For each character: L, R, or "-" for one that takes after its neighbours."""
    kinds = []
    for character in line:
        kind = unicodedata.bidirectional(character)
        kinds.append("R" if kind in ("R", "AL") else "L" if kind in ("L", "EN", "AN") else "-")
    return kinds


def _joined(kinds: list[str], first: str) -> list[str]:
    """Neutral characters between two of one direction take it, all others the line's."""
    joined = list(kinds)
    begin = 0
    while begin < len(kinds):
        end = begin
        while end < len(kinds) and kinds[end] == "-":
            end += 1
        if end > begin:
            before = kinds[begin - 1] if begin else first
            after = kinds[end] if end < len(kinds) else first
            joined[begin:end] = [before if before == after else first] * (end - begin)
        begin = end + 1
    return joined


def _runs(line: str, kinds: list[str]) -> list[tuple[str, list[str]]]:
    runs: list[tuple[str, list[str]]] = []
    for character, kind in zip(line, kinds, strict=True):
        if not runs or runs[-1][0] != kind:
            runs.append((kind, []))
        runs[-1][1].append(character)
    return runs


def _turned(text: str) -> str:
    return text[::-1].translate(MIRRORED)
