"""Bytes that arrive: in order, once, and only as long as their sender may send them."""

import errno
import hashlib
import os
import shutil

import pytest
from django.test import Client
from django.urls import reverse

from casefiles import originals
from casefiles.models import Upload, Volume
from casefiles.originals import gathering
from casefiles.tus import arriving
from investigations.models import AuditEvent, Grant
from investigations.services import grants
from tests.factories import PersonFactory, UploadFactory

pytestmark = pytest.mark.django_db


def bytes_here(address):
    return gathering(address.split("/")[-2]).read_bytes()


class Body:
    """A body of which less comes than was said; `error` is how the connection ends."""

    def __init__(self, content, error=None):
        self.content = content
        self.error = error

    def read(self, size):
        piece, self.content = self.content[:size], self.content[size:]
        if not piece and self.error:
            raise self.error
        return piece

    readline = read


def cut(tus, address, offset, content, *, announced, error=None, **more):
    """Send `content` where `announced` bytes should have come."""
    environment = {"wsgi.input": Body(content, error), "CONTENT_LENGTH": str(announced)}
    return tus.send(address, offset, b"instead", **environment, **more)


def test_it_works(tus, person, case_file, pdf, left):
    address = tus.begun(case_file, len(pdf), filename="tome 1.pdf")
    half = len(pdf) // 2
    answer = tus.send(address, 0, pdf[:half])
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(half))
    assert "GMT" in answer.headers["Upload-Expires"]
    assert tus.offset(address) == half
    assert not Volume.objects.exists()

    answer = tus.send(address, half, pdf[half:])
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(pdf)))
    volume = case_file.volumes.get()
    assert (volume.name, volume.size, volume.uploaded_by) == ("tome 1.pdf", len(pdf), person)
    assert volume.sha256 == hashlib.sha256(pdf).hexdigest()
    assert originals.path_of(volume.sha256).read_bytes() == pdf
    event = AuditEvent.objects.get(verb="upload")
    assert (event.actor, event.ip, event.details["name"]) == ("alix", "127.0.0.1", "tome 1.pdf")
    told = tus.told(address)
    assert (told["state"], told["name"]) == ("received", "tome 1.pdf")
    assert told["message"]
    assert left()[0] == set()


def test_the_bytes_are_not_copied(tus, person, case_file, pdf):
    address = tus.begun(case_file, len(pdf))
    file = gathering(address.split("/")[-2]).stat().st_ino
    tus.send(address, 0, pdf)
    kept = originals.path_of(case_file.volumes.get().sha256).stat()
    assert (kept.st_ino, kept.st_nlink, kept.st_mode & 0o777) == (file, 1, 0o400)


@pytest.mark.parametrize("offset", [0, 40, 60])
def test_bytes_for_another_place_are_refused(tus, person, case_file, pdf, offset):
    address = tus.begun(case_file, len(pdf))
    tus.send(address, 0, pdf[:50])
    answer = tus.send(address, offset, pdf[offset : offset + 20])
    assert answer.status_code == 409
    assert answer.json()["message"]
    assert bytes_here(address) == pdf[:50]
    assert tus.offset(address) == 50


def test_of_two_at_once_one_is_told_to_wait(tus, person, case_file, pdf):
    address = tus.begun(case_file, len(pdf))
    with arriving.held(gathering(address.split("/")[-2]), to_write=True):
        assert tus.send(address, 0, pdf).status_code == 423
        assert tus.end(address).status_code == 423
        assert tus.offset(address) == 0
    assert tus.send(address, 0, pdf).status_code == 204


def test_a_second_time_the_last_bytes_change_nothing(tus, person, case_file, pdf):
    address = tus.begun(case_file, len(pdf))
    tus.send(address, 0, pdf)
    assert tus.send(address, 0, pdf).status_code == 409
    answer = tus.send(address, len(pdf), b"")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(pdf)))
    assert case_file.volumes.count() == 1
    assert tus.offset(address) == len(pdf)


def test_more_than_was_announced_is_refused(tus, person, case_file, pdf):
    address = tus.begun(case_file, 100)
    tus.send(address, 0, pdf[:90])
    assert tus.send(address, 90, pdf[90:101]).status_code == 400
    assert bytes_here(address) == pdf[:90]


# --- cut, resumed -----------------------------------------------------------------------------


@pytest.mark.parametrize("error", [None, ConnectionResetError(), TimeoutError()])
def test_what_came_before_a_cut_is_kept(tus, person, case_file, pdf, error):
    address = tus.begun(case_file, len(pdf))
    nine_tenths = len(pdf) * 9 // 10
    cut(tus, address, 0, pdf[:nine_tenths], announced=len(pdf), error=error)
    assert tus.offset(address) == nine_tenths
    assert not Volume.objects.exists()

    cut(tus, address, nine_tenths, b"", announced=len(pdf) - nine_tenths, error=error)
    assert tus.offset(address) == nine_tenths

    assert tus.send(address, nine_tenths, pdf[nine_tenths:]).status_code == 204
    assert case_file.volumes.get().sha256 == hashlib.sha256(pdf).hexdigest()


def test_what_a_dead_process_wrote_is_written_again(tus, person, case_file, pdf):
    """It may have died, or the power failed, before all of it was on disk."""
    address = tus.begun(case_file, len(pdf))
    tus.send(address, 0, pdf[:50])
    with gathering(address.split("/")[-2]).open("ab") as file:
        file.write(b"half of what")
    assert tus.offset(address) == 50
    tus.send(address, 50, pdf[50:])
    assert case_file.volumes.get().sha256 == hashlib.sha256(pdf).hexdigest()


def test_a_long_request_is_accounted_for_as_it_comes(tus, person, case_file, monkeypatch):
    monkeypatch.setattr(arriving, "ACCOUNTED_EVERY", 1 << 18)
    content = b"%PDF-1.7 " + os.urandom((1 << 20) - 9)
    address = tus.begun(case_file, 2 << 20)
    environment = {"CONTENT_LENGTH": str(2 << 20)}
    error = MemoryError("the process dies")
    with pytest.raises(MemoryError):
        tus.send(address, 0, b"instead", **{"wsgi.input": Body(content, error)}, **environment)
    assert tus.offset(address) == 1 << 20


def test_resumed_with_the_bytes_of_another_file(tus, person, case_file, pdf, left):
    sha256 = hashlib.sha256(pdf).hexdigest()
    address = tus.begun(case_file, len(pdf), filename="tome.pdf", sha256=sha256)
    tus.send(address, 0, pdf[:-100])
    answer = tus.send(address, len(pdf) - 100, bytes(100))
    assert answer.status_code == 204
    told = tus.told(address)
    assert told["state"] == "refused"
    assert "not the file" in told["message"] or "n’est pas" in told["message"]
    assert not Volume.objects.exists()
    assert left()[0] == set()
    assert not any(path.is_file() for path in originals.path_of("00").parent.parent.rglob("*"))


def test_what_is_here_can_be_compared_with_a_file(tus, person, case_file):
    """A client can tell from it whether the file that is chosen again is the same one."""
    size = arriving.BLOCK + 1000
    content = b"%PDF-1.7 " + os.urandom(size - 9)
    address = tus.begun(case_file, size + 1)
    tus.send(address, 0, content)
    told = tus.told(address)
    assert (told["state"], told["offset"]) == ("arriving", size)
    assert told["blocks"] == [
        hashlib.sha256(content[: arriving.BLOCK]).hexdigest(),
        hashlib.sha256(content[arriving.BLOCK :]).hexdigest(),
    ]


# --- checksum ---------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_bytes_that_were_damaged_on_their_way_are_refused(tus, person, case_file, pdf, algorithm):
    address = tus.begun(case_file, len(pdf))
    assert tus.send(address, 0, pdf[:50], checksum=(algorithm, pdf[:50])).status_code == 204
    damaged = bytes(50)
    answer = tus.send(address, 50, damaged, checksum=(algorithm, pdf[50:100]))
    assert answer.status_code == 460
    assert tus.offset(address) == 50
    assert bytes_here(address) == pdf[:50]
    assert tus.send(address, 50, pdf[50:], checksum=(algorithm, pdf[50:])).status_code == 204
    assert case_file.volumes.count() == 1


def test_a_checksum_of_another_kind_is_refused(tus, person, case_file, pdf):
    address = tus.begun(case_file, len(pdf))
    headers = {"Upload-Checksum": "md5 AAAA"}
    assert tus.send(address, 0, pdf, headers=headers).status_code == 400
    assert tus.offset(address) == 0


# --- no room ----------------------------------------------------------------------------------


def test_a_full_disk_is_told_and_nothing_is_lost(tus, person, case_file, pdf, monkeypatch):
    address = tus.begun(case_file, len(pdf))
    tus.send(address, 0, pdf[:50])
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def no_room(file, piece):
        file.write(piece[:10])
        raise full

    monkeypatch.setattr(arriving, "_write", no_room)
    answer = tus.send(address, 50, pdf[50:])
    assert answer.status_code == 507
    assert answer.json()["message"]
    assert bytes_here(address) == pdf[:50]
    monkeypatch.undo()
    assert tus.offset(address) == 50
    assert tus.send(address, 50, pdf[50:]).status_code == 204
    assert case_file.volumes.get().sha256 == hashlib.sha256(pdf).hexdigest()


def test_a_disk_that_is_full_at_the_very_end_loses_nothing(
    tus, person, case_file, pdf, monkeypatch
):
    address = tus.begun(case_file, len(pdf))

    def no_room(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "link", no_room)
    assert tus.send(address, 0, pdf).status_code == 507
    assert bytes_here(address) == pdf
    assert not Volume.objects.exists()
    monkeypatch.undo()
    assert tus.told(address)["state"] == "received"
    assert case_file.volumes.count() == 1


# --- what becomes of it -----------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"Ceci est une note." * 100])
def test_a_file_that_is_none_is_refused_and_not_kept(tus, person, case_file, content, left):
    address = tus.begun(case_file, len(content), filename="note.xyz")
    if content:
        assert tus.send(address, 0, content).status_code == 204
    told = tus.told(address)
    assert told["state"] == "refused"
    assert told["message"]
    assert not Volume.objects.exists()
    assert left()[0] == set()
    assert tus.told(address) == told


def test_a_file_that_is_none_is_refused_by_its_beginning(tus, person, case_file, left):
    address = tus.begun(case_file, 1_000_000_000, filename="film.mov")
    answer = tus.send(address, 0, bytes(100_000))
    assert answer.status_code == 422
    assert answer.json()["message"] == tus.told(address)["message"]
    assert left()[0] == set()
    assert tus.send(address, 100_000, bytes(100_000)).status_code == 422


def test_a_file_that_is_already_here_is_not_added_again(tus, person, case_file, pdf, left):
    tus.send(tus.begun(case_file, len(pdf)), 0, pdf)
    address = tus.begun(case_file, len(pdf), filename="copie.pdf")
    tus.send(address, 0, pdf)
    told = tus.told(address)
    assert told["state"] == "refused"
    assert "volume 1" in told["message"] or "tome 1" in told["message"]
    assert case_file.volumes.count() == 1
    assert left()[0] == set()


def test_a_file_that_is_in_another_case_file_is_new_in_this_one(tus, person, case_file, pdf):
    other = UploadFactory().case_file
    grants.give(person, "reader", other.investigation)
    tus.send(tus.begun(other, len(pdf)), 0, pdf)
    address = tus.begun(case_file, len(pdf))
    tus.send(address, 0, pdf)
    assert tus.told(address)["state"] == "received"


# --- whose it is ------------------------------------------------------------------------------


def test_it_is_there_for_nobody_else(tus, client, person, case_file, pdf):
    address = tus.begun(case_file, len(pdf))
    colleague = PersonFactory()
    grants.give(colleague, "admin", case_file.investigation)
    client.force_login(colleague)
    nothing = reverse("casefiles:upload-bytes", args=[UploadFactory.build().pk])
    for ask in (
        lambda address: tus.send(address, 0, pdf),
        tus.end,
        client.get,
        client.head,
    ):
        answer, other = ask(address), ask(nothing)
        assert answer.status_code == other.status_code == 404
        assert answer.content == other.content
    assert Upload.objects.get().offset == 0


def test_not_after_the_access_has_ended(tus, person, case_file, pdf):
    address = tus.begun(case_file, len(pdf))
    tus.send(address, 0, pdf[:50])
    grants.end(Grant.objects.get(person=person))
    assert tus.send(address, 50, pdf[50:]).status_code == 404
    assert bytes_here(address) == pdf[:50]
    assert not Volume.objects.exists()


def test_not_into_what_has_been_sealed(tus, client, person, case_file, pdf):
    address = tus.begun(case_file, len(pdf))
    case_file.sealed = True
    case_file.save()
    assert tus.send(address, 0, pdf).status_code == 404
    assert client.head(address).status_code == 404


def test_access_that_ends_while_the_last_bytes_come_makes_no_volume(tus, person, case_file, pdf):
    address = tus.begun(case_file, len(pdf))

    class Ending(Body):
        def read(self, size):
            grants.end(Grant.objects.get(person=person))
            return super().read(size)

    environment = {"wsgi.input": Ending(pdf), "CONTENT_LENGTH": str(len(pdf))}
    assert tus.send(address, 0, b"instead", **environment).status_code == 404
    assert not Volume.objects.exists()


def test_not_without_the_token_of_the_forms(tus, person, case_file, pdf):
    address = tus.begun(case_file, len(pdf))
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    tus.client = strict
    assert tus.send(address, 0, pdf).status_code == 403
    assert tus.end(address).status_code == 403
    strict.get(case_file.get_absolute_url())
    token = {"X-CSRFToken": strict.cookies["csrftoken"].value}
    assert tus.send(address, 0, pdf, headers=token).status_code == 204


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Offset": "here"}, 400),
        ({"Upload-Offset": "-1"}, 400),
        ({"Content-Type": "text/plain"}, 415),
    ],
)
def test_what_the_protocol_does_not_know_is_refused(tus, person, case_file, pdf, headers, status):
    address = tus.begun(case_file, len(pdf))
    assert tus.send(address, 0, pdf, headers=headers).status_code == status
    assert tus.offset(address) == 0


def test_an_upload_whose_bytes_have_gone_is_gone(tus, person, case_file, pdf):
    address = tus.begun(case_file, len(pdf))
    shutil.rmtree(gathering("any").parent)
    assert tus.send(address, 0, pdf).status_code == 404
    assert tus.end(address).status_code == 204
