"""Why a file was not taken in: as a word that is kept, and as the sentence that people are told."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from casefiles.ingest.receive import AlreadyHere, TooLarge
from casefiles.reading.reasons import ReadingError
from casefiles.reasons import message
from casefiles.tus.arriving import OtherBytes

FILE_TOO_LARGE = "file_too_large"
ALREADY_HERE = "already_here"  # followed by the position of the volume that has the bytes
OTHER_BYTES = "other_bytes"

# For good, whatever is tried again: unlike a disk that is full.
REFUSED = (ReadingError, TooLarge, AlreadyHere, OtherBytes)


def word_for(error: Exception) -> str:
    """The word for one of REFUSED."""
    if isinstance(error, ReadingError):
        return str(error.code)
    if isinstance(error, AlreadyHere):
        return f"{ALREADY_HERE}:{error.volume.position}"
    return FILE_TOO_LARGE if isinstance(error, TooLarge) else OTHER_BYTES


def sentence(word: str) -> str:
    """What a person is told, in their language."""
    word, _colon, position = word.partition(":")
    if word == FILE_TOO_LARGE:
        limit = settings.MAX_UPLOAD_BYTES // 1_000_000
        return _("The file is larger than %(limit)s MB. Split it.") % {"limit": limit}
    if word == ALREADY_HERE:
        return _("Already here, as volume %(position)s. It was not added again.") % {
            "position": position
        }
    if word == OTHER_BYTES:
        return _("What arrived is not the file that was announced. Send it again.")
    return message(word)


def no_room() -> str:
    """What a person is told where the disk is full."""
    return _("There is no room left to keep the file. Nothing was lost; tell the operator.")
