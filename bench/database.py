"""An empty, migrated database of its own for a measurement, on the servers that development uses."""

import contextlib
import os
import resource
import sys
from collections.abc import Iterator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prm.settings.development")


def set_up() -> None:
    import django
    from django.conf import settings

    django.setup()
    settings.DEBUG = False  # or every query is remembered


@contextlib.contextmanager
def fresh_database(name: str) -> Iterator[None]:
    """`name` is dropped first, if an earlier run left it, and at the end."""
    from django.db import connection

    from prm import devservices

    with devservices.running():
        connection.settings_dict["TEST"]["NAME"] = name
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db("postgres", verbosity=0)


def execute(sql: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(sql)


def highest(table: str) -> int:
    return _number(f"SELECT coalesce(max(id), 0) FROM {table}")


def count(table: str) -> int:
    return _number(f"SELECT count(*) FROM {table}")


def columns(table: str) -> str:
    """What can be written of a table, separated by commas: all columns but those the database makes of others."""
    sql = (
        "SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns "
    )
    return _value(f"{sql} WHERE table_name = '{table}' AND is_generated = 'NEVER'")


def _number(sql: str) -> int:
    return int(_value(sql))


def _value(sql: str) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def peak_megabytes() -> float:
    """The most memory this process has used so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
