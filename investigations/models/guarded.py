from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from investigations.roles import Action

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from investigations.models.person import Person

# Every model that grants can name has these object permissions, one for each action.
GUARDED_PERMISSIONS: list[tuple[str, str | _StrPromise]] = [
    (action.value, str(action.name)) for action in Action
]


class Guarded(models.Model):
    """A model whose rows the door (`investigations.access`) opens or keeps shut.

    `access_path` is the field path to the row whose access decides, "" where grants name the
    row itself.
    """

    access_path: ClassVar[str] = ""

    class Meta:
        abstract = True

    @classmethod
    def rows_open_to(cls, person: Person) -> models.Q:
        """A further condition on single rows; the path has been answered for already."""
        return models.Q()

    def access_url(self) -> str:
        """The page that says who may open it; for models that grants can name."""
        raise TypeError(f"grants do not name a {type(self).__name__}")


class Sealable(Guarded):
    """A part of an investigation that can be sealed: then only grants on itself open it."""

    investigation = models.ForeignKey(
        "investigations.Investigation",
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        verbose_name=_("investigation"),
    )
    sealed = models.BooleanField(_("sealed"), default=False)

    class Meta:
        abstract = True


class Owned(Guarded):
    """What belongs to one person, and does not exist for anybody else, whatever their role.

    What it tells of case files is behind the door of these case files.
    """

    owner = models.ForeignKey(
        "investigations.Person", on_delete=models.CASCADE, related_name="%(class)ss"
    )

    class Meta:
        abstract = True

    @classmethod
    def rows_open_to(cls, person: Person) -> models.Q:
        """The owner's own."""
        return models.Q(owner=person)
