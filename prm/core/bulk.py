"""Many rows at once: numbers reserved in one query, rows written by one COPY.

Triggers, constraints and the database's own defaults apply as to any other insert.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def reserve(model: type[models.Model], count: int) -> list[int]:
    """So many row numbers that nobody else will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [f'"{model._meta.db_table}"', model._meta.pk.column, count],
        )
        return [number for (number,) in cursor.fetchall()]


def copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Writes the rows; `columns` are names as on the instances (`lead_id`), other columns get the field's default.

    Values are plain: text, numbers, times, None; a JSON value as text. In a column that may be NULL an empty text is
    NULL. Raises what the database raises: IntegrityError for a broken constraint.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    rest = {name: _default(field) for name, field in fields.items() if name not in columns and _needs_default(field)}
    file = io.StringIO()
    writer = csv.writer(file)
    if rest:
        constants = tuple(rest.values())
        writer.writerows((*row, *constants) for row in rows)
    else:
        writer.writerows(rows)
    file.seek(0)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.copy_expert(_statement(model, [fields[name] for name in (*columns, *rest)]), file)


def _needs_default(field: models.Field) -> bool:
    """What the database fills itself, and what may stay NULL, is left to it."""
    if field.primary_key or field.generated or field.has_db_default():  # type: ignore[attr-defined]
        return False
    return field.has_default() or not field.null


def _default(field: models.Field) -> Any:
    value = field.get_default() if field.has_default() else ""
    return field.get_db_prep_save(value, connection) if value not in ([], {}) else _empty(field, value)


def _empty(field: models.Field, value: Any) -> str:
    return "{}" if value == {} or field.get_internal_type() == "ArrayField" else "[]"


def _statement(model: type[models.Model], fields: Sequence[models.Field]) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    filled = ", ".join(quote(str(field.column)) for field in fields if not field.null)
    return f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL ({filled}))"
