"""Dossiers to search in, with stamps, dates and places of words."""

from casefiles.models import CaseFile
from casefiles.reading.words import Word, compose
from investigations.models import Person
from investigations.roles import Role
from investigations.services.grants import give
from search.indexing import index_case_file
from tests.factories import CaseFileFactory, PageFactory, VolumeFactory, lines_of


def stamped(cote: str | None, text: str) -> dict[str, object]:
    """Text and boxes of a page, with a stamp at its top right."""
    stamp = [[Word(cote, left=0.85, top=0.03, width=0.05, height=0.015)]] if cote else []
    made, boxes = compose([stamp, lines_of(text)])
    return {"text": made, "boxes": boxes}


def dossier(*pages: str | dict[str, object], **attributes: object) -> CaseFile:
    """An indexed case file of one volume: a text, or fields of a page, for each of its pages."""
    case_file = CaseFileFactory(**attributes)
    volume = VolumeFactory(case_file=case_file)
    for page in pages:
        PageFactory(volume=volume, **(page if isinstance(page, dict) else {"text": page}))
    index_case_file(case_file.pk)
    return case_file


def opened_to(reader: Person, *pages: str | dict[str, object], **attributes: object) -> CaseFile:
    """A dossier that somebody may read."""
    case_file = dossier(*pages, **attributes)
    give(reader, Role.READER, case_file)
    return case_file
