"""Writes what is taken out of a file, under names of our own, and stops at the bounds."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from casefiles.preparing.parts import Bounds, Enclosed, LeftOut
from casefiles.reading.reasons import ReadingError, Reason

AT_ONCE = 1 << 20  # bytes read and written at a time


class Taker:
    """Collects the files of one holder into `folder` as 0001, 0002 …; keeps count of what is not.

    `enclosed` and `left_out` are in the order in which things were offered.
    """

    def __init__(self, folder: Path, bounds: Bounds) -> None:
        self.folder = folder
        self.bounds = bounds
        self.enclosed: list[Enclosed] = []
        self.left_out: list[LeftOut] = []
        self.bytes = 0
        self.beyond = 0

    def leave(self, name: str, reason: Reason) -> None:
        """Notes something that is not taken, within the number of files."""
        if len(self.left_out) < self.bounds.files:
            self.left_out.append(LeftOut(name, reason))
        else:
            self.beyond += 1

    @property
    def full(self) -> bool:
        """Whether no further file may be taken."""
        return len(self.enclosed) >= self.bounds.files

    def take(self, name: str, chunks: Iterable[bytes]) -> Enclosed | None:
        """Writes one file; None where it is left out, whatever was written of it is removed.

        A ReadingError while reading the chunks is the reason why it is left out.
        """
        if self.full:
            self.beyond += 1
            return None
        path = self.folder / f"{len(self.enclosed) + 1:04d}"
        try:
            self.bytes += self._write(path, chunks)
        except ReadingError as error:
            path.unlink(missing_ok=True)
            self.leave(name, error.code)
            return None
        taken = Enclosed(name, path)
        self.enclosed.append(taken)
        return taken

    def _write(self, path: Path, chunks: Iterable[bytes]) -> int:
        room = min(self.bounds.bytes_each, self.bounds.total_bytes - self.bytes)
        written = 0
        with path.open("wb") as file:
            for chunk in chunks:
                written += len(chunk)
                if written > room:
                    raise ReadingError(Reason.TOO_LARGE)
                file.write(chunk)
        if not written:
            raise ReadingError(Reason.EMPTY)
        return written

    def finish(self, ending: str = "") -> None:
        """Says in one line how many were beyond the number of files."""
        if self.beyond:
            name = f"{self.beyond} × …{ending}"
            self.left_out.append(LeftOut(name, Reason.TOO_MANY_FILES))
