from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from casefiles.models.volume import Volume
from investigations.models import Guarded


class Enclosure(Guarded):
    """A file that came inside another: in an archive, with a message, attached to a PDF.

    The same file enclosed in many messages is one volume with as many enclosures.
    """

    access_path = "holder"

    holder = models.ForeignKey(Volume, on_delete=models.PROTECT, related_name="enclosures")
    volume = models.ForeignKey(Volume, on_delete=models.PROTECT, related_name="enclosed_in")
    position = models.PositiveIntegerField()  # within the holder, from 1
    name = models.CharField(max_length=255)  # as the holder calls it, folders included

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        verbose_name = _("enclosure")
        constraints = [
            models.UniqueConstraint(fields=["holder", "position"], name="enclosure_position")
        ]

    def __str__(self) -> str:
        return self.name
