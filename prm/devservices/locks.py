"""Which process starts the servers, and which one stops them.

Two files in the state folder are locked with flock, which the kernel lets go of when a process ends, however it ends:

* ``servers.lock`` is held by whoever starts or stops a server, so that of many processes exactly one does.
* ``servers.users`` is held, shared, by every process that uses the servers: its lease. Who gives up the last lease
  stops the servers, whoever started them. A process that crashed has no lease any more.
"""

import contextlib
import fcntl
import os
import pwd
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from .errors import DevServicesError
from .paths import state_dir

_lease: IO[str] | None = None


def _user_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return f"user {os.geteuid()}"


def _open(name: str) -> IO[str]:
    folder = state_dir()
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        return Path(folder, name).open("a")
    except OSError as error:
        reason = f"{_user_name()} cannot write to the state folder {folder} ({error.strerror})"
        raise DevServicesError(f"{reason}; set PRM_STATE to a folder that can be written.") from error


@contextlib.contextmanager
def exclusive() -> Iterator[None]:
    """Waits for its turn: inside, no other process starts or stops a server of this state folder."""
    with _open("servers.lock") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def has_lease() -> bool:
    return _lease is not None


def take_lease() -> None:
    """Call inside ``exclusive()``. Taking it twice is taking it once."""
    global _lease
    if _lease is None:
        _lease = _open("servers.users")
        fcntl.flock(_lease, fcntl.LOCK_SH)


def give_up_lease() -> bool:
    """Call inside ``exclusive()``. True when nobody uses the servers now."""
    global _lease
    if _lease is not None:
        # Closed, not unlocked: a forked child shares the lock, and must not take it from its parent.
        _lease.close()
        _lease = None
    with _open("servers.users") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
