"""Names of case files on the command line."""

from casefiles.lifecycle import open_case_file
from casefiles.models import CaseFile
from investigations.management.naming import investigation_named, the_one
from investigations.models import Investigation
from investigations.services.investigations import start


def case_file_named(name: str) -> CaseFile:
    """Raises CommandError where none or several bear the name."""
    return the_one(CaseFile.objects.all(), name)


def case_file_of(investigation_name: str, name: str, languages: str) -> CaseFile:
    """The case file of that name in an investigation; either is made where it is missing.

    Raises CommandError where several bear a name.
    """
    if Investigation.objects.filter(name=investigation_name).exists():
        investigation = investigation_named(investigation_name)
    else:
        investigation = start(investigation_name)
    of_investigation = CaseFile.objects.filter(investigation=investigation)
    if of_investigation.filter(name=name).exists():
        return the_one(of_investigation, name)
    return open_case_file(investigation, name, languages=languages)
