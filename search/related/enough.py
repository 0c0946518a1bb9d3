"""What of a sentence a page has to hold for the sentence to stand there."""

from __future__ import annotations

from collections import Counter
from typing import Final

from search.query.asks import All, AnyOf, Ask, Forms
from search.related.sentence import EXACT, HALF, budget
from search.related.words import Words
from search.tolerance.readings import readings
from search.vocabulary import Vocabulary

GROUPS: Final = 3  # of words of which a page has to hold one each


def enough_of(sentence: Words, vocabulary: Vocabulary) -> Ask | None:
    """What is asked of a page for a sentence to stand on it, however damaged; None where too many
    of its words are nowhere.

    Of its words at most `spared` are not there, for each of those costs something. So of any
    `spared` + 1 of its words one is there, and of as many others another.
    """
    spared = int(budget(len(sentence.forms)) / HALF + EXACT)
    known: dict[str, Forms] = {}
    pages: dict[str, int] = {}
    for form, times in Counter(sentence.forms).items():
        forms = tuple(dict.fromkeys((form, *readings(form, vocabulary, in_phrase=True))))
        pages[form] = sum(map(vocabulary.pages, forms))
        if pages[form]:
            known[form] = Forms(forms)
        else:
            spared -= times
    if spared < 0:
        return None
    rarest = sorted(known, key=lambda form: (pages[form], form))
    size = spared + 1
    groups = [rarest[at : at + size] for at in range(0, len(rarest) - size + 1, size)][:GROUPS]
    # Without a group words were asked for again and again; any of them will do.
    groups = groups or [rarest]
    return All(tuple(AnyOf(tuple(known[form] for form in group)) for group in groups), ())
