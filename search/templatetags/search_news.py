"""What screens say of new pages, and of the searches one has made."""

from itertools import islice
from typing import Any

from django import template
from django.template.context import Context

from investigations.models import Person
from search.saved import history, news
from search.saved.telling import names_for
from search.views.kept import in_words

RECENT = 5

register = template.Library()


@register.simple_tag(takes_context=True)
def new_page_count(context: Context) -> int:
    """How many pages are new in the searches that the person watches; 0 without a person."""
    person = context.get("user")
    return news.count(person) if isinstance(person, Person) else 0


@register.simple_tag(takes_context=True)
def recent_searches(context: Context) -> list[dict[str, Any]]:
    """The last searches of the person that can still be made, in words."""
    person = context.get("user")
    if not isinstance(person, Person):
        return []
    past = history.made_by(person)[: 2 * RECENT]
    if not past:
        return []
    names = names_for(person)
    found = (in_words(one.state, names) for one in past)
    return list(islice((search for search in found if search["url"]), RECENT))
