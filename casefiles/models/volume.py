import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from casefiles.models.casefile import CaseFile
from casefiles.states import Format, VolumeState
from investigations.models import Guarded


class Volume(Guarded):
    """One uploaded file, kept bit for bit as it came, under its SHA-256."""

    access_path = "case_file"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="volumes")
    position = models.PositiveIntegerField()  # from 1, in the order in which they were given
    name = models.CharField(max_length=255)
    format = models.CharField(max_length=10, choices=Format.choices, default=Format.PDF)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()  # bytes
    state = models.CharField(
        max_length=10, choices=VolumeState.choices, default=VolumeState.RECEIVED
    )
    reason = models.CharField(max_length=30, blank=True)  # casefiles.reading.reasons.Reason
    # Its pages are those of a PDF made from the original: casefiles.renditions.
    has_rendition = models.BooleanField(default=False)
    # What was in it and could not be taken: [{"name": ..., "reason": ...}].
    left_out = models.JSONField(default=list)
    page_count = models.PositiveIntegerField(null=True)
    first_page = models.PositiveIntegerField(null=True)  # number within the case file
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        verbose_name = _("volume")
        constraints = [
            models.UniqueConstraint(fields=["case_file", "position"], name="volume_position")
        ]

    def __str__(self) -> str:
        return self.name
