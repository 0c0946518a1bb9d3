from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.models.casefile import CaseFile
from casefiles.models.page import Page
from casefiles.models.volume import Volume
from casefiles.states import ComparisonState, PageChange
from investigations.models import Guarded


class Comparison(Guarded):
    """An earlier and a later delivery of one dossier, held against each other page by page.

    Both are volumes of one case file, so that who may open the one may open the other.
    """

    access_path = "case_file"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="comparisons")
    earlier = models.ManyToManyField(Volume, related_name="+")
    later = models.ManyToManyField(Volume, related_name="+")
    state = models.CharField(
        max_length=10, choices=ComparisonState.choices, default=ComparisonState.WAITING
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)  # a worker is at it since then
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-created_at"]
        verbose_name = _("comparison of deliveries")

    def __str__(self) -> str:
        return f"{self.case_file}, {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("casefiles:comparison", args=[self.pk])


class ComparedPage(Guarded):
    """What became of one page from the earlier delivery to the later one."""

    access_path = "comparison"

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="pages")
    change = models.CharField(max_length=10, choices=PageChange.choices)
    earlier = models.ForeignKey(Page, on_delete=models.PROTECT, null=True, related_name="+")
    later = models.ForeignKey(Page, on_delete=models.PROTECT, null=True, related_name="+")
    likeness = models.FloatField(null=True)  # 0 to 1, of the two pages
    moved = models.BooleanField(default=False)  # the pages around it are others than before

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        verbose_name = _("compared page")
        constraints = [
            models.CheckConstraint(
                condition=Q(earlier__isnull=False) | Q(later__isnull=False),
                name="compared_page_is_somewhere",
            )
        ]
