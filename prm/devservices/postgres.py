"""The embedded PostgreSQL: made once, started when it does not run, found again after a crash."""

import contextlib
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg2
from psycopg2.extensions import connection

from . import binaries, process
from .account import make_private_folder, popen_options, require_open, service_account
from .errors import DevServicesError
from .paths import DATABASE_NAME, DATABASE_USER, POSTGRES_PORT, log_dir, postgres_data, postgres_socket, run_dir

PATIENCE = 30
# A socket only, in a folder only its user can enter. synchronous_commit stays on: a kill must not lose a row.
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "dynamic_shared_memory_type": "mmap",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# As in docker-compose.yml, so that both order letters the same way.
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


def start() -> bool:
    """Makes the server ready. True when this call started it, False when it ran already. Call it under the lock."""
    if is_ready():
        _make_database()
        return False
    make_private_folder(run_dir())
    _check_data_folder()
    if not postgres_data().exists():
        _make_cluster()
    deadline = time.monotonic() + PATIENCE
    if _other_became_ready(deadline):
        _make_database()
        return False
    for lock_file in _lock_files():
        # Its server is gone, though its process id may be a zombie's or somebody else's. What a child of that server
        # still does with the data, PostgreSQL finds out by itself.
        lock_file.unlink(missing_ok=True)
    _launch(deadline)
    _make_database()
    return True


def stop() -> None:
    """Ends the server, whoever started it; sessions are cut off, data is written."""
    if pid := server_pid():
        process.end(pid, str(postgres_data()), signal.SIGINT, signal.SIGQUIT)


def server_pid() -> int | None:
    """The process that serves our data folder, also while it starts or stops."""
    for lock_file in _lock_files():
        pid = _read_pid(lock_file)
        if process.runs(pid, str(postgres_data())):
            return pid
    return None


def is_ready() -> bool:
    try:
        _connect().close()
    except psycopg2.OperationalError:
        return False
    return True


def _connect() -> connection:
    return psycopg2.connect(
        host=str(run_dir()), port=POSTGRES_PORT, user=DATABASE_USER, dbname="postgres", connect_timeout=3
    )


def _check_data_folder() -> None:
    """Refuses a folder that another account, another version or something else altogether made."""
    data = postgres_data()
    require_open(data.parent)
    if not data.exists():
        return
    advice = "move it away, or set PRM_STATE to another folder."
    owner, wanted = data.stat().st_uid, service_account().pw_uid
    if owner != wanted:
        raise DevServicesError(f"The data folder {data} belongs to user {owner}, not to user {wanted}: {advice}")
    if not (data / "PG_VERSION").exists():
        raise DevServicesError(f"{data} is not a data folder of PostgreSQL: {advice}")
    found = (data / "PG_VERSION").read_text().strip()
    if found != binaries.postgres_major():
        this = f"this is PostgreSQL {binaries.postgres_major()}"
        raise DevServicesError(f"The data folder {data} was made by PostgreSQL {found}, and {this}: {advice}")


def _make_cluster() -> None:
    """Under another name first, so that an interrupted attempt leaves no half-made data folder."""
    unfinished = postgres_data().with_name("postgres.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    make_private_folder(unfinished)
    options = ["--username", DATABASE_USER, "--auth=trust", "--no-sync", "--no-instructions"]
    made = subprocess.run(
        [binaries.postgres_program("initdb"), "--pgdata", unfinished, *options, *LOCALE],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=process.clean_environment(),
        cwd="/",
        **popen_options(),
    )
    if made.returncode:
        raise DevServicesError(f"PostgreSQL could not make its data folder {unfinished}: {_last_line(made.stderr)}")
    unfinished.rename(postgres_data())


def _lock_files() -> tuple[Path, Path]:
    """PostgreSQL writes its process id to both, and a kill -9 leaves both behind."""
    return postgres_data() / "postmaster.pid", run_dir() / f"{postgres_socket().name}.lock"


def _read_pid(lock_file: Path) -> int | None:
    try:
        return int(lock_file.read_text().split("\n")[0])
    except (OSError, ValueError):
        return None


def _other_became_ready(deadline: float) -> bool:
    """Waits for a server that is starting, recovering or stopping. False when none is left to wait for."""
    while (pid := server_pid()) is not None:
        if is_ready():
            return True
        if not postgres_socket().exists() and not _is_young(pid):
            stop()  # its socket was swept out of /tmp: nobody can reach it any more
        elif time.monotonic() > deadline:
            raise DevServicesError(f"PostgreSQL (process {pid}) runs but does not answer; see {_log()}.")
        time.sleep(0.05)
    return False


def _is_young(pid: int) -> bool:
    """Whether it may not have made its socket yet."""
    with contextlib.suppress(OSError):
        return time.time() - (postgres_data() / "postmaster.pid").stat().st_mtime < 5
    return True


def _launch(deadline: float) -> None:
    """Starts until it answers. A killed server's children may hold the data for a moment: then it tries again."""
    while said := _refusal(deadline):
        if "still in use" not in said or time.monotonic() > deadline:
            raise DevServicesError(f"PostgreSQL does not start: {_last_line(said)} ({_log()}).")
        time.sleep(0.2)


def _refusal(deadline: float) -> str:
    """Starts the server and waits for it: what it said when it ended instead, or nothing when it answers."""
    options = [word for name, value in OPTIONS.items() for word in ("-c", f"{name}={value}")]
    said_before = _log().stat().st_size if _log().exists() else 0
    server = process.spawn(
        [binaries.postgres_program("postgres"), "-D", postgres_data(), "-k", run_dir(), *options], "postgres"
    )
    while not is_ready():
        if server.poll() is not None:
            return _log().read_bytes()[said_before:].decode(errors="replace") or "it said nothing"
        if time.monotonic() > deadline:
            stop()
            raise DevServicesError(f"PostgreSQL did not answer within {PATIENCE} seconds; see {_log()}.")
        time.sleep(0.02)
    return ""


def _log() -> Path:
    return log_dir() / "postgres.log"


def _make_database() -> None:
    with contextlib.closing(_connect()) as session:
        session.autocommit = True
        with session.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME])
            if not cursor.fetchone():
                cursor.execute(f'CREATE DATABASE "{DATABASE_NAME}"')


def _last_line(text: str) -> str:
    return text.strip().split("\n")[-1].strip()
