"""PostgreSQL and Valkey out of pip wheels, for development, demo and tests.

Settings import ``prm.devservices.paths``, which only computes. Commands and tests start the servers:

    with devservices.running():
        ...

Any number of processes of one checkout share them; the last one to leave stops them (see ``locks``).
"""

import contextlib
from collections.abc import Iterator

from . import locks, postgres, valkey
from .errors import DevServicesError

__all__ = ["DevServicesError", "running", "start_postgres", "start_valkey", "stop"]


def start_postgres() -> bool:
    """Starts PostgreSQL unless it runs, and counts this process among its users. True when this call started it.

    Raises DevServicesError with a sentence for the person who asked.
    """
    with locks.exclusive():
        started = postgres.start()
        locks.take_lease()
    return started


def start_valkey() -> bool:
    """Starts Valkey unless it runs, and counts this process among its users. True when this call started it.

    Raises DevServicesError with a sentence for the person who asked.
    """
    with locks.exclusive():
        started = valkey.start()
        locks.take_lease()
    return started


def stop() -> bool:
    """This process needs the servers no more. The last user stops them: then True."""
    with locks.exclusive():
        last = locks.give_up_lease()
        if last:
            valkey.stop()
            postgres.stop()
    return last


@contextlib.contextmanager
def running() -> Iterator[None]:
    """Both servers run inside. A process that used them before goes on using them afterwards."""
    nested = locks.has_lease()
    try:
        start_postgres()
        start_valkey()
        yield
    finally:
        if not nested:
            stop()
