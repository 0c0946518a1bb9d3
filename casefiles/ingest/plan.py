"""Plan: count the pages of the volumes received, number them, and hand them out in chunks."""

from __future__ import annotations

import logging
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from casefiles import originals
from casefiles.ingest.claims import ATTEMPTS, WORTH_ANOTHER_TRY
from casefiles.ingest.handing import hand_out
from casefiles.models import CaseFile, Page, Volume
from casefiles.reading.reader import Reader
from casefiles.reading.reasons import ReadingError, Reason
from casefiles.reading.words import Survey
from casefiles.states import PageState, VolumeState

logger = logging.getLogger(__name__)


def plan(case_file_id: UUID, reader: Reader) -> None:
    """Survey every volume received of a case file, in order, and create its pages.

    A page's number depends on the volumes before it, so they are taken one after the other.
    Running twice, or in two places at once, does no harm: who comes second changes nothing.
    """
    while volume := _next_received(case_file_id):
        found = _survey(volume, reader)
        with transaction.atomic():
            if not _is_next(volume):
                continue
            if isinstance(found, Survey):
                _create_pages(volume, found)
                hand_out(list(volume.pages.order_by("number").values_list("pk", flat=True)))
            else:
                _refuse(volume, found)


def _survey(volume: Volume, reader: Reader) -> Survey | Reason:
    """The pages of a volume, or why it is refused: that is for good, so not for one crash."""
    attempt = 1
    while True:
        try:
            return reader.survey(
                originals.path_of(volume.sha256),
                max_pages=settings.MAX_PAGES,
                timeout=settings.SURVEY_SECONDS,
            )
        except ReadingError as error:
            logger.info("Volume %s, attempt %s: %s", volume.pk, attempt, error)
            if error.code not in WORTH_ANOTHER_TRY or attempt == ATTEMPTS:
                return error.code
        attempt += 1


def _next_received(case_file_id: UUID) -> Volume | None:
    received = Volume.objects.filter(case_file=case_file_id, state=VolumeState.RECEIVED)
    return received.order_by("position").first()


def _is_next(volume: Volume) -> bool:
    """Whether the volume is still the one to plan; locks the case file until the commit."""
    CaseFile.objects.select_for_update().get(pk=volume.case_file_id)
    return _next_received(volume.case_file_id) == volume


def _refuse(volume: Volume, reason: Reason) -> None:
    volume.state = VolumeState.REFUSED
    volume.reason = reason
    volume.save(update_fields=["state", "reason"])


def _create_pages(volume: Volume, survey: Survey) -> None:
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
    volume.state = VolumeState.PLANNED
    volume.page_count = len(survey.pages)
    volume.first_page = before + 1
    volume.save(update_fields=["state", "page_count", "first_page"])
