from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest


class BoundedFileUploadHandler(TemporaryFileUploadHandler):
    """Uploads go to a file on disk, which stops growing once it is too large to be taken.

    It is let grow one byte beyond the limit: by that `casefiles.ingest.receive` tells. Nothing
    is written for somebody who is not logged in: the token of a form is looked for before the
    person is, and that takes the whole request apart.
    """

    request: HttpRequest

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if not self.request.user.is_authenticated:
            raise StopUpload(connection_reset=True)
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = settings.MAX_UPLOAD_BYTES + 1 - start
        if room > 0:
            super().receive_data_chunk(raw_data[:room], start)
