"""A whole portal of its own, as processes: PostgreSQL, Valkey, web, workers, beat. Anything of it can be killed."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

BASE = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition: Callable[[], Any], seconds: float, what: str) -> Any:
    """The first true answer of `condition`; fails after `seconds` with `what` never happened."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"Not within {seconds:g} s: {what}")


def _is_dead(pid: int) -> bool:
    """Gone, or a zombie that nobody has buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX"
    except FileNotFoundError:
        return True


class Portal:
    """Starts and stops real processes in a state folder of their own under /tmp, apart from any other portal."""

    def __init__(self, like: "Portal | None" = None, **environment: str) -> None:
        """`like` names a stopped portal whose data this one starts from."""
        self.folder = Path(tempfile.mkdtemp(prefix="prm-portal-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.processes: dict[str, subprocess.Popen] = {}
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        self.environment = {
            **kept,
            "DJANGO_SETTINGS_MODULE": "prm.settings.development",
            "PRM_STATE": str(self.folder / "state"),
            "SECRET_KEY": like.environment["SECRET_KEY"] if like else secrets.token_urlsafe(50),
            "SITE_URL": self.url,
            "PYTHONUNBUFFERED": "1",
            **environment,
        }
        self.migrated = like is not None
        if like:
            subprocess.run(["cp", "-a", str(like.folder / "state"), str(self.folder / "state")], check=True)

    # -- life
    def start(self, *, demo: bool = False, worker: bool = True, beat: bool = True) -> "Portal":
        self.start_servers()
        if not self.migrated:
            self.restore()
        if demo:
            self.manage("load_demo")
        if beat:
            self.start_beat()
        if worker:
            self.spawn_worker()
        self.start_web()
        if worker:
            self.wait_for_worker()
        return self

    def restore(self) -> None:
        """Fill the database with what the migrations make, which takes seconds in place of a minute."""
        from tests import database

        program = database.postgres_program("psql")
        quietly = ["--no-psqlrc", "--quiet", "--output", "/dev/null", "--single-transaction"]
        quietly += ["--set", "ON_ERROR_STOP=1"]
        where = ["--host", self.socket_folder(), "--port", "5432", "--username", "prm", "--file", str(database.dump())]
        subprocess.run([str(program), *quietly, *where, "prm"], check=True, timeout=600)
        self.migrated = True

    def stop(self) -> None:
        """What is thrown away needs no goodbye; only the servers end themselves, who have children of their own."""
        for name in [name for name in self.processes if name != "servers"]:
            self.kill(name)
        for name in list(self.processes):
            self.end(name)
        shutil.rmtree(self.folder, ignore_errors=True)

    def spawn(self, name: str, *command: str) -> subprocess.Popen:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=BASE,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes[name] = process
        return process

    def end(self, name: str) -> None:
        """Ask nicely, then not."""
        process = self.processes.pop(name)
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def kill(self, name: str) -> None:
        """kill -9 of the process and all its children, as the kernel's memory killer or a power cut would."""
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def log(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    # -- the parts
    def start_servers(self) -> None:
        self.spawn("servers", "-m", "prm.devservices")
        wait_for(lambda: "listen in" in self.log("servers"), 60, "the embedded servers start " + self.log("servers"))

    def restart_servers(self) -> None:
        """Start again what of PostgreSQL and Valkey was killed; the rest goes on."""
        code = "from prm import devservices as d; d.start_postgres(); d.start_valkey()"
        subprocess.run([sys.executable, "-c", code], cwd=BASE, env=self.environment, check=True, timeout=60)

    def start_web(self, workers: int = 2) -> None:
        options = ["--bind", f"127.0.0.1:{self.port}", "--workers", str(workers), "--threads", "4", "--timeout", "60"]
        self.spawn("web", "-m", "gunicorn", "prm.wsgi:application", "--no-control-socket", *options)
        wait_for(lambda: self.status("/healthz") == 200, 60, "the web process answers " + self.log("web")[-2000:])

    def start_worker(self, name: str = "worker", *options: str) -> None:
        self.spawn_worker(name, *options)
        self.wait_for_worker(name)

    def spawn_worker(self, name: str = "worker", *options: str) -> None:
        queues = ["--queues", "interactive,bulk", "--concurrency", "2", "--hostname", f"{name}@%h", *options]
        self.spawn(name, "-m", "celery", "--app", "prm", "worker", "--loglevel", "INFO", *queues)

    def wait_for_worker(self, name: str = "worker") -> None:
        wait_for(lambda: "ready." in self.log(name), 60, "the worker is ready " + self.log(name)[-2000:])

    def start_beat(self, name: str = "beat") -> None:
        self.spawn(name, "-m", "celery", "--app", "prm", "beat", "--loglevel", "INFO", "--pidfile=")

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    # -- the pids of what can be killed
    def children(self, name: str) -> list[int]:
        """The direct children of one of our processes: a worker's pool, the web server's workers."""
        path = Path(f"/proc/{self.processes[name].pid}/task/{self.processes[name].pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def postgres_pid(self) -> int:
        return int((self.folder / "state/postgres/postmaster.pid").read_text().split("\n")[0])

    def valkey_pid(self) -> int:
        return int((self.folder / "state/valkey/valkey.pid").read_text())

    def kill_postgres(self) -> None:
        """kill -9 of the server, and certainty that it is dead before anybody starts another."""
        pid = self.postgres_pid()
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: _is_dead(pid), 20, "PostgreSQL is dead")

    # -- looking from outside
    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def people(self) -> list[dict[str, str]]:
        """The demo people with their passwords, as the demo programme wrote them down."""
        return json.loads((self.folder / "state/demo-people.json").read_text())

    @contextlib.contextmanager
    def query(self) -> Iterator[Any]:
        """A cursor of its own on this portal's database, each statement committed at once."""
        import psycopg2

        where = {"host": self.socket_folder(), "port": 5432, "user": "prm", "dbname": "prm"}
        with contextlib.closing(psycopg2.connect(**where)) as session:
            session.autocommit = True
            with session.cursor() as cursor:
                yield cursor

    def socket_folder(self) -> str:
        """Where this portal's PostgreSQL listens."""
        code = "from prm.devservices.paths import run_dir; print(run_dir())"
        command = [sys.executable, "-c", code]
        return subprocess.run(
            command, cwd=BASE, env=self.environment, capture_output=True, text=True, check=True
        ).stdout.strip()
