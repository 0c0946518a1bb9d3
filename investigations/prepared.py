"""A question that Django puts into SQL once, and that is asked with other values each time.

For questions that are asked so often that putting them together is most of what they cost. The
answer is never kept: each time the database is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, QuerySet


class Given(Expression):
    """Stands for a value that is given when the question is asked."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, Any]:
        """A parameter; `Prepared` puts the value in its place."""
        return "%s", [self]

    def written(self, value: Any) -> Any:
        """A value as this database has it in a column."""
        return self.output_field.get_db_prep_value(value, connection)


class Prepared:
    """`question` makes the rows that are asked for, as tuples, with `Given` for what is not known
    yet; it is called when the first answer is wanted."""

    def __init__(self, question: Callable[[], QuerySet[Any, Any]]) -> None:
        self._question = question

    @cached_property
    def _compiled(self) -> tuple[str, tuple[Any, ...]]:
        sql, parameters = self._question().query.get_compiler(connection=connection).as_sql()
        return sql, tuple(parameters)

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """The rows as the database has them, with a value for each `Given` by its name."""
        sql, parameters = self._compiled
        values = [
            one.written(given[one.name]) if isinstance(one, Given) else one for one in parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())
