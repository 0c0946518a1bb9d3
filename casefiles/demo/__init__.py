"""The demo dossier: an invented French criminal case, drawn and scanned by this package."""

from casefiles.demo.build import build, sheets
from casefiles.demo.pieces import MEMORABLE

__all__ = ["MEMORABLE", "build", "sheets"]
