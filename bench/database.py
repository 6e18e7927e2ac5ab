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


def peak_megabytes() -> float:
    """The most memory this process has used so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
