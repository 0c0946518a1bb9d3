"""One page that says how a search is written, French operators beside the English ones."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from search.fields.table import FIELDS


@dataclass(frozen=True)
class Way:
    """Terms of a query that do the same or show a range of it, and what they find."""

    examples: tuple[str, ...]
    meaning: Promise


@dataclass(frozen=True)
class Section:
    """Ways to search that belong together; `key` is where the address of the page points."""

    key: str
    title: Promise
    ways: tuple[Way, ...]
    note: Promise | None = None


FIELD_MEANINGS: Final[dict[str, Promise]] = {
    "page": _("a page of the case file, or pages from one to another"),
    "volume": _("a volume, by its place in the case file or by words of its name"),
    "cote": _(
        "the stamp at the top right of the page: one cote, one folio of it, all that begin so, or"
        " a range"
    ),
    "phone": _("a phone number, however it is spaced"),
    "date": _("a date that stands in the text of the page: a year, a month, a day, or a range"),
    "note": _("words of a note on the page that you may read"),
    "author": _("who wrote a note on the page that you may read"),
    "has": _("pages with a note that you may read"),
    "source": _(
        "where the text comes from: layer (it came with the file), ocr (read from the image),"
        " edited (corrected by somebody), blank"
    ),
    "confidence": _("how sure the machine is of what it read, from 0 to 1 or in per cent"),
}

SECTIONS: Final = (
    Section(
        "words",
        _("Words"),
        (
            Way(
                ("pontarlier 2019",),
                _(
                    "pages with both words, also in the plural, the feminine or as past "
                    "participle, with or without accents and capitals"
                ),
            ),
            Way(("l'officier",), _("the same as officier: an article that is run on is no word")),
            Way(("=arrêté",), _("only this spelling, not arrêtées or arrêter")),
            Way(("commissa*",), _("words that begin so; two letters at least")),
            Way(
                ("of?icier", "off*r"),
                _("? stands for one letter inside a word, * for any number of letters or none"),
            ),
            Way(
                ("verzot~", "verzot~2"),
                _(
                    "words in which one letter, or two, are different, missing or too many: for"
                    " names that are spelled in several ways; three letters at least"
                ),
            ),
        ),
        _(
            "No word is too common to be searched, and a word broken at the end of a line is found"
            " whole."
        ),
    ),
    Section(
        "together",
        _("Words together"),
        (
            Way(
                ('"sous couvert"', "« sous couvert »"),
                _("these words one after the other, as they are spelled"),
            ),
            Way(
                ('"camion quai"~5',),
                _("these words in any order, at most 5 words from the first to the last"),
            ),
        ),
    ),
    Section(
        "operators",
        _("This and not that"),
        (
            Way(
                ("tannerie AND quai", "tannerie ET quai"),
                _("both words, as when nothing stands between them"),
            ),
            Way(("tannerie OR quai", "tannerie OU quai"), _("one word or the other, or both")),
            Way(
                ("quai NOT audition", "quai SAUF audition", "quai -audition"),
                _("pages with the first word and without the second"),
            ),
            Way(
                ("(tannerie OR quai) camion", "(tannerie OU quai) camion"),
                _("parentheses say what belongs together"),
            ),
        ),
        _("Operators are written in capitals: et, ou and sauf in small letters are words."),
    ),
    Section(
        "numbers",
        _("Numbers"),
        (
            Way(
                ("06 39 98 12 34", "+33639981234"),
                _("this phone number, however it is spaced on the page"),
            ),
            Way(("AB-123-CD", "AB 123 CD"), _("this number plate, with or without hyphens")),
            Way(
                ("FR76 1111 2222 3333 4444 5555 666",),
                _("this bank account (IBAN), however it is spaced"),
            ),
            Way(("D1234/2",), _("exactly this, wherever it is written on the page")),
        ),
    ),
    Section(
        "fields",
        _("What is known of a page"),
        tuple(Way(field.examples, FIELD_MEANINGS[field.name]) for field in FIELDS),
        _(
            "The value follows the colon without a space; one of several words stands in quotation"
            " marks. Two dots make a range, of which either end may be left out. Fields go together"
            " with words and operators: camion -page:1..10."
        ),
    ),
)


@require_safe
def how_to(request: HttpRequest) -> HttpResponse:
    """How a search is written."""
    return render(request, "search/help.html", {"sections": SECTIONS})
