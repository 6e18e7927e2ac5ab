"""Did the database change? Counts every row written in the current transaction, rolled back or not."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# What a request may write about itself: its session, that it looked or fetched a file, and nothing about the business.
ABOUT_THE_REQUEST = (
    "core_look", "library_download", "django_session", "usersessions_usersession", "django_admin_log",
)  # fmt: skip


def writes() -> dict[str, int]:
    """Rows inserted, updated or deleted so far in this transaction, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables "
            "WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 AND NOT relname = ANY(%s)",
            [list(ABOUT_THE_REQUEST)],
        )
        return dict(cursor.fetchall())


@contextmanager
def unchanged(what: str) -> Iterator[None]:
    """Fails when anything inside wrote a row, even one that was taken back: refuse first, then write."""
    before = writes()
    yield
    after = writes()
    changed = {table: count - before.get(table, 0) for table, count in after.items() if count != before.get(table, 0)}
    assert changed == {}, f"{what} wrote {changed}"
