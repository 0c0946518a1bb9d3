"""Adding volumes through the browser. No queue server runs here: uploads are taken all the same."""

import hashlib
import io

import pytest
from django.conf import settings
from django.core.files import uploadhandler
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.urls import reverse

from casefiles import originals
from casefiles.models import Volume
from casefiles.states import VolumeState
from investigations.models import AuditEvent
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


def upload(client, case_file, *files, json=True):
    return client.post(
        reverse("casefiles:upload", args=[case_file.pk]),
        {"files": [SimpleUploadedFile(name, content) for name, content in files]},
        headers={"Accept": "application/json"} if json else {"Accept": "text/html,*/*;q=0.8"},
    )


def kept():
    """Everything that lies in the folders of originals and of files on their way."""

    folders = (settings.ORIGINALS, settings.INCOMING)
    return {file for folder in folders for file in folder.rglob("*") if file.is_file()}


def test_it_works(client, person, case_file, pdf):
    answer = upload(client, case_file, ("tome 1.pdf", pdf))
    assert answer.status_code == 201
    [told] = answer.json()["volumes"]
    assert (told["name"], told["state"]) == ("tome 1.pdf", "received")
    assert told["message"]
    volume = case_file.volumes.get()
    assert (volume.position, volume.size, volume.uploaded_by) == (1, len(pdf), person)
    assert volume.sha256 == hashlib.sha256(pdf).hexdigest()
    assert originals.path_of(volume.sha256).read_bytes() == pdf
    event = AuditEvent.objects.last()
    assert (event.verb, event.actor, event.details["name"]) == ("upload", "alix", "tome 1.pdf")


def test_it_works_in_a_browser_without_script(client, person, case_file, pdf):
    answer = upload(client, case_file, ("tome.pdf", pdf), json=False)
    assert (answer.status_code, answer.url) == (302, case_file.get_absolute_url())
    shown = client.get(answer.url)
    assert [message.level_tag for message in shown.context["messages"]] == ["success"]
    assert b"tome.pdf" in shown.content


def test_it_works_while_the_queue_is_away(
    client, person, case_file, pdf, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    with django_capture_on_commit_callbacks(execute=True) as sent:
        answer = upload(client, case_file, ("tome.pdf", pdf))
    assert len(sent) == 1
    assert answer.status_code == 201
    shown = client.get(case_file.get_absolute_url())
    assert shown.context["progress"].queue_away


def test_several_are_numbered_in_the_order_given(client, person, case_file, pdf):
    names = ["b.pdf", "a.pdf", "c.pdf"]
    upload(client, case_file, *[(name, pdf) for name in names])
    assert list(case_file.volumes.values_list("name", "position")) == [
        ("b.pdf", 1),
        ("a.pdf", 2),
        ("c.pdf", 3),
    ]


def test_one_that_is_refused_does_not_keep_the_others_out(client, person, case_file, pdf):
    files = [("a.pdf", pdf), ("notes.txt", b"bonjour"), ("b.pdf", pdf)]
    answer = upload(client, case_file, *files)
    assert answer.status_code == 201
    told = [(v["name"], v["state"]) for v in answer.json()["volumes"]]
    assert told == [("a.pdf", "received"), ("notes.txt", "refused"), ("b.pdf", "received")]
    assert case_file.volumes.count() == 2
    answer = upload(client, case_file, *files, json=False)
    levels = [m.level_tag for m in client.get(answer.url).context["messages"]]
    assert levels == ["success", "error", "success"]


def test_the_same_file_twice_is_kept_once_and_listed_twice(client, person, case_file, pdf):
    before = kept()
    upload(client, case_file, ("a.pdf", pdf))
    upload(client, case_file, ("b.pdf", pdf))
    assert case_file.volumes.count() == 2
    assert len(kept() - before) <= 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"bonjour" * 1000,
        b"AT&TFORM\x00\x02W\x9cDJVM" + b"\x00" * 5000,
        b"<html>" + b" " * 1100 + b"%PDF-1.7</html>",
        b"%PD",
        b"Rar!\x1a\x07\x01\x00" + b"a" * 3000,
    ],
    ids=["empty", "one byte", "text", "djvu", "late header", "cut header", "rar"],
)
def test_what_is_no_pdf_is_refused_and_nothing_is_kept(client, person, case_file, content):
    before = kept()
    answer = upload(client, case_file, ("tome.pdf", content))
    assert answer.status_code == 400
    [told] = answer.json()["volumes"]
    assert told["state"] == VolumeState.REFUSED
    assert told["message"]
    assert not Volume.objects.exists()
    assert kept() == before


def test_a_file_over_the_limit_is_refused_and_nothing_is_kept(
    client, person, case_file, pdf, settings
):
    settings.MAX_UPLOAD_BYTES = len(pdf) - 1
    before = kept()
    answer = upload(client, case_file, ("tome.pdf", pdf))
    assert answer.status_code in (400, 413)
    assert not Volume.objects.exists()
    assert kept() == before


def test_a_file_at_the_limit_is_taken(client, person, case_file, pdf, settings):
    settings.MAX_UPLOAD_BYTES = len(pdf)
    assert upload(client, case_file, ("tome.pdf", pdf)).status_code == 201


def test_no_file_is_refused(client, person, case_file):
    answer = upload(client, case_file)
    assert answer.status_code == 400
    assert answer.json()["error"]
    answer = upload(client, case_file, json=False)
    levels = [m.level_tag for m in client.get(answer.url).context["messages"]]
    assert levels == ["error"]


def test_a_full_disk_is_told_and_nothing_is_half_there(client, person, case_file, pdf, monkeypatch):
    def full(chunks, **_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(originals, "store", full)
    answer = upload(client, case_file, ("tome.pdf", pdf))
    assert answer.status_code == 400
    assert answer.json()["volumes"][0]["message"]
    assert not Volume.objects.exists()


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\alix\\tome.pdf", "tome.pdf"),
        ("CON.pdf", "CON.pdf"),
        ("été n° 3 🗂.pdf", "été n° 3 🗂.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("a\u200f\u200eb.pdf", "ab.pdf"),
        ("a\x07b\x1b[31m.pdf", "ab[31m.pdf"),
    ],
)
def test_a_name_holds_no_path_and_no_invisible_marks(client, person, case_file, pdf, given, stored):
    file = SimpleUploadedFile("x.pdf", pdf)
    file._name = given  # as a hostile browser sends it
    address = reverse("casefiles:upload", args=[case_file.pk])
    answer = client.post(address, {"files": file}, headers={"Accept": "application/json"})
    assert answer.status_code == 201
    assert case_file.volumes.get().name == stored


def test_a_name_of_300_characters_keeps_its_end(client, person, case_file, pdf):
    assert upload(client, case_file, ("n" * 296 + ".pdf", pdf)).status_code == 201
    name = case_file.volumes.get().name
    assert len(name) <= 255
    assert name.endswith(".pdf")


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>.pdf", "a\"'&b.pdf"])
def test_markup_in_a_name_is_shown_and_not_run(client, person, case_file, pdf, name):
    answer = upload(client, case_file, (name, pdf), json=False)
    shown = client.get(answer.url).content.decode()
    assert "<img src=x" not in shown
    assert "a\"'&b" not in shown
    assert case_file.volumes.get().name == name


def test_markup_in_a_refused_name_is_not_run_either(client, person, case_file):
    answer = upload(client, case_file, ("<img src=x>.pdf", b"x"), json=False)
    assert b"<img src=x" not in client.get(answer.url).content


def test_who_may_not_even_open_it_is_told_there_is_nothing(client, case_file, pdf):
    client.force_login(PersonFactory())
    before = kept()
    assert upload(client, case_file, ("tome.pdf", pdf)).status_code == 404
    assert not Volume.objects.exists()
    assert kept() == before


def test_not_without_logging_in(client, case_file, pdf):
    before = kept()
    answer = upload(client, case_file, ("tome.pdf", pdf))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("login"))
    assert kept() == before


def test_not_without_the_token_of_the_form(client, person, case_file, pdf):
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(person)
    assert upload(strict, case_file, ("tome.pdf", pdf)).status_code == 403
    assert not Volume.objects.exists()


def test_half_a_request_leaves_nothing(client, person, case_file, pdf):
    body = (
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n"
    ) + pdf[: len(pdf) // 2]
    before = kept()
    address = reverse("casefiles:upload", args=[case_file.pk])
    client.raise_request_exception = False
    answer = client.generic("POST", address, body, "multipart/form-data; boundary=b")
    assert answer.status_code < 500
    assert kept() - before <= {originals.path_of(v.sha256) for v in Volume.objects.all()}


def test_a_form_of_another_kind_is_refused(client, person, case_file):
    address = reverse("casefiles:upload", args=[case_file.pk])
    answer = client.generic(
        "POST",
        address,
        io.BytesIO(b'{"files": 1}').getvalue(),
        "application/json",
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 400


# --- before anybody has been asked ------------------------------------------------------------


@pytest.fixture
def spooled(monkeypatch):
    """How many bytes of each file are put on disk while a request is still being taken apart."""
    sizes = []

    class Counting(TemporaryUploadedFile):
        def __init__(self, *args):
            super().__init__(*args)
            sizes.append(0)

        def write(self, data):
            sizes[-1] += len(data)
            return self.file.write(data)

    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", Counting)
    return sizes


def test_a_file_on_its_way_is_on_disk(client, person, case_file, pdf, spooled):
    """Else the two tests below would count nothing for another reason."""
    upload(client, case_file, ("tome.pdf", pdf))
    assert spooled == [len(pdf)]


def test_a_stranger_cannot_fill_the_disk(client, case_file, pdf, spooled):
    """The token of the form is looked for before the person is, and that reads the request."""
    strict = type(client)(enforce_csrf_checks=True)
    strict.get(reverse("login"))  # for the cookie
    assert upload(strict, case_file, ("tome.pdf", pdf)).status_code in (302, 403)
    assert sum(spooled) == 0


def test_no_more_of_a_file_is_put_on_disk_than_tells_that_it_is_too_large(
    client, person, case_file, settings, spooled
):
    settings.MAX_UPLOAD_BYTES = 100_000
    answer = upload(client, case_file, ("tome.pdf", b"%PDF-1.7 " + b"x" * 1_000_000))
    assert answer.status_code in (400, 413)
    assert sum(spooled) <= settings.MAX_UPLOAD_BYTES + uploadhandler.FileUploadHandler.chunk_size
