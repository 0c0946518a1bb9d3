"""Enclose: what was inside a volume becomes volumes of its own, tied to it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db.models import Max

from casefiles.ingest.prepare import Kept
from casefiles.ingest.receive import clean_name, fit_to_show
from casefiles.models import Enclosure, Volume
from casefiles.renditions import Room

MOST_INSIDE = 50_000  # files that come out of one that was uploaded, at whatever depth
DEEPEST = 3  # an archive in an archive in an archive: what is inside that one stays there


def enclose(holder: Volume, files: Sequence[Kept]) -> None:
    """Add the files that were inside a volume, in their order; within the caller's transaction,
    which holds the case file's lock.

    The same bytes are one volume of a case file, however many files hold them.
    """
    Enclosure.objects.filter(holder=holder).delete()
    if not files:  # most hold nothing, and a case file may have thousands of volumes
        return
    here = {v.sha256: v for v in holder.case_file.volumes.order_by("-position")}
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


def depth_of(volume: Volume) -> int:
    """How many files a volume is inside of, by the shortest way; 0 for one that was uploaded."""
    depth = 0
    reached = {volume.pk}
    level = {volume.pk}
    while level:
        held = Enclosure.objects.filter(volume__in=level).values_list("volume", "holder")
        if level - {inside for inside, _ in held}:  # one that nothing holds: it was uploaded
            return depth
        level = {holder for _, holder in held} - reached
        reached |= level
        depth += 1
    return depth


def room_for(volume: Volume) -> Room:
    """How much may still come out of a volume: what came out of all that it is inside of
    counts, so that small archives in small archives do not fill the disk."""
    above = _reached({volume.pk}, up=True)
    held = Enclosure.objects.filter(volume__in=above).values_list("volume", flat=True)
    uploaded = above - set(held)
    inside = _reached(uploaded, up=False) - uploaded
    sizes = Volume.objects.filter(pk__in=inside).values_list("size", flat=True)
    return Room(max(0, settings.MAX_UNPACKED_BYTES - sum(sizes)), max(0, MOST_INSIDE - len(inside)))


def _reached(start: set[UUID], *, up: bool) -> set[UUID]:
    """The volumes themselves, and all those that hold them, or that they hold."""
    reached, level = set(start), set(start)
    while level:
        rows = (
            Enclosure.objects.filter(volume__in=level).values_list("holder", flat=True)
            if up
            else Enclosure.objects.filter(holder__in=level).values_list("volume", flat=True)
        )
        level = set(rows) - reached
        reached |= level
    return reached
