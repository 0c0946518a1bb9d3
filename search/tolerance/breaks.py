"""Words in which OCR saw a blank: `car touches`."""

from typing import Final

from search.query.asks import Form, Forms
from search.tolerance.lookup import FEW
from search.tolerance.readings import readings
from search.vocabulary import Vocabulary

SHORTEST: Final = 5  # letters of a word that may be broken
SHORTEST_PART: Final = 2
SURE: Final = 4  # letters of a part beside which the other may be misread
FEWEST_DIGITS: Final = 2  # of a cote that may be broken
WORDS: Final = ("a", "y")  # letters that are words, before numbers too: `à 12`

Pieces = tuple[Form | Forms, Form | Forms]


def broken(form: str, vocabulary: Vocabulary, *, in_phrase: bool = False) -> list[Pieces]:
    """The ways to break a word in two that the vocabulary knows, either part maybe misread.

    Two words that are common each may follow each other by chance (`par tout`): unless a phrase
    is asked for, one of the parts has to be seldom.
    """
    if not form.isalpha():
        return _code(form, vocabulary)
    if len(form) < SHORTEST:
        return []
    found: list[Pieces] = []
    for at in range(SHORTEST_PART, len(form) - SHORTEST_PART + 1):
        left, right = form[:at], form[at:]
        on_left, on_right = vocabulary.pages(left), vocabulary.pages(right)
        if on_left and on_right:
            if in_phrase or min(on_left, on_right) <= FEW:
                found.append((Form(left), Form(right)))
        elif (
            len(right) >= SURE
            and 0 < on_right <= FEW
            and (words := readings(left, vocabulary, in_phrase=True))
        ):
            found.append((Forms(words), Form(right)))
        elif (
            len(left) >= SURE
            and 0 < on_left <= FEW
            and (words := readings(right, vocabulary, in_phrase=True))
        ):
            found.append((Form(left), Forms(words)))
    return found


def _code(code: str, vocabulary: Vocabulary) -> list[Pieces]:
    """A cote with a blank after its letters: `D 1234`."""
    digits = code.lstrip("abcdefghijklmnopqrstuvwxyz")
    letters = code.removesuffix(digits)
    if letters in ("", *WORDS) or not digits.isdigit() or len(digits) < FEWEST_DIGITS:
        return []
    known = letters in vocabulary and digits in vocabulary
    return [(Form(letters), Form(digits))] if known else []
