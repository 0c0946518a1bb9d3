"""The order of a conversation: what answers what, after how Jamie Zawinski threads messages.

Source: https://www.jwz.org/doc/threading.html; subjects are not compared, since "Re: urgent" joins
what does not belong together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

NEVER = datetime.max.replace(tzinfo=UTC)
MOST_REFERENCES = 500  # looked at in one message


@dataclass(frozen=True, slots=True)
class Letter:
    """What places a message: its id, those that it refers to (the one answered last), its date."""

    identity: str
    references: Sequence[str]
    sent: datetime | None
    subject: str


def threaded(letters: Sequence[Letter]) -> list[int]:
    """The messages' numbers, from 0 as they came: threads by their first date, inside by date.

    An answer never stands before what it answers, whatever the clocks said. A message without a
    date stands where the one before it in the file does.
    """
    dates = _dates(letters)
    threads: dict[str, list[int]] = {}
    roots = _roots(letters)
    for number in range(len(letters)):
        threads.setdefault(roots[number], []).append(number)
    moments = _moments(letters, dates)
    ordered = [
        sorted(thread, key=lambda number: (moments[number], number)) for thread in threads.values()
    ]
    ordered.sort(key=lambda thread: (moments[thread[0]], thread[0]))
    return [number for thread in ordered for number in thread]


def _dates(letters: Sequence[Letter]) -> list[datetime]:
    """A date for each; the ones before the first known date take that."""
    found = next((letter.sent for letter in letters if letter.sent), NEVER)
    dates = []
    for letter in letters:
        found = letter.sent or found
        dates.append(found)
    return dates


def _roots(letters: Sequence[Letter]) -> list[str]:
    """For each message the name of its thread: all that know the same ids are one."""
    above: dict[str, str] = {}

    def root(identity: str) -> str:
        top = identity
        while above.get(top, top) != top:
            top = above[top]
        while identity != top:  # shortens the way for the next
            above[identity], identity = top, above[identity]
        return top

    names = [letter.identity or f"\0{number}" for number, letter in enumerate(letters)]
    for name, letter in zip(names, letters, strict=True):
        for reference in letter.references[-MOST_REFERENCES:]:
            above[root(reference)] = root(name)
    return [root(name) for name in names]


def _moments(letters: Sequence[Letter], dates: list[datetime]) -> list[tuple[datetime, int]]:
    """The dates, none before that of the message answered, and how many it answers in turn."""
    known: dict[str, int] = {}
    for number, letter in enumerate(letters):
        known.setdefault(letter.identity, number)
    moments = [(date, 0) for date in dates]
    done = [False] * len(letters)
    for start in range(len(letters)):
        way: list[int] = []
        at: int | None = start
        while at is not None and not done[at]:
            done[at] = True
            way.append(at)
            at = _answered(letters[at], known)
        for number in reversed(way):
            before = _answered(letters[number], known)
            if before is not None:
                date, depth = moments[before]
                moments[number] = (max(dates[number], date), depth + 1)
    return moments


def _answered(letter: Letter, known: dict[str, int]) -> int | None:
    """The nearest message before it in its references that is there."""
    near = reversed(letter.references[-MOST_REFERENCES:])
    return next((known[one] for one in near if one in known and one != letter.identity), None)
