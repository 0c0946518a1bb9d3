"""What a person keeps of their searches: those saved by name, those watched, those made before."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class SavedSearch(models.Model):
    """A search with a name: the owner's alone, or also of those who may open an investigation.

    `state` is the query string of the search page, as `search.saved.state` writes it. Who may
    open one is said by `search.saved.opening`, which asks the door.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(_("name"), max_length=120)
    state = models.TextField()
    shared_with = models.ForeignKey(
        "investigations.Investigation",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("shared with"),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["name", "created_at"]
        verbose_name = _("saved search")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("search:saved-run", args=[self.pk])


class Watch(models.Model):
    """Somebody wants to be told of new pages of a saved search. Each has a watch of their own."""

    saved = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="watches")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watches"
    )
    since = models.DateTimeField(auto_now_add=True)
    looked_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["saved", "person"], name="watch_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.saved_id}"


class Look(models.Model):
    """What a watch has found in one case file so far.

    `version` is that of the index when it was looked at. `known` are the numbers of all pages
    that matched then or before, packed by `search.saved.numbers`: none of them is told again.
    """

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="looks")
    case_file = models.ForeignKey("casefiles.CaseFile", on_delete=models.CASCADE, related_name="+")
    version = models.TextField()
    known = models.BinaryField(default=bytes)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["watch", "case_file"], name="look_once")]

    def __str__(self) -> str:
        return f"{self.watch_id}: {self.case_file_id}"


class NewPage(models.Model):
    """A page that a watch has found and the watcher has not yet said to have seen.

    `text_version` is that of the text that matched: once the page has another one nobody knows
    whether it still matches, and it is not told until it has been looked at again.
    """

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="new_pages")
    case_file = models.ForeignKey("casefiles.CaseFile", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()  # within the case file
    text_version = models.PositiveIntegerField()
    mailed = models.BooleanField(default=False)  # counted in a digest

    class Meta:
        default_permissions = ()
        ordering = ["case_file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["watch", "case_file", "number"], name="new_page_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_file_id}, p. {self.number}"


class SearchHabits(models.Model):
    """What a person has chosen about their searches; without a row all is as by default."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="search_habits",
    )
    keeps_history = models.BooleanField(default=True)
    wants_digest = models.BooleanField(default=False)
    digest_at = models.DateTimeField(null=True)  # when the last one was sent

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.person_id)


class PastSearch(models.Model):
    """A search that a person has made. Nobody else is ever shown it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="past_searches"
    )
    state = models.TextField()
    fingerprint = models.CharField(max_length=64)  # of the state, which is too long for an index
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "fingerprint"], name="past_search_once")
        ]
        indexes = [models.Index(fields=["person", "-at"])]

    def __str__(self) -> str:
        return self.state
