"""Enclose: what was inside a volume becomes volumes of its own, tied to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Max

from casefiles.ingest.prepare import Kept
from casefiles.ingest.receive import clean_name, fit_to_show
from casefiles.models import Enclosure, Volume
from casefiles.renditions import Room

MOST_INSIDE = 50_000  # files that come out of one that was uploaded, at whatever depth
DEEPEST = 3  # an archive in an archive in an archive: what is inside that one stays there


# Each member of an archive asks these about all of it, and an archive may have thousands: the
# database counts by itself. UNION leaves out what has been reached already.
DEPTH = """
    WITH RECURSIVE above(id, depth) AS (
        SELECT id, 0 FROM {volumes} WHERE id = %s
        UNION
        SELECT holder_id, depth + 1 FROM {enclosures} JOIN above ON volume_id = above.id
        WHERE depth < %s
    )
    SELECT MIN(depth) FROM above
    WHERE NOT EXISTS (SELECT 1 FROM {enclosures} WHERE volume_id = above.id)
"""
INSIDE = """
    WITH RECURSIVE above(id) AS (
        SELECT id FROM {volumes} WHERE id = %s
        UNION
        SELECT holder_id FROM {enclosures} JOIN above ON volume_id = above.id
    ),
    inside(id) AS (
        SELECT volume_id FROM {enclosures} JOIN above ON holder_id = above.id
        WHERE NOT EXISTS (SELECT 1 FROM {enclosures} WHERE volume_id = above.id)
        UNION
        SELECT volume_id FROM {enclosures} JOIN inside ON holder_id = inside.id
    )
    SELECT COUNT(*), COALESCE(SUM(size), 0) FROM {volumes} JOIN inside USING (id)
"""
AT_A_TIME = 500  # hashes that are asked for


def enclose(holder: Volume, files: Sequence[Kept]) -> None:
    """Add the files that were inside a volume, in their order; within the caller's transaction,
    which holds the case file's lock.

    The same bytes are one volume of a case file, however many files hold them.
    """
    Enclosure.objects.filter(holder=holder).delete()
    if not files:  # most hold nothing, and a case file may have thousands of volumes
        return
    here = _already_here(holder, [file.sha256 for file in files])
    last = holder.case_file.volumes.aggregate(last=Max("position"))["last"] or 0
    for position, file in enumerate(files, start=1):
        volume = here.get(file.sha256)
        if volume is None:
            last += 1
            volume = Volume.objects.create(
                case_file_id=holder.case_file_id,
                position=last,
                name=clean_name(file.name),
                format=file.format,
                sha256=file.sha256,
                size=file.size,
                uploaded_by_id=holder.uploaded_by_id,
            )
            here[file.sha256] = volume
        Enclosure.objects.create(
            holder=holder, volume=volume, position=position, name=fit_to_show(file.name)
        )


def _already_here(holder: Volume, hashes: Sequence[str]) -> dict[str, Volume]:
    """The first volumes of a case file that have these hashes."""
    found: dict[str, Volume] = {}
    for start in range(0, len(hashes), AT_A_TIME):
        same = holder.case_file.volumes.filter(sha256__in=hashes[start : start + AT_A_TIME])
        found |= {volume.sha256: volume for volume in same.order_by("-position")}
    return found


def depth_of(volume: Volume) -> int:
    """How many files a volume is inside of, by the shortest way; 0 for one that was uploaded.

    DEEPEST where it is more, or where files that hold each other have no end.
    """
    with connection.cursor() as cursor:
        cursor.execute(DEPTH.format(**_names()), [_written(volume.pk), DEEPEST])
        (depth,) = cursor.fetchone()
    return DEEPEST if depth is None else int(depth)


def room_for(volume: Volume) -> Room:
    """How much may still come out of a volume: what came out of all that it is inside of
    counts, so that small archives in small archives do not fill the disk."""
    with connection.cursor() as cursor:
        cursor.execute(INSIDE.format(**_names()), [_written(volume.pk)])
        files, size = cursor.fetchone()
    return Room(max(0, settings.MAX_UNPACKED_BYTES - int(size)), max(0, MOST_INSIDE - files))


def _names() -> dict[str, str]:
    return {"enclosures": Enclosure._meta.db_table, "volumes": Volume._meta.db_table}


def _written(key: UUID) -> Any:
    """A key as this database has it in a column."""
    return Volume._meta.pk.get_db_prep_value(key, connection)
