"""From a query to what has to do with it."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from search.related.opened import SENTENCE
from search.related.places import NoSentence, check

register = template.Library()

QUOTED = re.compile(r'[\s=]*(?:"([^"]+)"|«([^«»]+)»|“([^“”]+)”)\s*')


@register.simple_tag
def places_url(query: str) -> str:
    """Where else the phrase stands that a query is; "" for any other query."""
    quoted = QUOTED.fullmatch(query)
    sentence = next(filter(None, quoted.groups()), "").strip() if quoted else ""
    try:
        check(sentence)
    except NoSentence:
        return ""
    return f"{reverse('search:places')}?{urlencode({SENTENCE: sentence})}"
