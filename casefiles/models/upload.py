from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casefiles.models.casefile import CaseFile
from casefiles.models.volume import Volume
from investigations.models import Guarded, Person


class Upload(Guarded):
    """A file on its way in, of which some bytes may have arrived; it ends as a volume.

    Only who sends it may know of it.
    """

    access_path = "case_file"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="uploads")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads"
    )
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()  # bytes it will have
    offset = models.PositiveBigIntegerField(default=0)  # bytes that have arrived, and are on disk
    sha256 = models.CharField(max_length=64, blank=True)  # what the sender says it will be
    # What became of it: a volume, or a word for why not (casefiles.ingest.refusals).
    volume = models.ForeignKey(Volume, on_delete=models.CASCADE, null=True, related_name="+")
    refusal = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()
        ordering = ["created_at"]
        verbose_name = _("upload")
        constraints = [
            models.CheckConstraint(condition=Q(offset__lte=models.F("size")), name="upload_offset")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def settled(self) -> bool:
        """Whether it is known what became of it."""
        return self.volume_id is not None or self.refusal != ""

    @classmethod
    def rows_open_to(cls, person: Person) -> Q:
        """An upload is its sender's alone."""
        return Q(owner=person)
