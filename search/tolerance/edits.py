"""Words of an index that are few letters away from another."""

from search.tolerance.lookup import lookup
from search.vocabulary import Vocabulary

FURTHEST = 2  # edits at which a word is still a suggestion for another


def within_edits(form: str, edits: int, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The words within so many edits of a form, the form itself first if it is among them, then by
    edits, pages and spelling.

    An edit is a letter put in, left out or changed, or two neighbours exchanged (optimal string
    alignment). Canonical numbers are no words.
    """
    words = lookup(vocabulary)
    known = words.alike.get((form, edits))
    if known is None:
        found = words.within(form, edits)
        known = tuple(sorted(found, key=lambda word: (found[word], -vocabulary.pages(word), word)))
        words.alike[form, edits] = known
    return known


def nearest(form: str, vocabulary: Vocabulary, n: int) -> tuple[str, ...]:
    """At most `n` other words that the form may have been meant for, the likeliest first.

    Short words have to be nearer than long ones: three letters can become nearly anything.
    """
    edits = FURTHEST if len(form) > 4 else 1 if len(form) > 2 else 0
    return tuple(word for word in within_edits(form, edits, vocabulary) if word != form)[:n]
