"""The words of a vocabulary, ready to be looked up by resemblance; made once a vocabulary."""

import threading
from collections import defaultdict
from functools import cached_property
from typing import Final
from weakref import WeakKeyDictionary

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from search.tolerance.confusions import strokes
from search.tolerance.signatures import Signatures
from search.vocabulary import Vocabulary

NUMBER: Final = "#"  # begins canonical numbers, which are no words
LONGEST: Final = 60  # letters; what is longer was never a word

FEW: Final = 3  # pages; what is on no more of them need not be a word of its own
GLUED: Final = (8, 4)  # letters of a word, and of a common one, that may stand for two
LARGE: Final = 60_000  # words, as of tens of thousands of pages
REMEMBERED: Final = 4096  # answers a vocabulary

_lookups: "WeakKeyDictionary[Vocabulary, Lookup]" = WeakKeyDictionary()
_lock = threading.Lock()


class Remembered(dict[tuple[str, int], tuple[str, ...]]):
    """Words that were found, by form and how it was looked for; forgotten all at once when full.

    Safe to share by threads: two that write the same write the same."""

    def __setitem__(self, key: tuple[str, int], value: tuple[str, ...]) -> None:
        if len(self) >= REMEMBERED:
            self.clear()
        super().__setitem__(key, value)


class Lookup:
    """Words by resemblance. It keeps no vocabulary alive, and goes with its own."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.words: list[str] = []
        self._common: set[str] = set()
        numbers: defaultdict[str, list[str]] = defaultdict(list)
        for form in vocabulary:
            if form.startswith(NUMBER):
                numbers[kind_of(form)].append(form)
            elif form:
                self.words.append(form)
                if vocabulary.pages(form) > FEW:
                    self._common.add(form)
        self.numbers = dict(numbers)
        self.readings = Remembered()  # by whether it is in a phrase
        self.alike = Remembered()  # by edits

    def within(self, form: str, edits: int) -> dict[str, int]:
        """The words within so many edits of a form, each with its edits."""
        near = self._by_letters.within(form, edits)
        return {self.words[place]: distance for place, distance in near.items()}

    def looking_like(self, form: str, difference: int, edits: int) -> list[str]:
        """The words that look like a form: so many strokes of the pen make the difference, and no
        more than so many letters.

        Among very many words, where two strokes would make a word look like a thousand others and
        take a tenth of a second, one is all that is looked for."""
        if len(self.words) > LARGE:
            difference = min(difference, 1)
        near = self._by_strokes.within(strokes(form), difference)
        words = [self.words[place] for place in near]
        return [
            word
            for word, _, _ in process.extract(
                form,
                words,
                scorer=Levenshtein.distance,
                processor=None,
                score_cutoff=edits,
                limit=None,
            )
        ]

    @cached_property
    def glued(self) -> dict[str, list[str]]:
        """By word, known or not, the seldom words that are it and a common one in either order."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        shortest, beside = GLUED
        for word in self.words:
            if len(word) < shortest + beside or word in self._common or not word.isalpha():
                continue
            for at in range(beside, len(word) - beside + 1):
                left, right = word[:at], word[at:]
                if len(left) >= shortest and right in self._common:
                    found[left].append(word)
                if len(right) >= shortest and left in self._common:
                    found[right].append(word)
        return dict(found)

    @cached_property
    def _by_letters(self) -> Signatures:
        return Signatures(self.words, OSA.distance)

    @cached_property
    def _by_strokes(self) -> Signatures:
        return Signatures([strokes(word[:LONGEST]) for word in self.words], Levenshtein.distance)


def kind_of(number: str) -> str:
    """`#phone` of `#phone:0639981622`."""
    return number.partition(":")[0]


def lookup(vocabulary: Vocabulary) -> Lookup:
    """The lookup of a vocabulary, made when it is first asked for."""
    with _lock:
        found = _lookups.get(vocabulary)
    if found is None:
        made = Lookup(vocabulary)  # outside of the lock: another vocabulary need not wait for it
        with _lock:
            found = _lookups.setdefault(vocabulary, made)
    return found
