from __future__ import annotations

import hashlib
import json
from typing import Any, Never

from django.db import models
from django.utils.translation import gettext_lazy as _

FIRST = "0" * 64  # what the first event of the chain carries as the hash before it


class AppendOnly(Exception):
    """An event of the audit trail was to be changed or deleted."""


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    def update(self, **kwargs: Any) -> Never:
        raise AppendOnly

    def delete(self) -> Never:
        raise AppendOnly


class AuditEvent(models.Model):
    """Who did what to which object, when and from where; chained by hashes.

    People and objects are written as text, not as foreign keys: an event must stay what it
    was when they are renamed or gone.
    """

    class Verb(models.TextChoices):
        GRANT = "grant", _("gave access")
        END_GRANT = "end-grant", _("ended access")
        EXTEND_GRANT = "extend-grant", _("changed the end of access")
        GRANT_EXPIRED = "grant-expired", _("access expired")
        JOIN_TEAM = "join-team", _("joined a team")
        LEAVE_TEAM = "leave-team", _("left a team")
        SEAL = "seal", _("sealed")
        UNSEAL = "unseal", _("unsealed")
        CREATE = "create", _("created")
        UPLOAD = "upload", _("added a volume")
        RETRY = "retry", _("asked to read again")
        EDIT_TEXT = "edit-text", _("corrected a text")
        CHOOSE_TEXT = "choose-text", _("chose another text of a page")
        COMPARE = "compare", _("compared two deliveries")
        CARRY_NOTES = "carry-notes", _("carried notes over to a later delivery")
        VIEW_PAGE = "view-page", _("opened a page")
        VIEW_ORIGINAL = "view-original", _("downloaded an original")
        SEARCH = "search", _("searched")
        EXPORT = "export", _("exported")
        DELETE = "delete", _("deleted")
        SHARE_SEARCH = "share-search", _("shared a saved search")
        UNSHARE_SEARCH = "unshare-search", _("ended the sharing of a search")
        WRITE_NOTE = "write-note", _("wrote a note")
        EDIT_NOTE = "edit-note", _("changed a note")
        DELETE_NOTE = "delete-note", _("deleted a note")

    at = models.DateTimeField()
    actor = models.CharField(max_length=150, blank=True, db_index=True)
    verb = models.CharField(max_length=20, choices=Verb.choices)
    target = models.CharField(max_length=100, blank=True, db_index=True)  # app.model:id
    ip = models.GenericIPAddressField(null=True)
    details = models.JSONField(default=dict)
    # Unique, so that the chain cannot fork when two events are appended at the same moment.
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64)

    objects = AuditQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor} {self.verb} {self.target}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise AppendOnly

    def computed_hash(self) -> str:
        """SHA-256 over the event as written and the hash of the one before it."""
        written = [
            self.previous_hash,
            self.at.isoformat(),
            self.actor,
            self.verb,
            self.target,
            self.ip,
            self.details,
        ]
        told = json.dumps(written, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(told.encode()).hexdigest()
