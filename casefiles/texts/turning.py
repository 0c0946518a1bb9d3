"""Places on a page that is turned: boxes of words and regions of notes."""

from __future__ import annotations

from typing import NamedTuple

from casefiles.models import Annotation
from casefiles.reading.words import Box


class Region(NamedTuple):
    """A part of the page in fractions of it, origin at the top left."""

    left: float
    top: float
    width: float
    height: float


def turned(region: Region, clockwise: int) -> Region:
    """The same part of a page that is turned by 0, 90, 180 or 270 degrees; never off the page."""
    left, top, width, height = region
    match clockwise % 360:
        case 90:
            left, top, width, height = 1 - top - height, left, height, width
        case 180:
            left, top = 1 - left - width, 1 - top - height
        case 270:
            left, top, width, height = top, 1 - left - width, height, width
        case _:
            return region
    # The sums above may be over the edge by a rounding.
    left, top = min(max(left, 0.0), 1.0), min(max(top, 0.0), 1.0)
    return Region(left, top, min(width, 1 - left), min(height, 1 - top))


def turned_boxes(boxes: list[Box], clockwise: int) -> list[Box]:
    """Boxes of words on the turned page."""
    if clockwise % 360 == 0:
        return boxes
    return [Box(*turned(Region(*box[:4]), clockwise), box.confidence) for box in boxes]


def turn_notes(page_id: int, clockwise: int) -> None:
    """Keep the notes of a page where they are on the paper, now that it stands otherwise."""
    if clockwise % 360 == 0:
        return
    notes = list(Annotation.objects.select_for_update().filter(page=page_id))
    for note in notes:
        region = Region(note.left, note.top, note.width, note.height)
        note.left, note.top, note.width, note.height = turned(region, clockwise)
    Annotation.objects.bulk_update(notes, list(Region._fields))
