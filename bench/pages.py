"""CPU per page through gunicorn, at ten thousand and at a million leads, beside a bare signed-in Django view.

The rows are those of the demo programme, many times over. What is counted is the web process's CPU; the time a person
waits, which includes the database's, stands beside it. PRM_BENCH_PAGES names other numbers of copies: "3 33".
"""

import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

from . import Row, bench, database
from .serving.processes import Server, served, signed_in

COPIES = "3 332"
DATABASE = "prm_bench_pages"
WARM_UP, REPEATS = 5, 20
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
    cookies = {role: signed_in(role) for role in (MANAGER, PARTNER)}
    with served("bench.serving.bare", DATABASE) as server:
        bare = _cost(server, BARE, cookies[MANAGER])
    with served("bench.serving.portal", DATABASE) as server:
        for name, (role, path) in PAGES.items():
            cost = _cost(server, path, cookies[role])
            yield Row(f"pages/{leads}/{name}", cost.cpu, "ms CPU", bare.cpu, "ratio <= 3, the same at any size")
            yield Row(f"pages/{leads}/{name}/wait", cost.wait, "ms", bare.wait, None)
            yield Row(f"pages/{leads}/{name}/queries", cost.queries, "queries", None, "< 10")


def _cost(server: Server, path: str, cookie: str) -> Cost:
    for _ in range(WARM_UP):
        queries = server.get(path, cookie).queries
    before, waits = server.cpu(), []
    for _ in range(REPEATS):
        began = time.perf_counter()
        server.get(path, cookie)
        waits.append(1000 * (time.perf_counter() - began))
    return Cost((server.cpu() - before) / REPEATS, statistics.median(waits), queries)
