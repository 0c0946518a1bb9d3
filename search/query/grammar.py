"""Words of grammar, which are on nearly every page: that one is there says little about it."""

from typing import Final

from whoosh.lang.stopwords import stoplists

from search.analysis import Language, fold

# Snowball's lists, and the end of its French one, which Whoosh leaves out.
REST: Final = (
    *("ceci", "cela", "cet", "cette", "ils", "les", "leurs"),
    *("quel", "quelle", "quelles", "quels", "sans", "soi"),
)
GRAMMAR: Final[dict[Language, frozenset[str]]] = {
    "fr": frozenset(map(fold, (*stoplists["fr"], *REST))),
    "en": frozenset(map(fold, stoplists["en"])),
}


def is_telling(form: str, language: Language) -> bool:
    """Whether a folded word may tell pages from each other."""
    return form not in GRAMMAR[language]
