"""Names on the command line: a name that several rows bear is refused, never guessed."""

from django.core.management.base import CommandError

from investigations.models import Investigation, Person


def investigation_named(name: str) -> Investigation:
    """Raises CommandError where none or several bear the name."""
    found = list(Investigation.objects.filter(name=name)[:2])
    if not found:
        raise CommandError(f"No investigation is called “{name}”.")
    if len(found) > 1:
        raise CommandError(f"Several investigations are called “{name}”. Rename one of them.")
    return found[0]


def person_named(username: str) -> Person:
    """Raises CommandError where nobody has the user name."""
    person = Person.objects.filter(username=username).first()
    if person is None:
        raise CommandError(f"Nobody is called “{username}”.")
    return person
