"""The table of fields: by what names a person asks for them, and what they take.

A field is here only where something answers it (`search.fields.evaluate`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final

from search.analysis import fold
from search.fields import reading
from search.query.errors import Problem, QueryError
from search.query.tree import Where


@dataclass(frozen=True)
class Field:
    """A field: `names` are French and English, the first of them is `Where.field`; `examples` are
    whole terms of a query. `read` raises ValueError for a value that it cannot take."""

    names: tuple[str, ...]
    examples: tuple[str, ...]
    read: Callable[[str], Hashable]

    @property
    def name(self) -> str:
        return self.names[0]


SOURCES: Final = {
    "layer": "layer", "couche": "layer", "file": "layer", "fichier": "layer",
    "ocr": "ocr", "scan": "ocr", "image": "ocr",
    "blank": "blank", "vierge": "blank", "blanche": "blank",
    "edited": "edited", "corrected": "edited", "corrige": "edited", "corrigee": "edited",
}  # fmt: skip
HELD: Final = {"note": "note", "notes": "note", "annotation": "note"}

FIELDS: Final[tuple[Field, ...]] = (
    Field(("page",), ("page:12", "page:12..40"), reading.pages),
    Field(("volume", "tome", "vol"), ("volume:2", 'tome:"annexes"'), reading.volume),
    Field(("cote",), ("cote:D12", "cote:D12/2", "cote:D12*", "cote:D100..D200"), reading.cote),
    Field(
        ("phone", "tel", "telephone"), ("phone:0639980000", 'tel:"06 39 98 00 00"'), reading.phone
    ),
    Field(
        ("date",), ("date:2024", "date:2024-03", "date:2024-03-14", "date:2024-03..2024-05"),
        reading.days,
    ),
    Field(("note", "notes"), ("note:alibi", 'note:"à vérifier"'), reading.some_text),
    Field(("author", "auteur", "autrice"), ("author:dominique",), reading.some_text),
    Field(("has", "avec"), ("has:note", "avec:note"), reading.one_of(HELD)),
    Field(("source",), ("source:ocr", "source:couche"), reading.one_of(SOURCES)),
    Field(
        ("confidence", "confiance"), ("confidence:<0.7", "confiance:0,5..0,7"), reading.share
    ),
)  # fmt: skip
BY_NAME: Final = {name: field for field in FIELDS for name in field.names}


def field_named(name: str) -> Field | None:
    """The field of a name, in whatever case and with or without accents."""
    return BY_NAME.get(fold(name))


def read(name: str, value: str) -> Where | None:
    """What `name:value` asks for; None where no field has that name.

    Raises QueryError for a value that the field cannot take.
    """
    field = field_named(name)
    if field is None:
        return None
    try:
        return Where(field.name, field.read(value))
    except ValueError as error:
        raise QueryError(Problem.BAD_VALUE, 0, f"{name}:{value}") from error
