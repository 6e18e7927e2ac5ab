"""CPU per page through gunicorn, at ten thousand and at a million leads, beside a bare signed-in Django view.

The rows are those of the demo programme, many times over. What is counted is the web process's CPU; the time a person
waits, which includes the database's, stands beside it. PRM_BENCH_PAGES names other numbers of copies: "3 33".
"""

import contextlib
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import Row, bench, database

COPIES = "3 332"
DATABASE = "prm_bench_pages"
WARM_UP, REPEATS = 5, 20
TICK = os.sysconf("SC_CLK_TCK")
BARE = "/leads/"
MANAGER, PARTNER = "channel_manager", "partner_admin"
PAGES = {
    "leads/first": (MANAGER, "/leads/"),
    "leads/filter": (MANAGER, "/leads/?state=contacted"),
    "leads/search": (MANAGER, "/leads/?q=haas"),
    "leads/deep": (MANAGER, "/leads/?page=399"),
    "leads/partner": (PARTNER, "/leads/"),
    "deals/first": (MANAGER, "/deals/"),
    "partners/first": (MANAGER, "/partners/"),
    "search": (MANAGER, "/search/?q=haas"),
    "home/manager": (MANAGER, "/"),
    "home/partner": (PARTNER, "/"),
    "waterfall": (MANAGER, "/reports/waterfall/"),
}


@dataclass(frozen=True)
class Cost:
    """Milliseconds of the web process's CPU and of waiting, per request; queries of one request."""

    cpu: float
    wait: float
    queries: int


@bench("pages")
def pages() -> Iterator[Row]:
    database.set_up()
    for copies in os.environ.get("PRM_BENCH_PAGES", COPIES).split():
        with database.fresh_database(DATABASE):
            yield from _measure(_fill(int(copies)))


def _fill(copies: int) -> int:
    from django.utils import timezone

    from leads.models import Lead
    from reports.demo.loading import load

    from .serving.growing import grow

    load(timezone.now())
    grow(copies)
    return Lead.objects.count()


def _measure(leads: int) -> Iterator[Row]:
    cookies = {role: _signed_in(role) for role in (MANAGER, PARTNER)}
    with _served("bench.serving.bare") as server:
        bare = server.cost(BARE, cookies[MANAGER])
    with _served("bench.serving.portal") as server:
        for name, (role, path) in PAGES.items():
            cost = server.cost(path, cookies[role])
            yield Row(f"pages/{leads}/{name}", cost.cpu, "ms CPU", bare.cpu, "ratio <= 3, the same at any size")
            yield Row(f"pages/{leads}/{name}/wait", cost.wait, "ms", bare.wait, None)
            yield Row(f"pages/{leads}/{name}/queries", cost.queries, "queries", None, "< 10")


def _signed_in(role: str) -> str:
    """The cookie of a session of this role's first person: one of the original programme."""
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


class _Server:
    def __init__(self, port: int, process: subprocess.Popen) -> None:
        self.port = port
        self.process = process

    def cost(self, path: str, cookie: str) -> Cost:
        for _ in range(WARM_UP):
            queries = self.get(path, cookie)
        before, waits = self._cpu(), []
        for _ in range(REPEATS):
            began = time.perf_counter()
            self.get(path, cookie)
            waits.append(1000 * (time.perf_counter() - began))
        return Cost((self._cpu() - before) / REPEATS, statistics.median(waits), queries)

    def get(self, path: str, cookie: str = "") -> int:
        """How many queries the page said it took; 0 where it does not say. Raises RuntimeError unless it is 200."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status} {answer.getheader('Location', '')}")
            told = re.search(r'"(\d+) quer', answer.getheader("Server-Timing", ""))
            return int(told[1]) if told else 0

    def _cpu(self) -> float:
        """Milliseconds of CPU that the one worker has used."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        fields = (Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in children)
        return sum(1000 * (int(each[11]) + int(each[12])) / TICK for each in fields)


@contextlib.contextmanager
def _served(module: str) -> Iterator[_Server]:
    from django.conf import settings

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": module, "PRM_BENCH_DATABASE": DATABASE}
    environment["SECRET_KEY"] = settings.SECRET_KEY  # or nobody is signed in
    command = [sys.executable, "-m", "gunicorn", "prm.wsgi:application", "--no-control-socket", "--timeout", "120"]
    command += ["--bind", f"127.0.0.1:{port}"]
    silence = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=silence, stderr=silence) as process:
        server = _Server(port, process)
        try:
            _wait(server)
            yield server
        finally:
            process.terminate()


def _wait(server: _Server) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError, RuntimeError):
            server.get("/healthz")
            return
        time.sleep(0.2)
    raise RuntimeError("The web server did not begin to answer.")
