"""What every search engine offers: one index a case file, pages in, page numbers out."""

import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search.analysis import Language, Token
from search.query.asks import Ask
from search.second import Second, analyse_both
from search.vocabulary import Vocabulary

# What a word of grammar weighs, of what it would by how seldom it is; see decision 23.
LITTLE = 0.2
Numbers = NDArray[np.int64]  # of pages
Mask = NDArray[np.bool_]  # by page number
INDEX_NAME = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class IndexUnavailable(Exception):
    """There is no index by this name, or it cannot be read: rebuild it from the database."""


class IndexBusy(Exception):
    """Another writer holds the index: try again later."""


@dataclass(frozen=True, slots=True)
class PageDocument:
    """A page to index: its number within the case file, from 1, its whole text, and what doubtful
    words of it were read as once more, by their places."""

    number: int
    text: str
    second: Second = field(default_factory=dict)

    def tokens(self, language: Language) -> list[Token]:
        """What is searched of it."""
        return analyse_both(self.text, self.second, language)


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that matches. Scores compare within one index and one query."""

    number: int
    score: float


@dataclass(frozen=True, slots=True)
class Matches:
    """How many pages match, exactly, and those of them that were asked for, best first."""

    total: int
    hits: list[Hit]


class Engine(Protocol):
    """Indexes by name; a name is the UUID of a case file. ValueError for any other name.

    Safe to share by threads; any number of processes may read and write the same folder.
    """

    def update(
        self,
        name: str,
        pages: Iterable[PageDocument],
        *,
        language: Language,
        removed: Iterable[int] = (),
    ) -> None:
        """Put pages in, in place of those of the same number; take `removed` out. All or nothing.

        Doing it twice changes nothing. An index that does not exist is made: who expects one asks
        `exists` first. Raises IndexBusy, IndexUnavailable (there is one, but it is broken: drop it,
        then give every page again), OSError (disk full; what was there before stays).
        """

    def search(self, name: str, ask: Ask, *, limit: int, offset: int = 0) -> Matches:
        """The pages that match, best score first, then by number. Raises IndexUnavailable."""

    def numbers(self, name: str) -> set[int]:
        """The numbers of the pages that can be found. Raises IndexUnavailable."""

    def matching(self, name: str, ask: Ask) -> set[int]:
        """The numbers of all pages that match, without ranking. Raises IndexUnavailable."""

    def mask(self, name: str, ask: Ask | None, size: int) -> Mask:
        """Whether each page matches, by page number: so many from 0, which is no page; without an
        ask, whether it can be found. For who counts pages rather than names them: many page
        numbers in an array cost a fraction of a set. Raises IndexUnavailable."""

    def at_one_moment(self) -> AbstractContextManager[None]:
        """Until it is left, what a thread has once read of an index it may read again as it was,
        without a look whether it has changed since: for who asks an index several things."""

    def vocabulary(self, name: str) -> Vocabulary:
        """The words of an index, remembered until it changes. Raises IndexUnavailable.

        A page that was replaced or removed may count until its segment is merged; the words of a
        large index that grows may lag by seconds.
        """

    def version(self, name: str) -> str:
        """Another one whenever the index has changed: what was made from it is out of date then.

        Raises IndexUnavailable.
        """

    def replace(self, name: str, source: Path) -> None:
        """Put the index by this name that an engine of the same kind made in the folder `source`,
        on the same disk, in place of this one, if there is any: at once for who searches. Raises
        IndexBusy, IndexUnavailable (there is none in `source`).
        """

    def drop(self, name: str) -> None:
        """Delete an index, broken or not; nothing happens without one. Raises IndexBusy."""

    def exists(self, name: str) -> bool:
        """Whether there is an index by this name, readable or not."""


def mask_of(numbers: Numbers, size: int) -> Mask:
    """The mask of these page numbers; of those that are in it."""
    mask = np.zeros(size, dtype=np.bool_)
    mask[numbers[(numbers > 0) & (numbers < size)]] = True
    return mask


def index_folder(folder: Path, name: str) -> Path:
    """The folder of an index. ValueError unless the name is a UUID as `str(uuid)` writes it."""
    if not INDEX_NAME.fullmatch(name):
        raise ValueError(f"not the name of an index: {name!r}")
    return folder / name
