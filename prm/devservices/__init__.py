"""PostgreSQL and Valkey out of pip wheels, for development, demo and tests.

Settings import ``prm.devservices.paths``, which only computes. Commands and tests start the servers:

    with devservices.running():
        ...

Any number of processes of one checkout share them; the last one to leave stops them (see ``locks``).
"""

import contextlib
import os
from collections.abc import Callable, Iterator

from . import locks, postgres, valkey
from .errors import DevServicesError
from .paths import run_dir

__all__ = [
    "DevServicesError",
    "revive",
    "running",
    "start_postgres",
    "start_valkey",
    "stop",
    "uses_postgres",
    "uses_valkey",
]


def start_postgres() -> bool:
    """Starts PostgreSQL unless it runs, and counts this process among its users. True when this call started it.

    Raises DevServicesError with a sentence for the person who asked.
    """
    with locks.exclusive():
        locks.take_lease()
        return postgres.start()


def start_valkey() -> bool:
    """Starts Valkey unless it runs, and counts this process among its users. True when this call started it.

    Raises DevServicesError with a sentence for the person who asked.
    """
    with locks.exclusive():
        locks.take_lease()
        return valkey.start()


def uses_postgres() -> bool:
    """Whether the environment leaves the database to the embedded PostgreSQL."""
    return not os.environ.get("DATABASE_URL")


def uses_valkey() -> bool:
    """Whether the environment leaves broker and cache to the embedded Valkey."""
    return not os.environ.get("REDIS_URL")


def revive(say: Callable[[str], None]) -> None:
    """Starts again what this process uses and somebody killed, and says so."""
    if uses_postgres() and postgres.server_pid() is None:
        say("PostgreSQL ended; it starts again.")
        start_postgres()
    if uses_valkey() and valkey.server_pid() is None:
        say("Valkey ended; it starts again.")
        start_valkey()


def stop() -> bool:
    """This process needs the servers no more. The last user stops them: then True."""
    with locks.exclusive():
        last = locks.give_up_lease()
        if last:
            valkey.stop()
            postgres.stop()
            with contextlib.suppress(OSError):  # not there, or not empty: then it is somebody's
                run_dir().rmdir()
    return last


@contextlib.contextmanager
def running() -> Iterator[None]:
    """Both servers run inside, or those that DATABASE_URL and REDIS_URL name in their place.

    A process that used the embedded ones before goes on using them afterwards.
    """
    nested = locks.has_lease()
    try:
        if uses_postgres():
            start_postgres()
        if uses_valkey():
            start_valkey()
        yield
    finally:
        if not nested and locks.has_lease():
            stop()
