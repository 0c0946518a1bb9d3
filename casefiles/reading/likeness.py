"""How alike two texts of one page are, and how much a text looks like one of any language.

There is no dictionary here: names, places and the words of a trade are what a case file is full
of, and the list that lacks them would doubt the best layers. What a word of a language looks like
is a matter of a few rules (`is_wordlike`): letters only, of one case or with one capital at its
head, with a vowel, without six consonants in a row. Of clean layers 0.93 to 1.0 are such
words, of bad OCR of an old newspaper 0.90, of noise under 0.7: a hint, which proves little alone.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Levenshtein

from casefiles.reading.words import Word

BANDS = 100  # into which the page is cut to look words up
LONGEST = 25  # letters of a word
# Accents are taken off first. "y" is both, so "psychologie" and "Yvelines" pass.
UNLIKELY = re.compile("[bcdfghjklmnpqrstvwxz]{6}|[aeiou]{5}|(.)\\1\\1")
VOWELS = frozenset("aeiouyœæø")
ALONE = frozenset("aoyà")  # letters that are words in French, English, Spanish or Italian
PARTS = re.compile("['’.-]+")


def _core(word: str) -> str:
    """The word without what stands before its first and after its last letter or figure."""
    begin, end = 0, len(word)
    while begin < end and not word[begin].isalnum():
        begin += 1
    while end > begin and not word[end - 1].isalnum():
        end -= 1
    return word[begin:end]


def is_wordlike(word: str) -> bool | None:
    """Whether a word looks like one; None for figures and signs, of which that cannot be said."""
    core = _core(word)
    if not any(map(str.isalpha, core)) or any(map(str.isdigit, core)):
        return None
    parts = [part for part in PARTS.split(core) if part]
    elided = len(parts) > 1
    return all(_is_likely(part, elided=elided or len(word) > len(core)) for part in parts)


def _is_likely(part: str, *, elided: bool) -> bool:
    if not part.isalpha() or len(part) > LONGEST:
        return False
    if len(part) == 1:
        return elided or part.isupper() or part in ALONE
    if part.isupper():
        return True  # initials
    if not part[1:].islower():
        return False
    plain = unicodedata.normalize("NFKD", part).lower()
    if not plain.isascii() and not any(map(str.isascii, plain)):
        return True  # another alphabet, of which these rules say nothing
    return not VOWELS.isdisjoint(plain) and not UNLIKELY.search(plain)


def plausibility(words: Iterable[str]) -> float:
    """Share (0..1) of the letters that are in words that look like words; 1.0 without any."""
    likely = unlikely = 0
    for word in words:
        match is_wordlike(word):
            case True:
                likely += len(word)
            case False:
                unlikely += len(word)
    return likely / (likely + unlikely) if likely + unlikely else 1.0


def plain(word: str) -> str:
    """The word as two readings of it are compared: no case, no quotes, nothing around it."""
    return _core(word).casefold().replace("’", "'")


def likeness(one: Iterable[str], other: Iterable[str]) -> float:
    """Share (0..1) of the signs of two texts that are in words they have in common.

    Their order does not count: the same words in two columns or across them are the same text.
    """
    here, there = Counter(map(plain, one)), Counter(map(plain, other))
    signs = sum(len(word) * count for word, count in (here + there).items())
    common = sum(len(word) * count for word, count in (here & there).items())
    return 2 * common / signs if signs else 1.0


def agreement(
    layer: Sequence[Word], read: Sequence[Word], sure: float, *, within: tuple[float, float]
) -> tuple[float, int]:
    """How far a layer says what was read, word by word where they stand, and signs compared.

    0..1, by edits between what was read in a place and what the layer has there. What was read
    with less than `sure` confidence proves nothing. Words of the layer wholly `within` the part of
    the page that was read (its top and bottom), where nothing at all was read, count against it.
    """
    index: dict[int, list[int]] = {}
    for number, word in enumerate(layer):
        index.setdefault(int((word.top + word.height / 2) * BANDS), []).append(number)
    met: set[int] = set()
    agreed = 0.0
    signs = 0
    for word in read:
        here = _standing_in(word, layer, index)
        met.update(here)
        said = plain(word.text)
        if not said or (word.confidence or 0.0) < sure:
            continue
        written = "".join(plain(layer[number].text) for number in here)
        signs += len(said)
        agreed += len(said) * Levenshtein.normalized_similarity(said, written)
    top, bottom = within
    unmet = sum(
        len(plain(word.text))
        for number, word in enumerate(layer)
        if number not in met and top <= word.top and word.top + word.height <= bottom
    )
    return (agreed / (signs + unmet) if signs + unmet else 0.0), signs + unmet


def _standing_in(word: Word, layer: Sequence[Word], index: dict[int, list[int]]) -> list[int]:
    """The words of the layer, by their numbers from the left, whose middle a read word holds.

    Or, where the read word is a part of one (a blank more was seen), that one.
    """
    slack = word.height / 2
    right, bottom = word.left + word.width, word.top + word.height
    near = [
        number
        for band in range(int((word.top - slack) * BANDS), int((bottom + slack) * BANDS) + 1)
        for number in index.get(band, ())
    ]
    held = []
    for number in near:
        other = layer[number]
        across, down = other.left + other.width / 2, other.top + other.height / 2
        if word.left <= across <= right and word.top - slack <= down <= bottom + slack:
            held.append(number)
    return sorted(held, key=lambda number: layer[number].left)
