"""Begin an upload, take in what comes of it, end it."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from io import FileIO

from django.db.models import Count, F, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from casefiles.ingest.receive import clean_name, receive
from casefiles.ingest.refusals import REFUSED, word_for
from casefiles.models import CaseFile, Upload
from casefiles.originals import gathering
from casefiles.preparing.formats import HEAD, sniff
from casefiles.reading.reasons import ReadingError, Reason
from casefiles.tus.arriving import Busy, append, held, promised
from casefiles.tus.protocol import Announced, Checksum
from investigations.access import allowed, visible
from investigations.models import Person
from investigations.roles import Action

GIVEN_UP_AFTER = timedelta(days=7)  # since its last byte
TOLD_UNTIL = timedelta(days=1)  # what became of an upload
LEFT_ALONE_FOR = timedelta(minutes=2)  # whole, and nobody came back for the answer

# Of one person, of uploads that have not ended.
AT_ONCE = 50
BYTES_AT_ONCE = 20_000_000_000


class TooMany(Exception):
    """A person has begun more uploads than they may have at once."""


class NoRoom(Exception):
    """The disk has no room for the bytes."""


class WrongOffset(Exception):
    """The bytes that came do not go on where those that are here end."""


def unfinished(uploads: QuerySet[Upload]) -> QuerySet[Upload]:
    """Those of some uploads of which it is not yet known what becomes."""
    return uploads.filter(volume=None, refusal="")


def expires_at(upload: Upload) -> datetime:
    """When an upload is given up, unless more of it comes."""
    return upload.updated_at + GIVEN_UP_AFTER


def begin(case_file: CaseFile, announced: Announced, *, by: Person) -> Upload:
    """An upload of which nothing has arrived yet. Raises TooMany and NoRoom."""
    # Those that they can no longer reach cannot be finished either, and are not told of.
    begun = unfinished(visible(by, Upload, Action.ADD_VOLUMES))
    there = begun.aggregate(files=Count("pk"), bytes=Sum("size"))
    # One file is always let in: it may be larger than all that one may have at once.
    too_large = there["files"] and there["bytes"] + announced.size > BYTES_AT_ONCE
    if there["files"] >= AT_ONCE or too_large:
        raise TooMany
    upload = Upload(
        case_file=case_file,
        owner=by,
        name=clean_name(announced.name),
        size=announced.size,
        sha256=announced.sha256,
    )
    path = gathering(str(upload.pk))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if upload.size > shutil.disk_usage(path.parent).free:
        raise NoRoom
    path.touch(mode=0o600)
    upload.save(force_insert=True)
    return upload


def take_in(
    upload: Upload, offset: int, pieces: Iterable[bytes], checksum: Checksum | None = None
) -> None:
    """Append bytes to what is here of an upload; its `offset` says then how many there are.

    Raises WrongOffset, OtherBytes and NoRoom; Cut, of which what came is kept; Busy; and
    FileNotFoundError where the upload has ended.
    """
    with held(gathering(str(upload.pk)), to_write=True) as file:
        upload.refresh_from_db(fields=["offset"])
        if offset != upload.offset or offset > file.seek(0, os.SEEK_END):
            raise WrongOffset

        def account(arrived: int) -> None:
            upload.offset = arrived
            upload.save(update_fields=["offset", "updated_at"])

        try:
            append(file, offset, pieces, checksum=checksum, account=account)
        except OSError as error:
            raise NoRoom from error
        if offset < HEAD <= upload.offset < upload.size:
            _refuse_early(upload, file)


def _refuse_early(upload: Upload, file: FileIO) -> None:
    """Refuse a file by its beginning: nobody should send a gigabyte to be told then."""
    file.seek(0)
    if sniff(file.read(HEAD), upload.name) is None:
        upload.refusal = word_for(ReadingError(Reason.UNKNOWN_FORMAT))
        upload.save(update_fields=["refusal", "updated_at"])
        gathering(str(upload.pk)).unlink()


def finish(upload: Upload, *, request: HttpRequest | None = None) -> None:
    """Make a volume of an upload that is whole, or note why it can be none.

    Done twice it changes nothing more. Raises Busy, and NoRoom, after which all is still here.
    """
    path = gathering(str(upload.pk))
    with contextlib.suppress(FileNotFoundError), held(path) as file:
        upload.refresh_from_db()
        if not upload.settled:
            try:
                receive(
                    upload.case_file,
                    upload.name,
                    promised(file, upload.sha256),
                    by=upload.owner,
                    request=request,
                    upload=upload,
                    once=True,
                )
            except REFUSED as error:
                upload.refusal = word_for(error)
                upload.save(update_fields=["refusal", "updated_at"])
            except OSError as error:
                raise NoRoom from error
        path.unlink()
    upload.refresh_from_db()


def drop(upload: Upload) -> None:
    """Forget an upload, with what has come of it; a volume that it became stays. Raises Busy."""
    path = gathering(str(upload.pk))
    try:
        with held(path):
            upload.delete()
            path.unlink()
    except FileNotFoundError:
        upload.delete()


def sweep_uploads() -> None:
    """End what nobody came back for, and what has been told for long enough."""
    now = timezone.now()
    waiting = unfinished(Upload.objects.all())
    for upload in waiting.filter(offset=F("size"), updated_at__lt=now - LEFT_ALONE_FOR):
        with contextlib.suppress(Busy, NoRoom):
            if allowed(upload.owner, Action.ADD_VOLUMES, upload):
                finish(upload)
    for upload in waiting.filter(updated_at__lt=now - GIVEN_UP_AFTER):
        with contextlib.suppress(Busy):
            drop(upload)
    told = Upload.objects.exclude(volume=None, refusal="")
    told.filter(updated_at__lt=now - TOLD_UNTIL).delete()
    _sweep_files({str(key) for key in waiting.values_list("pk", flat=True)})


def _sweep_files(wanted: set[str]) -> None:
    """Delete the files that a dead process has left without an upload."""
    long_ago = time.time() - TOLD_UNTIL.total_seconds()
    for path in gathering("any").parent.glob("*"):
        with contextlib.suppress(FileNotFoundError):
            if path.name not in wanted and path.stat().st_mtime < long_ago:
                path.unlink()
