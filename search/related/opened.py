"""A page that was opened from pages like another, or from the places of a sentence: its marks, and
the pages of that list before and after it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from casefiles.marks import Found
from casefiles.models import CaseFile, Page
from investigations.access import fetch
from investigations.models import Person
from search.engine import engine
from search.engines.base import IndexUnavailable
from search.finding.opened import among
from search.finding.question import language_of
from search.marking import marked_spans
from search.related.like import SHOWN, alike
from search.related.places import NoSentence, check, places_among, spans_of
from search.related.sentence import places_in
from search.related.words import sentence_of, words_of

SENTENCE = "sentence"  # in addresses
LIKE = "like"


def like_of(page: Page) -> tuple[str, str]:
    """What an address says of a page that others are like."""
    return LIKE, f"{page.case_file_id}/{page.number}"


def found_of_sentence(page: Page, sentence: str) -> Found | None:
    """Where a sentence stands on an opened page, and the pages of its case file on which it does.
    None for what is no sentence."""
    try:
        check(sentence)
    except NoSentence:
        return None
    language = language_of(page.case_file)
    spans = spans_of(places_in(words_of(page.text, language), sentence_of(sentence, language)))
    kept = (SENTENCE, sentence)
    list_url = f"{reverse('search:places')}?{urlencode([kept])}"
    found = among(page, spans, _pages_of(page.case_file, sentence))
    return replace(found, kept=(kept,), list_url=list_url)


def _pages_of(case_file: CaseFile, sentence: str) -> set[int]:
    """The pages of a case file on which a sentence stands; the door has let the case file through.

    Remembered while its index is the same: who goes from place to place does not look for it anew.
    """
    try:
        return set(_remembered(case_file.pk, engine().version(str(case_file.pk)), sentence))
    except IndexUnavailable:
        return set()


@lru_cache(maxsize=256)
def _remembered(key: UUID, version: str, sentence: str) -> tuple[int, ...]:
    found = places_among(None, sentence, CaseFile.objects.filter(pk=key))
    return tuple(page.number for page in found.pages)


def found_of_like(page: Page, other: str, person: Person) -> Found | None:
    """The words that an opened page shares with another, and the pages of its case file that are
    like that one. None where the other cannot be seen, or has nothing like it."""
    key, _, number = other.partition("/")
    try:
        given = fetch(person, Page, case_file=UUID(key), number=int(number))
    except (Http404, ValueError):
        return None
    near = alike(person, given)
    if not near.ranked:
        return None
    asks = near.question.asks(page.case_file)
    spans = marked_spans(page.text, asks.exact, language_of(page.case_file))
    here = str(page.case_file_id)
    numbers = {one.number for one in near.ranked[:SHOWN] if one.case_file == here}
    list_url = reverse("search:like", args=[given.case_file_id, given.number])
    return replace(among(page, spans, numbers), kept=(like_of(given),), list_url=list_url)
