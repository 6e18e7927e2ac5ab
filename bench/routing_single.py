"""One lead at a time, as a person enters it: from the press of the button to the offer, through page and worker.

500 partners, 10 territories each. What is counted ends when the offer can be read in the database.
"""

import re
import time
from collections.abc import Iterator
from statistics import median, quantiles
from urllib.parse import urlencode

from . import Row, bench, database, routing, workload
from .serving.processes import Server, served, signed_in, working

DATABASE = "prm_bench_routing_single"
SETTINGS = "bench.serving.portal"
PARTNERS, WARM_UP, LEADS = 500, 10, 100
PATIENCE_SECONDS = 60
MANAGER = "channel_manager"


@bench("routing_single")
def routing_single() -> Iterator[Row]:
    database.set_up()
    with database.fresh_database(DATABASE):
        routing.programme(WARM_UP + LEADS, PARTNERS)
        _let_everything_pass()
        cookie = signed_in(MANAGER)
        with served(SETTINGS, DATABASE) as server, working(SETTINGS, DATABASE):
            seconds = [_until_offered(server, cookie, row) for row in workload.leads(WARM_UP + LEADS)]
    counted = seconds[WARM_UP:]
    yield Row("routing_single/p50", median(counted), "s", None, None)
    yield Row("routing_single/p95", quantiles(counted, n=20)[-1], "s", None, None)


def _until_offered(server: Server, cookie: str, lead: workload.LeadRow) -> float:
    page = server.get("/leads/new/", cookie)
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[-1]
    secret = page.headers["Set-Cookie"].split(";")[0]
    form = urlencode({"csrfmiddlewaretoken": token, **_typed(lead)})
    began = time.perf_counter()
    answer = server.post("/leads/new/", f"{cookie}; {secret}", form)
    ref = answer.headers["Location"].strip("/").rsplit("/", 1)[1]
    while time.perf_counter() - began < PATIENCE_SECONDS:
        if _is_offered(ref):
            return time.perf_counter() - began
        time.sleep(0.005)
    raise RuntimeError(f"{ref} was not offered within {PATIENCE_SECONDS} s.")


def _typed(lead: workload.LeadRow) -> dict[str, str]:
    return {
        "company": f"Company {lead.number}",
        "website": f"c{lead.number}.example",
        "country": lead.country,
        "postcode": lead.postcode,
        "city": f"City {lead.number % 400}",
        "contact_name": "Kim Novak",
        "contact_email": f"kim@c{lead.number}.example",
        "need": "A solution.",
        "value": f"{lead.value:.2f}",
        "currency": "EUR",
        "lead_source": "web",
    }


def _let_everything_pass() -> None:
    from leads.models import LeadPolicy

    LeadPolicy.objects.update(minimum_score=0, required=[])


def _is_offered(ref: str) -> bool:
    from leads.models import Offer

    return Offer.objects.filter(lead__ref=ref).exists()
