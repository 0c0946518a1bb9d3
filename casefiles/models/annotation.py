from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casefiles.models.page import Page
from investigations.models import Guarded, Person

BODY_CHARACTERS = 20_000


class Annotation(Guarded):
    """A note anchored to a region or to words of a page.

    The region is in fractions of the upright page. `first_word` and `last_word`, where set,
    are places in the page's words (from 0) in the text of `text_version`.
    """

    access_path = "page"

    class Visibility(models.TextChoices):
        PRIVATE = "private", _("only for me")
        SHARED = "shared", _("for all who may open the case file")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="annotations")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="annotations"
    )
    body = models.TextField(_("note"), max_length=BODY_CHARACTERS)
    visibility = models.CharField(
        _("who sees it"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.SHARED,
    )
    left = models.FloatField()
    top = models.FloatField()
    width = models.FloatField()
    height = models.FloatField()
    first_word = models.PositiveIntegerField(null=True)
    last_word = models.PositiveIntegerField(null=True)
    text_version = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    # The note on the same page of an earlier delivery that this one was made from.
    carried_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="carried_to"
    )
    version = models.PositiveIntegerField(default=1)  # of the body; tells concurrent edits apart

    class Meta:
        default_permissions = ()
        ordering = ["page__number", "top", "left"]
        verbose_name = _("note")
        constraints = [
            models.CheckConstraint(
                condition=Q(left__gte=0, top__gte=0, width__gt=0, height__gt=0)
                & Q(width__lte=1 - F("left"), height__lte=1 - F("top")),
                name="annotation_inside_the_page",
                violation_error_message=_(
                    "The region is not on the page. Draw the rectangle again."
                ),
            ),
            models.CheckConstraint(
                condition=Q(first_word__isnull=True, last_word__isnull=True)
                | Q(first_word__lte=F("last_word"), text_version__isnull=False),
                name="annotation_words",
            ),
        ]

    def __str__(self) -> str:
        return self.body[:80]

    @classmethod
    def rows_open_to(cls, person: Person) -> Q:
        """A private note is its author's alone."""
        return Q(visibility=cls.Visibility.SHARED) | Q(author=person)
