"""Plan: find out what the volumes received are made of, number their pages, hand them out."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from casefiles import renditions
from casefiles.ingest.enclose import DEEPEST, depth_of, enclose, room_for
from casefiles.ingest.handing import hand_out
from casefiles.ingest.prepare import Outcome, prepare
from casefiles.models import CaseFile, Page, Volume
from casefiles.reading.reader import Reader
from casefiles.reading.words import Survey
from casefiles.states import PageState, VolumeState

LEFT_OUT_TOLD = 500  # by name; of the others only how many they are


def plan(case_file_id: UUID, reader: Reader) -> None:
    """Prepare every volume received of a case file, in order, and create its pages.

    A page's number depends on the volumes before it, so they are taken one after the other.
    What is found inside a volume is planned after all that have been received before it.
    Running twice, or in two places at once, does no harm: who comes second changes nothing.
    """
    while volume := _next_received(case_file_id):
        with renditions.alone(volume.sha256) as alone:
            if not alone:
                return  # somebody is at this very file; the sweeper asks again
            if _next_received(case_file_id) != volume:
                continue
            with renditions.workshop() as folder:
                deep = depth_of(volume) >= DEEPEST
                room = room_for(volume)
                outcome = prepare(volume, reader, folder, room=room, deep=deep)
            with transaction.atomic():
                if _is_next(volume):
                    _settle(volume, outcome)


def _next_received(case_file_id: UUID) -> Volume | None:
    received = Volume.objects.filter(case_file=case_file_id, state=VolumeState.RECEIVED)
    return received.order_by("position").first()


def _is_next(volume: Volume) -> bool:
    """Whether the volume is still the one to plan; locks the case file until the commit."""
    CaseFile.objects.select_for_update().get(pk=volume.case_file_id)
    return _next_received(volume.case_file_id) == volume


def _settle(volume: Volume, outcome: Outcome) -> None:
    """Write down what a volume is made of, all of it in the caller's transaction."""
    enclose(volume, outcome.enclosed)
    volume.reason = outcome.reason or ""
    volume.has_rendition = outcome.has_rendition
    volume.left_out = _told(outcome)
    if outcome.pages:
        volume.state = VolumeState.PLANNED
    else:
        volume.state = VolumeState.OPENED if outcome.enclosed else VolumeState.REFUSED
    if outcome.pages:
        _create_pages(volume, outcome.pages)
    volume.save(
        update_fields=[
            *("state", "reason", "has_rendition", "left_out"),
            *("page_count", "first_page"),
        ]
    )
    if outcome.pages:
        hand_out(list(volume.pages.order_by("number").values_list("pk", flat=True)))


def _told(outcome: Outcome) -> list[dict[str, str | int]]:
    """What was left out, by name and reason; beyond some hundreds only how many more."""
    told: list[dict[str, str | int]] = [
        {"name": item.name, "reason": item.reason} for item in outcome.left_out[:LEFT_OUT_TOLD]
    ]
    more = len(outcome.left_out) - len(told)
    return [*told, {"more": more}] if more else told


def _create_pages(volume: Volume, survey: Survey) -> None:
    """Write the pages, and note on the volume, which the caller saves, which ones they are."""
    numbered = Page.objects.filter(case_file=volume.case_file_id)
    before = numbered.aggregate(last=Max("number"))["last"] or 0
    Page.objects.bulk_create(
        [
            Page(
                case_file_id=volume.case_file_id,
                volume=volume,
                number=before + volume_page,
                volume_page=volume_page,
                state=PageState.WAITING,
                width=width,
                height=height,
            )
            for volume_page, (width, height) in enumerate(survey.pages, start=1)
        ],
        batch_size=500,
    )
    volume.page_count = len(survey.pages)
    volume.first_page = before + 1
