"""Names of case files on the command line."""

from casefiles.models import CaseFile
from investigations.management.naming import the_one


def case_file_named(name: str) -> CaseFile:
    """Raises CommandError where none or several bear the name."""
    return the_one(CaseFile.objects.all(), name)
