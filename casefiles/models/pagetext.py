from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casefiles.models.page import Page
from casefiles.states import TextSource
from investigations.access import visible
from investigations.models import Guarded, Person
from investigations.roles import Action


class PageText(Guarded):
    """A text of a page that is not the one in force: an earlier one, or another way to read it.

    The text in force is in the row of the page, where search and reader find it without a join.
    `version` is the text version that this one was in force as; none was never in force.
    """

    access_path = "page"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="texts")
    version = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=10, choices=TextSource.choices)
    text = models.TextField()
    boxes = models.BinaryField(default=bytes)  # as in Page
    confidence = models.FloatField(null=True)
    hardly_readable = models.BooleanField(default=False)
    with_hidden = models.BooleanField(default=False)  # as in Page
    width = models.FloatField()
    height = models.FloatField()
    rotation = models.PositiveSmallIntegerField(default=0)
    options = models.JSONField(default=dict)  # as in Page
    made_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(  # nobody: the reader
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        default_permissions = ()
        ordering = ["-version", "source"]
        verbose_name = _("text of a page")
        constraints = [
            models.UniqueConstraint(fields=["page", "version"], name="version_of_page"),
        ]

    def __str__(self) -> str:
        return f"{self.page}, {self.version or self.source}"

    @classmethod
    def rows_open_to(cls, person: Person) -> Q:
        """What lies under black boxes is for those who decide whether it may be searched."""
        editable = visible(person, Page, Action.ANNOTATE).values("pk")
        return Q(with_hidden=False) & ~Q(source=TextSource.HIDDEN) | Q(page__in=editable)
