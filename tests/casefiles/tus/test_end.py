"""Uploads that end without becoming a volume: given up by their sender, or forgotten."""

import os
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from casefiles.models import Upload
from casefiles.originals import gathering
from casefiles.tus.services import sweep_uploads
from investigations.models import Grant
from investigations.services import grants
from tests.factories import UploadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def aged():
    """An upload to which nothing has come for so long."""

    def aged(how_long, **attributes):
        upload = UploadFactory(**attributes)
        Upload.objects.filter(pk=upload.pk).update(updated_at=timezone.now() - how_long)
        return upload

    return aged


def test_it_works(tus, person, case_file, left):
    address = tus.begun(case_file, 100)
    tus.send(address, 0, bytes(50))
    assert tus.end(address).status_code == 204
    assert left() == (set(), set())
    assert tus.end(address).status_code == 404


def test_a_volume_stays_when_its_upload_is_ended(tus, person, case_file, pdf):
    address = tus.begun(case_file, len(pdf))
    tus.send(address, 0, pdf)
    assert tus.end(address).status_code == 204
    assert case_file.volumes.count() == 1
    assert not Upload.objects.exists()


def test_what_nobody_sends_on_is_given_up_after_a_week(aged, left):
    aged(timedelta(days=8), offset=50)
    resumed = aged(timedelta(days=6), offset=50)
    sweep_uploads()
    assert left() == ({str(resumed.pk)}, {str(resumed.pk)})


def test_what_has_come_whole_is_taken_in_if_nobody_asks(person, case_file, pdf, aged, left):
    aged(timedelta(hours=1), owner=person, case_file=case_file, content=pdf, offset=len(pdf))
    sweep_uploads()
    volume = case_file.volumes.get()
    assert (volume.size, volume.uploaded_by) == (len(pdf), person)
    assert left()[0] == set()
    sweep_uploads()
    assert case_file.volumes.count() == 1


def test_what_has_come_whole_is_left_to_the_request_that_brings_it(person, case_file, pdf, aged):
    aged(timedelta(), owner=person, case_file=case_file, content=pdf, offset=len(pdf))
    sweep_uploads()
    assert not case_file.volumes.exists()


def test_what_has_come_whole_is_not_taken_in_for_somebody_without_access(
    person, case_file, pdf, aged
):
    aged(timedelta(hours=1), owner=person, case_file=case_file, content=pdf, offset=len(pdf))
    grants.end(Grant.objects.get(person=person))
    sweep_uploads()
    assert not case_file.volumes.exists()


def test_what_became_of_it_is_told_for_a_day(aged, left):
    aged(timedelta(hours=25), refusal="empty")
    told = aged(timedelta(hours=23), refusal="empty")
    sweep_uploads()
    assert left()[1] == {str(told.pk)}


def test_files_without_an_upload_are_deleted_after_a_day(left):
    upload = UploadFactory(offset=10)
    lost, fresh = gathering("lost"), gathering("fresh")
    for path in (lost, fresh):
        path.write_bytes(b"%PDF")
    two_days_ago = time.time() - 48 * 3600
    for path in (lost, gathering(str(upload.pk))):
        os.utime(path, (two_days_ago, two_days_ago))
    sweep_uploads()
    assert left()[0] == {str(upload.pk), "fresh"}
