import base64
import hashlib

import pytest
from django.urls import reverse

from casefiles.models import Upload
from casefiles.originals import gathering
from casefiles.tus.protocol import MEDIA_TYPE, VERSION


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.ORIGINALS = tmp_path / "originals"
    settings.INCOMING = tmp_path / "incoming"
    settings.INCOMING.mkdir()


class Sender:
    """Speaks the protocol, as far as it is told to."""

    def __init__(self, client):
        self.client = client

    def begin(self, case_file, size, *, length=None, **metadata):
        metadata = metadata or {"filename": "tome.pdf"}
        headers = {
            "Tus-Resumable": VERSION,
            "Upload-Length": str(size) if length is None else length,
            "Upload-Metadata": ",".join(
                f"{key} {base64.b64encode(value.encode()).decode()}"
                for key, value in metadata.items()
            ),
        }
        address = reverse("casefiles:upload-create", args=[case_file.pk])
        return self.client.post(address, content_type="application/json", headers=headers)

    def begun(self, case_file, size, **metadata):
        """The address of an upload that has been begun."""
        answer = self.begin(case_file, size, **metadata)
        assert answer.status_code == 201, answer.content
        return answer.headers["Location"]

    def send(self, address, offset, content, *, checksum=None, headers=None, **environment):
        headers = {
            "Tus-Resumable": VERSION,
            "Upload-Offset": str(offset),
            "Content-Type": MEDIA_TYPE,
            **(headers or {}),
        }
        if checksum:
            algorithm, of = checksum
            digest = hashlib.new(algorithm, of).digest()
            headers["Upload-Checksum"] = f"{algorithm} {base64.b64encode(digest).decode()}"
        return self.client.patch(
            address, content, content_type=MEDIA_TYPE, headers=headers, **environment
        )

    def offset(self, address):
        answer = self.client.head(address, headers={"Tus-Resumable": VERSION})
        assert answer.status_code == 200
        return int(answer.headers["Upload-Offset"])

    def end(self, address):
        return self.client.delete(address, headers={"Tus-Resumable": VERSION})

    def told(self, address):
        return self.client.get(address).json()


@pytest.fixture
def tus(client):
    return Sender(client)


@pytest.fixture
def address_of():
    return lambda upload: reverse("casefiles:upload-bytes", args=[upload.pk])


@pytest.fixture
def left():
    """The files that lie in the folder of uploads, and the rows."""

    def left():
        files = {path.name for path in gathering("any").parent.glob("*")}
        return files, {str(pk) for pk in Upload.objects.values_list("pk", flat=True)}

    return left
