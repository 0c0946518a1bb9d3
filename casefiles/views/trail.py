from casefiles.models import CaseFile
from investigations.access import visible
from investigations.http import Request
from investigations.models import Investigation


def investigation_of(request: Request, case_file: CaseFile) -> Investigation | None:
    """The investigation of a case file; None for who may open the case file alone."""
    return visible(request.user, Investigation).filter(pk=case_file.investigation_id).first()
