import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from investigations.models import Sealable
from investigations.models.guarded import GUARDED_PERMISSIONS


class CaseFile(Sealable):
    """One dossier as obtained: volumes, and their pages numbered from 1 through all of them.

    Names need not be unique: refusing a name would tell that a sealed case file bears it.
    """

    class Languages(models.TextChoices):
        """What OCR expects on the pages; the values are tesseract's."""

        FRENCH = "fra", _("French")
        ENGLISH = "eng", _("English")
        BOTH = "fra+eng", _("French and English (slower)")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    languages = models.CharField(
        _("language of the pages"),
        max_length=20,
        choices=Languages.choices,
        default=Languages.FRENCH,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        default_permissions = ()
        permissions = GUARDED_PERMISSIONS
        ordering = ["name"]
        verbose_name = _("case file")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("casefiles:detail", args=[self.pk])

    def access_url(self) -> str:
        """The page that says who may open it."""
        return reverse("casefiles:access", args=[self.pk])
