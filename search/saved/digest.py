"""The mail that says once a day how many pages are new: numbers and one link, nothing else.

A mail is outside the house, see docs/decisions/0021-alerts.md.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from investigations.models import Person
from search.models import NewPage, SearchHabits
from search.saved.news import new_pages

logger = logging.getLogger(__name__)

BETWEEN = timedelta(days=1)


def is_possible() -> bool:
    """Whether this installation sends mail, and knows the address that a link needs."""
    return bool(settings.EMAIL_HOST and settings.GREFFE_ADDRESS)


def is_wanted(person: Person) -> bool:
    """Whether a person has asked for the digest."""
    return SearchHabits.objects.filter(person=person, wants_digest=True).exists()


def switch(person: Person, *, on: bool) -> None:
    """Send the digest to a person from now on, or no longer."""
    SearchHabits.objects.update_or_create(person=person, defaults={"wants_digest": on})


def send_due() -> int:
    """Send to everybody who wants it, has not had it for a day and has something new; how many."""
    if not is_possible():
        return 0
    due = SearchHabits.objects.filter(_is_due(), wants_digest=True, person__is_active=True)
    due = due.exclude(person__email="").select_related("person")
    return sum(_send(habits) for habits in due)


def _is_due() -> Q:
    return Q(digest_at__isnull=True) | Q(digest_at__lte=timezone.now() - BETWEEN)


def _send(habits: SearchHabits) -> bool:
    """Count, as the receiver and at this moment, and send; False where there is nothing to say."""
    # Also what was in an earlier mail and has not been seen: but it alone is no reason for one.
    rows = new_pages(habits.person)
    if not rows.filter(mailed=False).exists():
        return False
    last = rows.order_by().aggregate(last=Max("pk"))["last"]
    pages = rows.order_by().values("case_file", "number").distinct().count()
    searches = rows.order_by().values("watch__saved").distinct().count()
    if not pages or not _claim(habits):
        return False
    try:
        _write(habits.person, pages, searches)
    except Exception:  # whatever it is, the others have theirs
        logger.exception("A digest could not be sent; it is tried again with the next round")
        SearchHabits.objects.filter(pk=habits.pk).update(digest_at=habits.digest_at)
        return False
    told = rows.filter(pk__lte=last).order_by().values("pk")
    NewPage.objects.filter(pk__in=told).update(mailed=True)
    return True


def _claim(habits: SearchHabits) -> bool:
    """Whether this process is the one to send: the day begins with the first who asks."""
    now: datetime = timezone.now()
    return bool(SearchHabits.objects.filter(_is_due(), pk=habits.pk).update(digest_at=now))


def _write(person: Person, pages: int, searches: int) -> None:
    # Mails go out without a browser that says a language: it is that of the installation.
    with translation.override(settings.LANGUAGE_CODE):
        found = ngettext("%(pages)s new page", "%(pages)s new pages", pages) % {"pages": pages}
        where = ngettext(
            "in %(searches)s saved search", "in %(searches)s saved searches", searches
        ) % {"searches": searches}
        address = f"{settings.GREFFE_ADDRESS.rstrip('/')}{reverse('search:saved')}"
        lines = [
            f"{found} {where}:",
            address,
            "",
            _("Sent at most once a day. You can turn it off on that page."),
        ]
        subject = _("Greffe: new pages in your saved searches")  # no number where a phone shows it
        send_mail(subject, "\n".join(lines), None, [person.email])
