from casefiles.models.annotation import Annotation
from casefiles.models.casefile import CaseFile
from casefiles.models.page import Page
from casefiles.models.volume import Volume

__all__ = ["Annotation", "CaseFile", "Page", "Volume"]
