from casefiles.models.annotation import Annotation
from casefiles.models.casefile import CaseFile
from casefiles.models.comparison import ComparedPage, Comparison
from casefiles.models.enclosure import Enclosure
from casefiles.models.page import Page
from casefiles.models.pagetext import PageText
from casefiles.models.upload import Upload
from casefiles.models.volume import Volume

__all__ = [
    "Annotation",
    "CaseFile",
    "ComparedPage",
    "Comparison",
    "Enclosure",
    "Page",
    "PageText",
    "Upload",
    "Volume",
]
