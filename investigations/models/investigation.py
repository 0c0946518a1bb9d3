import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from investigations.models.guarded import GUARDED_PERMISSIONS, Guarded


class Investigation(Guarded):
    """A piece of journalistic work: people with roles, and the case files they work from."""

    # Random: a running number would tell how many investigations there are.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        default_permissions = ()
        permissions = GUARDED_PERMISSIONS
        ordering = ["name"]
        verbose_name = _("investigation")

    def __str__(self) -> str:
        return self.name

    def access_url(self) -> str:
        """The page that says who may open it."""
        return reverse("investigations:access", args=[self.pk])
