"""The embedded Valkey: broker of Celery and cache of Django."""

import signal
import socket
from pathlib import Path

from . import binaries, process
from .account import make_private_folder, require_open
from .errors import DevServicesError
from .paths import log_dir, run_dir, valkey_data, valkey_socket

PATIENCE = 15


def start() -> bool:
    """Makes the server ready. True when this call started it, False when it ran already. Call it under the lock."""
    if is_ready():
        return False
    make_private_folder(run_dir())
    make_private_folder(valkey_data())
    require_open(valkey_data().parent)
    if (pid := server_pid()) is not None:
        if process.wait_until(lambda: is_ready() or server_pid() is None, PATIENCE) and is_ready():
            return False
        if server_pid() is not None and valkey_socket().exists():
            raise DevServicesError(f"Valkey (process {pid}) runs but does not answer; see {_log()}.")
        stop()  # its socket was swept out of /tmp: nobody can reach it any more
    _launch()
    return True


def stop() -> None:
    """Ends the server, whoever started it; what it holds is on disk."""
    if pid := server_pid():
        process.end(pid, str(valkey_socket()), signal.SIGTERM, signal.SIGKILL)


def server_pid() -> int | None:
    """The process that serves our socket, also while it loads its data."""
    try:
        pid = int(_pid_file().read_text())
    except (OSError, ValueError):
        return None
    return pid if process.runs(pid, str(valkey_socket())) else None


def is_ready() -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(valkey_socket()))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def _launch() -> None:
    listen: list[str | Path] = [
        "--port",
        "0",
        "--unixsocket",
        valkey_socket(),
        "--unixsocketperm",
        "700",
        "--pidfile",
        _pid_file(),
    ]
    keep: list[str | Path] = [
        "--dir",
        valkey_data(),
        "--appendonly",
        "yes",
        "--save",
        "",
        "--maxmemory-policy",
        "noeviction",
    ]
    server = process.spawn([binaries.valkey_program(), *listen, *keep], "valkey")
    process.wait_until(lambda: is_ready() or server.poll() is not None, PATIENCE)
    if server.poll() is not None:
        raise DevServicesError(f"Valkey does not start; see {_log()}.")
    if not is_ready():
        server.terminate()
        raise DevServicesError(f"Valkey did not answer within {PATIENCE} seconds; see {_log()}.")


def _pid_file() -> Path:
    return valkey_data() / "valkey.pid"


def _log() -> Path:
    return log_dir() / "valkey.log"
