"""Renditions: the PDFs made of originals that are none, or that no reader can open as they are.

A rendition is a cache: it can be made again from its original at any time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from casefiles import originals

if TYPE_CHECKING:
    from casefiles.models import Volume


def path_of(sha256: str) -> Path:
    """Where the rendition of the original of that hash is kept."""
    return settings.RENDITIONS / sha256[:2] / f"{sha256}.pdf"


def pdf_of(volume: Volume) -> Path:
    """The PDF that the pages of a volume are read from."""
    return (path_of if volume.has_rendition else originals.path_of)(volume.sha256)
