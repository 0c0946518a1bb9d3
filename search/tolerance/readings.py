"""What OCR may have made of a word, among the words of one index.

The words of a vocabulary that look like the one that is asked for are of two kinds: bad readings
of it, and words of their own (`raison` beside `maison`). A word is taken for a bad reading only if

- it looks alike enough, the more so the shorter it is, and where no phrase tells what to expect;
- it is seldom, and the asked one not so seldom beside it: misreadings repeat little;
- it differs by more than an ending, which would make another form of it;
- it is no form of a word that is met more often, nor nearer to such a word than to this one.
"""

from typing import Final

from rapidfuzz.distance import Hamming

from search.numbers import COTE
from search.tolerance.confusions import CHANGED, LIKELY, POSSIBLE, distance
from search.tolerance.lookup import lookup
from search.vocabulary import Vocabulary

# Letters of a word from which on → what a reading may cost, strokes by which it may differ,
# edits of letters.
Budgets = tuple[tuple[int, float, int, int], ...]
ALONE: Final[Budgets] = (
    (13, 2.4, 2, 4),
    (8, 1.45, 2, 3),
    (7, 0.95, 2, 3),
    (6, 0.6, 1, 3),
    (4, 0.4, 1, 3),
)
IN_PHRASE: Final[Budgets] = (
    *((8, 4.5, 2, 5), (6, 2.4, 2, 4), (5, 1.4, 1, 3), (4, 1.2, 1, 3), (2, 0.6, 1, 2)),
)
OFTEN: Final = 3  # pages from which on a word is one of its own, whatever it looks like
SHARE: Final = 0.03  # of the pages of the asked word, for misreadings of it that repeat
MOST: Final = 20  # readings of one word
LONG_ENOUGH: Final = 7  # letters of a word of which one may be any other
SURE_CODE: Final = 3  # signs of a code of which one may have been seen twice
LONG_NUMBER: Final = 12  # digits, of which one may be another
ENDINGS: Final = (
    *("s", "x", "e", "es", "ee", "ees", "a", "ai", "i", "is", "it", "ie", "t", "r", "z", "nt"),
    *("er", "ez", "ent", "ant", "ait", "ons", "ment", "ir", "ra", "u", "us", "ue", "ues", "ies"),
    *("ions", "iez", "aient", "erent", "era", "eront", "erait", "if", "ive", "eur", "euse"),
)


def readings(form: str, vocabulary: Vocabulary, *, in_phrase: bool = False) -> tuple[str, ...]:
    """Words that the form may have been read as, the likeliest first, without the form itself."""
    known = lookup(vocabulary).readings
    key = form, in_phrase
    found = known.get(key)
    if found is None:
        of_kind = _of_word if form.isalpha() else _of_code
        found = known[key] = of_kind(form, vocabulary, in_phrase)
    return found


def _of_word(form: str, vocabulary: Vocabulary, in_phrase: bool) -> tuple[str, ...]:
    budget, difference, edits = _budget(len(form), IN_PHRASE if in_phrase else ALONE)
    if not budget:
        return ()
    often = max(OFTEN, SHARE * vocabulary.pages(form))
    found: list[tuple[float, str]] = []
    for word in lookup(vocabulary).looking_like(form, difference, edits):
        if word == form or vocabulary.pages(word) >= often:
            continue
        cost = distance(form, word, max(budget, CHANGED))
        allowed = max(budget, CHANGED) if _one_changed(form, word) else budget
        if cost <= allowed and ((in_phrase and cost <= LIKELY) or not _akin(form, word)):
            found.append((cost, word))
    found.sort()
    return tuple(
        word
        for cost, word in found[:MOST]
        if in_phrase or not _its_own(word, form, cost, vocabulary)
    )


def _budget(length: int, budgets: Budgets) -> tuple[float, int, int]:
    for least, budget, difference, edits in budgets:
        if length >= least:
            return budget, difference, edits
    return 0.0, 0, 0


def _one_changed(form: str, word: str) -> bool:
    """Whether one letter was taken for any other, in a word that is long enough to tell."""
    return len(form) >= LONG_ENOUGH and Hamming.distance(form, word) == 1


def _akin(one: str, other: str) -> bool:
    """Whether two words are forms of one: they differ in an ending only."""
    short, long = sorted((one, other), key=len)
    if long.startswith(short):
        return long[len(short) :] in ENDINGS
    same = 0
    while one[same] == other[same]:
        same += 1
    return any(
        one[at:] in ENDINGS and other[at:] in ENDINGS for at in range(max(same - 2, 1), same + 1)
    )


def _its_own(word: str, asked: str, cost: float, vocabulary: Vocabulary) -> bool:
    """Whether a seldom word is a form of another than the asked one, or nearer to another."""
    often = max(OFTEN, vocabulary.pages(word) + 1)
    for ending in ENDINGS:
        for form in (word.removesuffix(ending), word + ending):
            if form not in (word, asked) and vocabulary.pages(form) >= often:
                return not _akin(form, asked)
    least = max(often, vocabulary.pages(asked) // 4)
    return any(
        vocabulary.pages(other) >= least
        and other not in (word, asked)
        and not _akin(other, asked)
        and distance(other, word, cost) < cost
        for other in lookup(vocabulary).looking_like(word, 1, 3)
    )


def _of_code(code: str, vocabulary: Vocabulary, in_phrase: bool) -> tuple[str, ...]:
    """Readings of a cote or number: other signs that look like its own, one for one.

    A digit for another digit is another number; in a long one (an IMEI) one digit may be. What has
    become all digits or all letters is a number or a word: only a phrase tells it from those.
    """
    often = max(OFTEN, vocabulary.pages(code))
    found: list[tuple[float, str]] = []
    for word in lookup(vocabulary).looking_like(code, 2, len(code)):
        if word == code or vocabulary.pages(word) >= often:
            continue
        if len(word) != len(code):
            if _seen_twice(code, word):
                found.append((POSSIBLE, word))
            continue
        changed = [(a, b) for a, b in zip(code, word, strict=True) if a != b]
        if len(code) >= LONG_NUMBER and len(changed) == 1:
            found.append((1.0, word))
            continue
        if not in_phrase and (word.isdigit() or word.isalpha() or word[0] != code[0]):
            continue
        costs = [distance(a, b, POSSIBLE) for a, b in changed]
        if max(costs) <= POSSIBLE and all(a.isdigit() != b.isdigit() for a, b in changed):
            found.append((sum(costs), word))
    words = [word for _, word in sorted(found)[:MOST]]
    if COTE + code in vocabulary:
        words.append(COTE + code)
    return tuple(words)


def _seen_twice(code: str, word: str) -> bool:
    """Whether OCR saw a sign twice, the second time as a letter: `DI16`, `dD8`.

    Of a very short code only as the same letter: `Di1` may as well be D11."""
    short = len(code) < SURE_CODE
    return len(word) == len(code) + 1 and any(
        word[:at] + word[at + 1 :] == code
        and sign.isalpha()
        and any(
            sign == beside or (not short and distance(sign, beside, POSSIBLE) <= POSSIBLE)
            for beside in (*word[at + 1 : at + 2], word[at - 1])
        )
        for at, sign in enumerate(word)
    )
