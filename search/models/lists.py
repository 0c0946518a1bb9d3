"""Lists of names: what was asked for, and what was counted."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.models import CaseFile
from investigations.models import Guarded, Owned
from search.lists.lines import LONGEST_NAME

if TYPE_CHECKING:
    from investigations.models import Person


class ListState(models.TextChoices):
    """How far a list is."""

    COUNTING = "counting", _("being counted")
    DONE = "done", _("counted")
    STOPPED = "stopped", _("stopped")


class NameList(Owned):
    """Names that its owner looks for. Nobody else may know of it.

    `turn` counts who has had it: a worker that takes it up, or a person who asks for it again or
    stops it, adds one, and what is found under an earlier number is not kept. `touched_at` tells
    that somebody is at it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    # In all case files that the owner may open, chosen anew with each run.
    everywhere = models.BooleanField(default=True)
    ways = models.JSONField(default=dict)  # search.lists.variants.Ways, by name
    tolerant = models.BooleanField(default=True)  # also as a scanner may have misread them
    state = models.CharField(max_length=10, choices=ListState.choices, default=ListState.COUNTING)
    turn = models.PositiveIntegerField(default=0)
    touched_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-created_at"]
        verbose_name = _("list of names")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("search:list", args=[self.pk])


class NameEntry(models.Model):
    """A name of a list as it was typed; `remark`: why it is not looked for."""

    name_list = models.ForeignKey(NameList, on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()  # in the list, from 1
    name = models.CharField(max_length=LONGEST_NAME)
    remark = models.CharField(max_length=10, blank=True)  # search.lists.lines.Remark

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["name_list", "position"], name="name_position_once")
        ]

    def __str__(self) -> str:
        return self.name


class ListedCaseFile(Guarded):
    """A case file in which the names of a list are looked for, and how far that is.

    Names up to position `counted` have been looked for. `missed`: it could not be searched.
    Known to the owner of the list, as long as they may open the case file.
    """

    access_path = "case_file"

    name_list = models.ForeignKey(NameList, on_delete=models.CASCADE, related_name="listed")
    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="+")
    counted = models.PositiveIntegerField(default=0)
    missed = models.BooleanField(default=False)
    searchable = models.PositiveIntegerField(default=0)  # pages when it was begun with

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["name_list", "case_file"], name="listed_once")
        ]

    def __str__(self) -> str:
        return f"{self.name_list_id}: {self.case_file_id}"

    @classmethod
    def rows_open_to(cls, person: Person) -> Q:
        """Those of one's own lists."""
        return Q(name_list__owner=person)


class NameCount(Guarded):
    """On how many pages of a case file a name is; without a row, on none.

    `variants` has the pages of each way to write the name that is on any; a page may count for
    several of them, and counts once in `pages`. `by_initial` are those of the pages that only an
    initial led to, `resembling` those where nothing is spelled as it was asked for.
    """

    access_path = "case_file"

    entry = models.ForeignKey(NameEntry, on_delete=models.CASCADE, related_name="counts")
    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="+")
    pages = models.PositiveIntegerField()
    by_initial = models.PositiveIntegerField(default=0)
    resembling = models.PositiveIntegerField(default=0)
    variants = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["entry", "case_file"], name="name_counted_once")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.pages}"

    @classmethod
    def rows_open_to(cls, person: Person) -> Q:
        """Those of one's own lists."""
        return Q(entry__name_list__owner=person)
