import hashlib
import shutil

import pytest
from django.test import Client
from django.urls import reverse

from casefiles.models import Upload
from casefiles.tus import services
from investigations.models import Grant
from investigations.services import grants
from tests.factories import CaseFileFactory, PersonFactory, UploadFactory

pytestmark = pytest.mark.django_db


def test_it_works(tus, person, case_file, left):
    answer = tus.begin(case_file, 1200, filename="tome.pdf", relativePath="IGPN/tome.pdf")
    assert answer.status_code == 201
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert "GMT" in answer.headers["Upload-Expires"]
    upload = Upload.objects.get()
    assert answer.headers["Location"] == reverse("casefiles:upload-bytes", args=[upload.pk])
    assert (upload.name, upload.size, upload.offset) == ("IGPN › tome.pdf", 1200, 0)
    assert (upload.owner, upload.case_file) == (person, case_file)
    assert left() == ({str(upload.pk)}, {str(upload.pk)})
    assert tus.offset(answer.headers["Location"]) == 0


def test_what_the_server_can_do_is_told_to_everybody_who_is_logged_in(client, case_file):
    address = reverse("casefiles:upload-create", args=[case_file.pk])
    assert client.options(address).status_code == 302
    client.force_login(PersonFactory())
    answer = client.options(address)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,termination,checksum,expiration"
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha256,sha1"
    assert int(answer.headers["Tus-Max-Size"]) > 0


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(
    tus, person, case_file, settings, left
):
    settings.MAX_UPLOAD_BYTES = 5_000_000
    assert tus.begin(case_file, 5_000_000).status_code == 201
    answer = tus.begin(case_file, 5_000_001)
    assert answer.status_code == 413
    assert "5" in answer.json()["message"]
    assert len(left()[1]) == 1


def test_a_file_for_which_there_is_no_room_is_refused_before_it_is_sent(
    tus, person, case_file, monkeypatch, left
):
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert tus.begin(case_file, 1000).status_code == 201
    answer = tus.begin(case_file, 1001)
    assert answer.status_code == 507
    assert answer.json()["message"]
    assert len(left()[1]) == 1


def test_nobody_may_begin_and_begin(tus, person, case_file, monkeypatch):
    monkeypatch.setattr(services, "AT_ONCE", 2)
    UploadFactory.create_batch(2, case_file=case_file)  # of others
    UploadFactory(owner=person, refusal="empty")  # has ended
    first = tus.begun(case_file, 10)
    tus.begun(case_file, 10)
    assert tus.begin(case_file, 10).status_code == 429
    tus.end(first)
    assert tus.begin(case_file, 10).status_code == 201


def test_files_for_a_case_file_that_is_closed_to_them_count_no_more(
    tus, person, case_file, monkeypatch
):
    monkeypatch.setattr(services, "AT_ONCE", 1)
    UploadFactory(owner=person, case_file=CaseFileFactory())  # they may no longer open it
    assert tus.begin(case_file, 10).status_code == 201


def test_nobody_may_promise_to_fill_the_disk(tus, person, case_file, monkeypatch):
    monkeypatch.setattr(services, "BYTES_AT_ONCE", 1000)
    assert tus.begin(case_file, 2000).status_code == 201  # alone it may be as large as any
    assert tus.begin(case_file, 1).status_code == 429


@pytest.mark.parametrize("length", ["", "-5", "many"])
def test_a_length_that_is_none_is_refused(tus, person, case_file, length):
    assert tus.begin(case_file, 0, length=length).status_code == 400
    assert not Upload.objects.exists()


def test_a_sum_that_is_none_is_refused(tus, person, case_file):
    assert tus.begin(case_file, 10, filename="a.pdf", sha256="abc").status_code == 400
    assert tus.begin(case_file, 10, sha256=hashlib.sha256().hexdigest()).status_code == 201


def test_another_version_is_refused(client, person, case_file):
    address = reverse("casefiles:upload-create", args=[case_file.pk])
    answer = client.post(address, headers={"Tus-Resumable": "0.2.2", "Upload-Length": "1"})
    assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")


def test_not_without_access(tus, client, case_file, left):
    client.force_login(PersonFactory())
    answer = tus.begin(case_file, 10)
    assert answer.status_code == 404
    missing = CaseFileFactory.build()
    assert tus.begin(missing, 10).content == answer.content
    assert left() == (set(), set())


def test_not_into_what_has_been_sealed(tus, person, case_file):
    case_file.sealed = True
    case_file.save()
    assert tus.begin(case_file, 10).status_code == 404


def test_not_after_the_access_has_ended(tus, person, case_file):
    grants.end(Grant.objects.get(person=person))
    assert tus.begin(case_file, 10).status_code == 404


def test_not_without_the_token_of_the_forms(case_file, person):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    address = reverse("casefiles:upload-create", args=[case_file.pk])
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "5"}
    assert strict.post(address, headers=headers).status_code == 403
    strict.get(case_file.get_absolute_url())
    headers["X-CSRFToken"] = strict.cookies["csrftoken"].value
    assert strict.post(address, headers=headers).status_code == 201
