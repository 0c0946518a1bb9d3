"""Many rows at once, without an object and a place in a statement for each value.

Of what facts took as pages were indexed, two fifths was Django making and taking apart a hundred
thousand small rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.sql import InsertQuery


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows, each with a value for each of these fields, which are all that the model has to
    be given. As `bulk_create`, without objects, keys and signals; values can be hashed. Raises
    IntegrityError."""
    connection = connections[DEFAULT_DB_ALIAS]  # itself: what stands for it is slow to ask
    by_name = {field.name: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    # Rows of one page follow each other: most values are those of the row before.
    written = [
        lru_cache(maxsize=1)(partial(field.get_db_prep_save, connection=connection))
        for field in fields
    ]
    prepared = [[write(value) for write, value in zip(written, row, strict=True)] for row in rows]
    if not prepared:
        return
    query = InsertQuery(model)
    query.insert_values(fields, [model()], raw=True)  # for the statement alone
    ((statement, _values),) = query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.executemany(statement, prepared)
