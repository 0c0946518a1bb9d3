"""A run of signs without blanks to a term: a word, a beginning, a word with gaps, a likeness."""

import re
from typing import Final, TypeAlias

from search import numbers
from search.analysis import MARKS, analyse
from search.query.gaps import GAPS, has_gap, is_narrow, pieces, without_gaps
from search.query.repairs import Fix, Repairs
from search.query.tree import Fuzzy, Near, Pattern, Phrase, Prefix, Where, Word

SHORTEST_PREFIX = 2  # letters and digits
SHORTEST_FUZZY = 3
MOST_EDITS = 2
MOST_DISTANCE = 100  # words
USUAL_DISTANCE = 5

Term: TypeAlias = Word | Phrase | Prefix | Near | Pattern | Fuzzy | Where

LIKENESS: Final = re.compile(r"~*([0-9]*)[^\w*]*")  # what follows the first `~`
# Nothing before a gap that could be a part of its word.
GAP_AT_START: Final = re.compile(rf"(?<![^\W_])(?<![*?{MARKS}])[*?]+")
PUNCTUATION_AROUND: Final = re.compile(r"\A[^\w*?]+|[^\w*?]+\Z")


def count(text: str) -> int:
    """How many words a text asks for."""
    return len(analyse(text, "fr"))


def term(text: str, at: int, repairs: Repairs) -> Term | None:
    """The term that a run of signs at a place of the query is; None for mere punctuation."""
    if "://" not in text:  # the ? and ~ of an address mean nothing here
        word, tilde, end = text.lstrip("~").partition("~")
        if tilde and any(map(str.isalpha, word)) and (edits := LIKENESS.fullmatch(end)):
            return _likeness(text, word, edits[1], at, repairs)
        if has_gap(text):
            return _gapped(text, at, repairs)
    return _word(text)


def quotation(content: str, tilde: str | None, at: int, repairs: Repairs) -> Term | None:
    """A quotation that a `~` at a place of the query may follow, and the number after that, which
    may be empty; None without a `~`."""
    words = count(content)
    if not words:
        return None
    if tilde is None:
        return Phrase(content)
    least = max(words - 1, 1)
    if not tilde:
        repairs.add(Fix.NO_DISTANCE, at, "~")
        return Near(content, max(USUAL_DISTANCE, least))
    distance = min(max(int(tilde), least), MOST_DISTANCE)
    if distance != int(tilde):
        repairs.add(Fix.DISTANCE_CHANGED, at, f"~{tilde}")
    return Near(content, distance)


def _word(text: str) -> Word | None:
    if not count(text):
        return None
    if text.startswith("="):
        return Word(text.lstrip("="), exact=True)
    return Word(text, exact=numbers.canonical(text) is not None)


def _likeness(text: str, word: str, edits: str, at: int, repairs: Repairs) -> Term | None:
    tokens = analyse(word, "fr")
    if has_gap(word) or len(tokens) != 1 or len(tokens[0].form) < SHORTEST_FUZZY:
        repairs.add(Fix.NOT_FUZZY, at, text)
        return _gapped(word, at, repairs) if has_gap(word) else _word(word)
    asked = int(edits) if edits else 1
    possible = min(max(asked, 1), MOST_EDITS)
    if possible != asked:
        repairs.add(Fix.EDITS_CHANGED, at, text)
    return Fuzzy(PUNCTUATION_AROUND.sub("", word), possible)


def _gapped(text: str, at: int, repairs: Repairs) -> Term | None:
    if not count(text):
        if "*" in text:  # a question mark stands alone in French
            repairs.add(Fix.GAP_AT_START, at, text)
        return None
    bare = PUNCTUATION_AROUND.sub("", text)
    kept = GAP_AT_START.sub("", bare)
    if kept != bare:
        repairs.add(Fix.GAP_AT_START, at, text)
        kept = PUNCTUATION_AROUND.sub("", kept)
    body = kept.rstrip(GAPS)
    end = set(kept[len(body) :])
    if has_gap(body) or len(end) == 2:
        if all(is_narrow(piece) for piece in pieces(kept, "fr") if has_gap(piece)):
            return Pattern(re.sub(r"\*+", "*", kept))
        repairs.add(Fix.PATTERN_TOO_WIDE, at, text)
    elif end == {"*"}:
        if sum(len(token.form) for token in analyse(body, "fr")) >= SHORTEST_PREFIX:
            return Prefix(body)
        repairs.add(Fix.PREFIX_TOO_SHORT, at, text)
    elif end == {"?"}:
        repairs.add(Fix.GAP_AT_END, at, text)
    return _word("=" * text.startswith("=") + without_gaps(kept))
