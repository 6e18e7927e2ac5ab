"""Starting, recognising, awaiting and ending one server process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from .account import popen_options
from .errors import DevServicesError
from .paths import log_dir

LOG_LIMIT = 5_000_000

_children: list[subprocess.Popen] = []


def clean_environment() -> dict[str, str]:
    """Ours without what would change how PostgreSQL sorts, speaks or connects."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def spawn(command: Sequence[str | Path], log: str) -> subprocess.Popen:
    """Starts a server as the service account, in a session of its own so that Ctrl-C does not reach it."""
    with open_log(log) as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=clean_environment(),
            cwd="/",
            start_new_session=True,
            preexec_fn=_hear_signals,
            **popen_options(),
        )
    _children.append(process)
    return process


def _hear_signals() -> None:
    """A server inherits what its starter blocks, and Valkey would never hear that it is to end."""
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def open_log(name: str) -> IO[bytes]:
    """The log of one program, for appending; a long one is put aside first."""
    path = log_dir() / f"{name}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".old.log"))
    return path.open("ab")


def runs(pid: int | None, marker: str) -> bool:
    """Whether ``pid`` is alive and has ``marker`` in its command line. A zombie is not alive."""
    for child in _children:
        child.poll()  # a dead child stays a zombie until somebody asks
    return pid is not None and pid > 0 and marker in _command_line(pid)


def _command_line(pid: int) -> str:
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    answer = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
    return answer.stdout


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def end(pid: int, marker: str, polite: signal.Signals, firm: signal.Signals, patience: float = 15) -> None:
    """Ends a server; the firm signal follows when the polite one was not enough. Raises when neither was."""
    for number in (polite, firm):
        if not runs(pid, marker):
            return
        os.kill(pid, number)
        if wait_until(lambda: not runs(pid, marker), patience):
            return
    raise DevServicesError(f"The server with process id {pid} does not end ({marker}).")
