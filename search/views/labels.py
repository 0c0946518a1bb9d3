"""What a filter is called where it is shown as a chip: `volume:2` is “volume 2”."""

from __future__ import annotations

import re
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from casefiles.states import TextSource

MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def filter_label(field: str, value: str) -> str:
    """A filter in words; a field without words of its own as it is typed in a query."""
    match field:
        case "page":
            return _("pages %(range)s") % {"range": _range(value)}
        case "volume":
            return _("volume %(name)s") % {"name": value}
        case "cote":
            return _("cote %(cote)s") % {"cote": _range(value)}
        case "date":
            return _range(value, day=True)
        case "source" if value in TextSource.values:
            return str(TextSource(value).label)
        case "has" if value == "note":
            return _("with a note")
    return f"{field}:{value}"


def _range(value: str, *, day: bool = False) -> str:
    """`1..40` as “1–40”; days and months written out where `day` says that it is about them."""
    ends = [_day(end) if day else end for end in value.split("..")]
    if len(ends) == 2 and all(ends):
        return ends[0] if ends[0] == ends[1] else "–".join(ends)
    return value if len(ends) != 1 else ends[0]


def _day(text: str) -> str:
    try:
        if DAY.fullmatch(text):
            day_format = pgettext("date format", "j F Y")
            return date_format(date.fromisoformat(text), day_format)
        if MONTH.fullmatch(text):
            return date_format(date.fromisoformat(f"{text}-01"), "F Y")
    except ValueError:
        pass
    return text
