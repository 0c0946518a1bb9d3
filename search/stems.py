"""What the forms of a word have in common: stems of folded words, French and English.

French. Number and gender are taken off, and what makes an infinitive or a past participle:
`arrêter`, `arrête`, `arrêtée`, `arrêtés` are one word. Tenses, other persons and present
participles are not: so few letters are left of them that another word comes of it (`relais` of
`relier`, `volant` of `voler`, `serait` of `sera`), and Martinez is no form of Martin. Nor are
words that are made of others: `information` is no form of `informer`. English is Snowball's.
"""

import threading
from typing import Final, Literal, cast

import Stemmer

Language = Literal["fr", "en"]

SHORTEST_STEMMED = 4  # letters
SHORTEST_PARTICIPLE = 7  # in `ée`: short ones are nouns, and `année` is not the name Anne
SHORTEST_INFINITIVE: Final = {"er": 5, "ir": 6}
SHORTEST_RADICAL = 4  # before the `e` of a feminine: `case` is not `cas`
SHORTEST_IN_IF = 6  # `motif` is not `motivé`
# Letters of the shortest plural in `s`, by the letter before: `kilos` is one, `mais` is none.
SHORTEST_PLURAL: Final = {"a": 5, "o": 5, "u": 5, "i": 6}
# On many pages, and forms of other words by these rules: `cours` of `cour`, `entre` of `entrer`.
ALONE: Final = frozenset(["cours", "dans", "entre", "fils", "france", "moins", "sans", "vers"])

_stemmers = threading.local()  # a Snowball stemmer must not be shared by threads


def stem(form: str, language: Language) -> str:
    """The stem of a folded word; short words and those with digits are their own stem."""
    if len(form) < SHORTEST_STEMMED or not form.isalpha():
        return form
    return _french(form) if language == "fr" else _english(form)


def _french(form: str) -> str:
    if form in ALONE:
        return form
    word = _singular(form)
    if word.endswith("ee"):
        if len(word) < SHORTEST_PARTICIPLE:
            return word
        word = word[:-1]
    word = _masculine(_without_r(word))
    # As `négative` ends by now. Not the other way round: `arrive` has no masculine.
    return f"{word[:-1]}v" if word.endswith("if") and len(word) >= SHORTEST_IN_IF else word


def _singular(word: str) -> str:
    """A word without the sign of the plural: `locaux` becomes `local`, `tuyaux` only `tuyau`."""
    match word[-2:]:
        case "ux" if len(word) > SHORTEST_STEMMED:
            return word[:-1] if word[-3] != "a" or word[-4] in "ey" else f"{word[:-2]}l"
        case "ss":
            return word
        case end if end.endswith("s"):
            shortest = SHORTEST_PLURAL.get(end[0], SHORTEST_STEMMED)
            return word[:-1] if len(word) >= shortest else word
    return word


def _without_r(word: str) -> str:
    """An infinitive as its participle, once folded: `arrêter` as `arrêté`, `saisir` as `saisi`.

    In `ier` end things and names as well (`dossier`, `Fournier`): only `identifier` and its like.
    """
    shortest = SHORTEST_INFINITIVE.get(word[-2:])
    if shortest is None or len(word) < shortest or word.endswith("oir"):
        return word
    return word if word.endswith("ier") and not word.endswith("fier") else word[:-1]


def _masculine(word: str) -> str:
    """A word without the `e` of a feminine, or of a verb."""
    radical = word.removesuffix("e")
    # Marie is not `mari`.
    shortest = SHORTEST_RADICAL + radical.endswith("i")
    if radical == word or len(radical) < shortest or radical in ALONE:
        return word
    if radical.endswith(("ell", "enn")):
        return radical[:-1]
    # As the masculine lost it with the plural: `requise` and `requis`, `heureuse` and `heureux`.
    return _singular(radical) if radical.endswith(("as", "is", "us")) else radical


def _english(form: str) -> str:
    stemmer = getattr(_stemmers, "english", None)
    if stemmer is None:
        stemmer = _stemmers.english = Stemmer.Stemmer("english")
    return cast(str, stemmer.stemWord(form))
