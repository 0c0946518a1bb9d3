"""Take in a file: keep the original, note the volume, parse nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest

from casefiles import originals
from casefiles.models import CaseFile, Volume
from casefiles.queue import PLAN, send
from casefiles.reading.reasons import ReadingError, Reason
from investigations.audit import record
from investigations.models import AuditEvent, Person

HEADER_WITHIN = 1024  # bytes in which a PDF says that it is one, as readers have it
NAME_CHARACTERS = 255


class TooLarge(Exception):
    """The file is over the limit of this installation."""


def receive(
    case_file: CaseFile,
    name: str,
    chunks: Iterable[bytes],
    *,
    by: Person | None = None,
    request: HttpRequest | None = None,
) -> Volume:
    """Keep a file that arrives in chunks of bytes, as the next volume of a case file.

    Raises ReadingError (empty, not_pdf) and TooLarge: such a file is not kept. All else that
    may be wrong with it is found out by `plan`, and is a state of the volume.
    """
    sha256, size = originals.store(_checked(chunks))
    with transaction.atomic():
        # The row lock gives the volumes of one case file their places one after the other.
        CaseFile.objects.select_for_update().get(pk=case_file.pk)
        last = case_file.volumes.aggregate(last=Max("position"))["last"] or 0
        volume = Volume.objects.create(
            case_file=case_file,
            position=last + 1,
            name=clean_name(name),
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
        send(PLAN, str(case_file.pk))
    return volume


def clean_name(name: str) -> str:
    """A file's name as it may be shown and stored: no path, no control or direction marks."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C" or c in "\u200d")
    return kept.strip()[-NAME_CHARACTERS:] or "volume.pdf"


def _checked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same chunks, as long as they can be a PDF that is not too large."""
    start = b""
    known = False
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > settings.MAX_UPLOAD_BYTES:
            raise TooLarge
        if not known:
            start += chunk[: HEADER_WITHIN - len(start)]
            known = b"%PDF" in start
            if not known and len(start) >= HEADER_WITHIN:
                raise ReadingError(Reason.NOT_PDF)
        yield chunk
    if size == 0:
        raise ReadingError(Reason.EMPTY)
    if not known:
        raise ReadingError(Reason.NOT_PDF)
