"""Names of case files on the command line: one that several bear is refused, never guessed."""

from django.core.management.base import CommandError

from casefiles.models import CaseFile


def case_file_named(name: str) -> CaseFile:
    """Raises CommandError where none or several bear the name."""
    found = list(CaseFile.objects.filter(name=name)[:2])
    if not found:
        raise CommandError(f"No case file is called “{name}”.")
    if len(found) > 1:
        raise CommandError(f"Several case files are called “{name}”. Rename one of them.")
    return found[0]
