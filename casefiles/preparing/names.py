"""Names that came with untrusted files, made fit to be shown; none ever reaches the disk."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 255  # characters, as the database keeps them
LONGEST_ENDING = 12
# Controls, and the marks that turn the direction of writing: "exe.fdp" must not read "pdf.exe".
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)
DRIVE = re.compile(r"[A-Za-z]:$")
NUMBER = re.compile(r"([0-9]+)")


def clean_path(raw: str) -> str:
    """The path with its folders, relative, without "..", drives and unseen characters; or ""."""
    parts = [_clean(part) for part in re.split(r"[/\\]", raw)]
    kept = [part for part in parts if part not in ("", ".", "..") and not DRIVE.match(part)]
    return _shorten("/".join(kept))


def clean_name(raw: str, otherwise: str = "") -> str:
    """The last part of a path so cleaned, `otherwise` where nothing is left of it."""
    return clean_path(raw).rsplit("/", 1)[-1] or otherwise


def natural(path: str) -> list[list[tuple[int, int, str]]]:
    """A key that sorts "tome 2" before "tome 10", folder by folder."""
    return [
        [
            (0, int(piece), "") if piece[0] in "0123456789" else (1, 0, piece.casefold())
            for piece in NUMBER.split(part)
            if piece
        ]
        for part in path.split("/")
    ]


def _clean(part: str) -> str:
    text = UNSEEN.sub("", unicodedata.normalize("NFC", part))
    return " ".join(text.split())


def _shorten(path: str) -> str:
    """No longer than the database takes; the ending stays, since it says what the file is."""
    if len(path) <= LONGEST:
        return path
    stem, dot, ending = path.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING or "/" in ending:
        return path[: LONGEST - 1] + "…"
    return f"{stem[: LONGEST - len(ending) - 2]}….{ending}"
