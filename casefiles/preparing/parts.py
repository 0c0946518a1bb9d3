"""What a file is taken apart into, and how much of it may come out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from casefiles.reading.reasons import Reason


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may come out of one file; what is beyond is left out, and said to be."""

    files: int = 10_000
    total_bytes: int = 8_000_000_000
    bytes_each: int = 1_000_000_000
    ratio: int = 1_000  # unpacked to packed bytes of one entry; text compresses a hundredfold
    pages: int = 10_000  # of the PDF that is made


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file taken out: `name` as its holder calls it, folders included, `path` where it is.

    The path lies in the folder that was given for it, under a name of our own making.
    """

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that was in a file and could not be taken."""

    name: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was made of a file.

    `pdf` is None where nothing was made that has pages, `enclosed` in the order of the file.
    `pages` is how many qpdf finds in a PDF, where it was asked, and `damaged` whether it had to
    mend the file for that.
    """

    pdf: Path | None
    enclosed: list[Enclosed] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    pages: int | None = None
    damaged: bool = False
