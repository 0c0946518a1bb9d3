"""What a word of a page is, once for every engine: French and English text to searchable tokens.

A token is a run of letters and digits, folded (case, accents, ligatures), with its stem, its
position in the page and the characters of the original text it stands for. Elided articles (`l'`,
`qu'`) leave no token and take no position, so that a phrase matches across them. Nothing is dropped
as a stop word: phrases need them all. Phones, plates and IBANs get one more token, the same in any
spacing (see `search.numbers`).
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from search import numbers
from search.stems import Language as Language  # most ask for it here
from search.stems import stem

# What NFKD leaves whole, and the many ways to type one apostrophe or quotation mark.
UNDECOMPOSED: Final = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
    | dict.fromkeys("’‘ʼ′`´", "'")
    | dict.fromkeys("«»“”„‟", '"')
)
APOSTROPHES = "'’‘ʼ′`´"
HYPHENS = "-‐‑–¬"
INVISIBLE_HYPHENS = "\u00ad\x02\ufffe"  # soft hyphen, and what PDF readers put in its place
MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670"  # accents written after their letter

WORD = rf"[^\W_]+(?:[{MARKS}]+[^\W_]*)*"
# OCR sees a blank after the apostrophe, and a 1 for the l of an article.
ELIDED = (
    r"(?<!\w)(?:jusqu|lorsqu|puisqu|quoiqu|qu|[ldjmnstc]|1(?=.[^\W\d_]))"
    rf"[{APOSTROPHES}](?= ?[^\W_])"
)
WORDS: Final = {
    "fr": re.compile(rf"(?i:({ELIDED}))|{WORD}"),
    "en": re.compile(rf"((?!))|{WORD}"),
}
# The break of a word: after its hyphen, what may follow before the rest on the next line.
# An invisible hyphen needs no line end. It begins with the hyphen, not with a look behind it: so
# the other characters of a text are passed over ten times as fast.
SPECK = r"[.,'‘’`_~°*|-]"  # which OCR sees beside the hyphen, or before the next line
BREAK = re.compile(
    rf"[{HYPHENS}{INVISIBLE_HYPHENS}](?<=[^\W\d_].)(?:(?<=[{INVISIBLE_HYPHENS}])\s*|"
    rf"(?<=[{HYPHENS}])(?:[^\S\r\n]*{SPECK}{{1,2}})?[^\S\r\n]*\r?\n\s*"
    rf"(?:{SPECK}{{1,2}}\s*)?)(?=[^\W\d_])"
)


class Token(NamedTuple):
    """One searchable word. `spans` are (start, end) characters of the text: two of them for a word
    that is broken at a line end."""

    form: str
    stem: str
    position: int
    spans: tuple[tuple[int, int], ...]


def analysis_language(languages: str) -> Language:
    """The language to analyse a case file in, from its OCR languages: `fra`, `eng`, `fra+eng`."""
    return "en" if languages.split("+")[0].strip().lower().startswith("en") else "fr"


def fold(text: str) -> str:
    """Text without case, accents, ligatures and typographic apostrophes or quotation marks."""
    if text.isascii():
        return text.lower().replace("`", "'")
    plain = unicodedata.normalize("NFKD", text).casefold().translate(UNDECOMPOSED)
    plain = unicodedata.normalize("NFKD", plain)  # case folding may compose again
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(UNDECOMPOSED)


@lru_cache(maxsize=1 << 17)
def _form_and_stem(word: str, language: Language) -> tuple[str, str]:
    folded = fold(word)
    form = folded if folded.isalnum() else "".join(filter(str.isalnum, folded))
    return form, stem(form, language)


def analyse(text: str, language: Language, *, with_numbers: bool = True) -> list[Token]:
    """The tokens of a text, by position; without those of whole numbers where nobody asks for them.

    A word broken at a line end (`immé-` / `diate`) is there in three forms: joined at its position
    n, its left part at n as well, its right part at n + 1, where the word that follows it also is.
    So the joined word is found within phrases (`immédiate` n, next word n + 1), and a compound that
    happens to be broken at its own hyphen (`rendez-` / `vous`) is found by its parts.
    """
    words = [m for m in WORDS[language].finditer(text) if m.lastindex is None]
    breaks = breaks_in(text)
    tokens: list[Token]
    if not breaks:
        tokens = in_a_row(words, language)
        return _with_numbers(text, tokens) if with_numbers else tokens
    tokens = []
    position = 0
    for pieces in runs(words, breaks):
        if len(pieces) > 1:
            tokens += joined(pieces, language, position)
        parts = in_a_row(pieces, language, position)
        tokens.extend(parts)
        position += bool(parts)
    tokens.sort(key=by_position)
    return _with_numbers(text, tokens) if with_numbers else tokens


def breaks_in(text: str) -> dict[int, int]:
    """Where line ends broke words: end of a left part to start of the right one."""
    return {m.start(): m.end() for m in BREAK.finditer(text)}


def joined(words: list[re.Match[str]], language: Language, position: int) -> list[Token]:
    """The one word that these were before line ends broke it; none of what folds to nothing."""
    form, stemmed = _form_and_stem("".join(m[0] for m in words), language)
    return [Token(form, stemmed, position, tuple(m.span() for m in words))] if form else []


def in_a_row(words: list[re.Match[str]], language: Language, position: int = 0) -> list[Token]:
    """One token a word, one position each from the given one on."""
    tokens = []
    for match in words:
        form, stemmed = _form_and_stem(match[0], language)
        if form:  # some signs count as letters, yet fold to nothing
            tokens.append(Token(form, stemmed, position, (match.span(),)))
            position += 1
    return tokens


def by_position(token: Token) -> int:
    return token.position


def runs(words: list[re.Match[str]], breaks: dict[int, int]) -> Iterator[list[re.Match[str]]]:
    """Words one by one, those that a line end broke in one list. `breaks` are those of a text."""
    run: list[re.Match[str]] = []
    for match in words:
        if run and breaks.get(run[-1].end()) != match.start():
            yield run
            run = []
        run.append(match)
    if run:
        yield run


def _with_numbers(text: str, tokens: list[Token]) -> list[Token]:
    """The tokens, and before the first word of each phone, plate or IBAN one for the whole."""
    found = list(numbers.find(text))
    if not found:
        return tokens
    starts = [token.spans[0][0] for token in tokens]
    last = len(tokens) - 1  # also for a number that is glued to the end of a last word
    extra = [
        Token(whole, whole, tokens[min(bisect_left(starts, start), last)].position, ((start, end),))
        for whole, start, end in found
    ]
    return sorted([*extra, *tokens], key=by_position)
