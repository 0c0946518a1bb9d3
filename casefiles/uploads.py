from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedFileUploadHandler(TemporaryFileUploadHandler):
    """Uploads go to a file on disk, which stops growing once it is too large to be taken.

    It is let grow one byte beyond the limit: by that `casefiles.ingest.receive` tells.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = settings.MAX_UPLOAD_BYTES + 1 - start
        if room > 0:
            super().receive_data_chunk(raw_data[:room], start)
