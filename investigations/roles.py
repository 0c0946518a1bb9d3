"""The one table of roles and of what each may do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    """What a person may do with an investigation or a case file, and with all that is in it.

    The values are the codenames of the object permissions that django-guardian keeps.
    """

    VIEW = "view", _("open and search")
    ADD_VOLUMES = "add_volumes", _("add case files and volumes")
    ANNOTATE = "annotate", _("write notes")
    MANAGE_ACCESS = "manage_access", _("decide who may open it")


class Role(models.TextChoices):
    """What a grant gives."""

    READER = "reader", _("reader")
    EDITOR = "editor", _("editor")
    ADMIN = "admin", _("admin")


ACTIONS_OF: dict[str, frozenset[str]] = {
    Role.READER: frozenset({Action.VIEW, Action.ADD_VOLUMES}),
    Role.EDITOR: frozenset({Action.VIEW, Action.ADD_VOLUMES, Action.ANNOTATE}),
    Role.ADMIN: frozenset(Action),
}
