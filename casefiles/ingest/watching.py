"""A folder in which files appear: each is taken in once it has stopped growing."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import OperationalError

from casefiles.ingest.folder import Changed, Mark, Unreadable, marks, opened, unchanged
from casefiles.ingest.known import already_in
from casefiles.ingest.receive import AlreadyHere, receive
from casefiles.ingest.refusals import REFUSED, sentence, word_for
from casefiles.models import CaseFile, Volume
from casefiles.tus.protocol import shown_name

STILL_FOR = 2.0  # seconds in which a file has not changed: it has stopped growing
NO_ROOM_FOR = 60.0  # seconds until a file that could not be kept is tried again


@dataclass
class Watch:
    """What is known of the files of one folder, which go into one case file.

    `tell` is told what became of each file, `complain` why one was not taken.
    """

    folder: Path
    case_file: CaseFile
    tell: Callable[[str], object]
    complain: Callable[[str], object]
    received: int = 0
    refused: int = 0
    no_room: bool = False
    _seen: dict[Path, tuple[Mark, float]] = field(default_factory=dict)  # and since when
    _settled: dict[Path, Mark] = field(default_factory=dict)
    _not_before: float = 0.0  # on the monotonic clock

    def look(self) -> bool:
        """Take in what has stopped growing; whether there is anything left to wait for."""
        found = marks(self.folder)
        now = time.monotonic()
        self._seen = {
            path: before if (before := self._seen.get(path)) and before[0] == mark else (mark, now)
            for path, mark in found.items()
        }
        self._settled = {path: mark for path, mark in self._settled.items() if path in found}
        waiting = False
        for path, (mark, since) in self._seen.items():
            if self._settled.get(path) == mark:
                continue
            if now < max(since + STILL_FOR, self._not_before) or not self._take_in(path, mark):
                waiting = True
            else:
                self._settled[path] = mark
        return waiting

    def _take_in(self, path: Path, mark: Mark) -> bool:
        """Whether it is known what becomes of a file, until it changes."""
        name = shown_name(str(path.relative_to(self.folder)))
        try:
            volume = self._received(path, mark, name)
        except Changed:
            return False
        except AlreadyHere as error:
            self.tell(f"{name}: {sentence(word_for(error))}")
        except REFUSED as error:
            self._refuse(name, sentence(word_for(error)))
        except Unreadable as error:
            self._refuse(name, f"it cannot be read: {error}")
        except (OSError, OperationalError) as error:
            self.complain(f"{name}: it could not be kept, and is tried again: {error}")
            self.no_room = True
            self._not_before = time.monotonic() + NO_ROOM_FOR
            return False
        else:
            self.received += 1
            self.tell(f"{name}: received as volume {volume.position}.")
            self.no_room = False
        return True

    def _received(self, path: Path, mark: Mark, name: str) -> Volume:
        with opened(path, mark) as file:
            # Most of a folder is known when it is watched again, and need not be copied to see.
            if self.case_file.volumes.filter(size=mark.size).exists():
                hashed = hashlib.sha256()
                for chunk in unchanged(file, mark):
                    hashed.update(chunk)
                if same := already_in(self.case_file, hashed.hexdigest()):
                    raise AlreadyHere(same)
                file.seek(0)
            return receive(self.case_file, name, unchanged(file, mark), once=True)

    def _refuse(self, name: str, why: str) -> None:
        self.refused += 1
        self.complain(f"{name}: {why}")
