"""Take in a file: keep the original, note the volume, parse nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest

from casefiles import originals
from casefiles.ingest.known import already_in
from casefiles.models import CaseFile, Upload, Volume
from casefiles.preparing.formats import HEAD, Format, sniff
from casefiles.queue import PLAN, send
from casefiles.reading.reasons import ReadingError, Reason
from investigations.audit import record
from investigations.models import AuditEvent, Person

NAME_CHARACTERS = 255


class TooLarge(Exception):
    """The file is over the limit of this installation."""


class AlreadyHere(Exception):
    """The case file has a volume of the same bytes."""

    def __init__(self, volume: Volume) -> None:
        super().__init__(volume.name)
        self.volume = volume


def receive(
    case_file: CaseFile,
    name: str,
    chunks: Iterable[bytes],
    *,
    by: Person | None = None,
    request: HttpRequest | None = None,
    upload: Upload | None = None,
    once: bool = False,
) -> Volume:
    """Keep a file that arrives in chunks of bytes, as the next volume of a case file.

    With `upload` the chunks are read from the file in which they have gathered, and the upload
    ends together with the beginning of the volume.

    Raises ReadingError (empty, unknown_format) and TooLarge, and with `once` AlreadyHere: such a
    file is not kept. All else that may be wrong with it is found out by `plan`, and is a state
    of the volume.
    """
    gathered = originals.gathering(str(upload.pk)) if upload else None
    checked = _Checked(chunks, name)
    sha256, size = originals.store(checked, gathered=gathered)
    with transaction.atomic():
        # The row lock gives the volumes of one case file their places one after the other.
        CaseFile.objects.select_for_update().get(pk=case_file.pk)
        if once and (same := already_in(case_file, sha256)):
            raise AlreadyHere(same)
        last = case_file.volumes.aggregate(last=Max("position"))["last"] or 0
        volume = Volume.objects.create(
            case_file=case_file,
            position=last + 1,
            name=clean_name(name),
            format=checked.format,
            sha256=sha256,
            size=size,
            uploaded_by=by,
        )
        record(
            AuditEvent.Verb.UPLOAD,
            actor=by,
            target=case_file,
            request=request,
            volume=str(volume.pk),
            name=volume.name,
            sha256=sha256,
        )
        if upload:
            Upload.objects.filter(pk=upload.pk).update(volume=volume)
        send(PLAN, str(case_file.pk))
    return volume


def clean_name(name: str) -> str:
    """A file's name as it may be shown and stored: no path, no control or direction marks."""
    return fit_to_show(name.replace("\\", "/").rsplit("/", 1)[-1]) or "volume.pdf"


def fit_to_show(name: str) -> str:
    """A name without control or direction marks, of the length that is kept; "" for none."""
    kept = "".join(c for c in name if unicodedata.category(c)[0] != "C" or c in "\u200d")
    return kept.strip()[-NAME_CHARACTERS:]


class _Checked:
    """The same chunks, as long as they can be a file that is taken, and is not too large.

    `format` is the file's once they have been asked for.
    """

    def __init__(self, chunks: Iterable[bytes], name: str) -> None:
        self.chunks = chunks
        self.name = name
        self.format = Format.PDF

    def __iter__(self) -> Iterator[bytes]:
        head = b""
        size = 0
        for chunk in self.chunks:
            size += len(chunk)
            if size > settings.MAX_UPLOAD_BYTES:
                raise TooLarge
            if len(head) < HEAD:
                head += chunk[: HEAD - len(head)]
                if len(head) == HEAD:
                    self._tell(head)
            yield chunk
        if size == 0:
            raise ReadingError(Reason.EMPTY)
        if size < HEAD:
            self._tell(head)

    def _tell(self, head: bytes) -> None:
        found = sniff(head, self.name)
        if found is None:
            raise ReadingError(Reason.UNKNOWN_FORMAT)
        self.format = found
