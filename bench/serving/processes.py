"""The portal's web process and worker on the database of a measurement, and somebody signed in."""

import contextlib
import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def queries(self) -> int:
        """How many queries the page said it took; 0 where it does not say."""
        told = re.search(r'"(\d+) quer', self.headers.get("Server-Timing", ""))
        return int(told[1]) if told else 0


class Server:
    """One web process with one worker."""

    def __init__(self, port: int, process: subprocess.Popen) -> None:
        self.port = port
        self.process = process

    def get(self, path: str, cookie: str = "") -> Answer:
        """Raises RuntimeError unless it is answered with 200."""
        return self._ask("GET", path, 200, cookie)

    def post(self, path: str, cookie: str, form: str) -> Answer:
        """Raises RuntimeError unless the form is taken and leads on."""
        return self._ask("POST", path, 302, cookie, form)

    def _ask(self, method: str, path: str, expected: int, cookie: str, body: str = "") -> Answer:
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        with contextlib.closing(connection):
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            if answer.status != expected:
                raise RuntimeError(f"{path} answered {answer.status} {answer.getheader('Location', '')}")
            return Answer(answer.status, text, dict(answer.getheaders()))

    def cpu(self) -> float:
        """Milliseconds of CPU that the one worker has used."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        fields = (Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in children)
        return sum(1000 * (int(each[11]) + int(each[12])) / TICK for each in fields)


def signed_in(role: str) -> str:
    """The cookie of a session of this role's first person."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from prm.accounts.models import User

    user = User.objects.filter(role=role, is_active=True).order_by("pk")[0]
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
    )
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


@contextlib.contextmanager
def served(settings_module: str, database: str) -> Iterator[Server]:
    """The web process on this database, ready to answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = ("gunicorn", "prm.wsgi:application", "--no-control-socket", "--timeout", "120")
    with _running(settings_module, database, *arguments, "--bind", f"127.0.0.1:{port}") as process:
        server = Server(port, process)
        _wait(server)
        yield server


@contextlib.contextmanager
def working(settings_module: str, database: str) -> Iterator[None]:
    """A Celery worker and beat on this database."""
    worker = ("celery", "--app", "prm", "worker", "--beat", "--schedule", os.devnull, "--concurrency", "2")
    with _running(settings_module, database, *worker):
        yield


@contextlib.contextmanager
def _running(settings_module: str, database: str, *arguments: str) -> Iterator[subprocess.Popen]:
    from django.conf import settings

    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings_module, "PRM_BENCH_DATABASE": database}
    environment["SECRET_KEY"] = settings.SECRET_KEY  # or nobody is signed in
    silence = subprocess.DEVNULL
    with subprocess.Popen(
        [sys.executable, "-m", *arguments], env=environment, stdout=silence, stderr=silence
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def _wait(server: Server) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError, RuntimeError):
            server.get("/healthz")
            return
        time.sleep(0.2)
    raise RuntimeError("The web server did not begin to answer.")
