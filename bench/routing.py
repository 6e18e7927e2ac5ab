"""Leads to offers, end to end into the database: decisions, offers, promises, nudges, messages, history.

The reference writes the same rows again, in the same run, by one plain SQL statement per table: what the database
itself needs. PRM_BENCH_ROUTING names other sizes: "2000x100 4000x100".
"""

import os
import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from . import Row, bench, database, workload

SIZES = "10000x500 10000x5000 100000x500 100000x5000"
COLUMNS_OF_LEAD = "state, state_since, last_activity_at, hops"
WARM_UP = 100
# What one run writes; history rows follow by triggers, as they do for the reference.
WRITTEN = ("leads_routingdecision", "leads_offer", "leads_passage", "core_timelineentry", "promises_promise",
           "promises_nudge", "outbox_message")  # fmt: skip


@bench("routing")
def routing() -> Iterator[Row]:
    database.set_up()
    for size in os.environ.get("PRM_BENCH_ROUTING", SIZES).split():
        leads, partners = map(int, size.split("x"))
        with database.fresh_database("prm_bench_routing"):
            yield from _measure(size, leads, partners)


def _measure(size: str, leads: int, partners: int) -> Iterator[Row]:
    from leads.services.routing import route, route_all

    _fill(leads + WARM_UP, partners)
    route(limit=WARM_UP)  # modules, calendars and words are loaded once in the life of a worker
    before = {table: database.highest(table) for table in WRITTEN}
    began = time.perf_counter()
    decided = route_all(seconds=3600)
    ours = time.perf_counter() - began
    if decided != leads:
        raise RuntimeError(f"{decided} of {leads} leads were decided.")
    memory = database.peak_megabytes()
    offered = database.count("leads_offer") - WARM_UP
    theirs = _write_again(before)
    goal = "ratio >= 0.5"
    yield Row(f"routing/{size}", decided / ours, "leads/s", decided / theirs, goal)
    yield Row(f"routing/{size}/ms_per_lead", 1000 * ours / decided, "ms", 1000 * theirs / decided, "flat; within 2x")
    yield Row(f"routing/{size}/offered", offered, "leads", leads, None)
    yield Row(f"routing/{size}/memory", memory, "MB", None, None)


def _fill(leads: int, partners: int) -> None:
    programme(leads, partners)
    _leads(leads)
    database.execute("ANALYZE")


def programme(leads: int, partners: int) -> None:
    """Partners of the common workload with their territories, and places for so many leads."""
    from partners.models import Member, Partner, Territory

    _staff()
    owners = _partners(partners, Partner, Member, 2 + 3 * leads // (2 * partners))
    _territories(partners, owners, Territory)


def _staff() -> Any:
    from prm.accounts.models import User

    for number in range(3):
        User(email=f"manager{number}@example.com", name=f"Manager {number}", role="channel_manager").save()


def _partners(count: int, partner_model: Any, member_model: Any, capacity: int) -> list[int]:
    """Partners with one member each; the places are half as many again as the leads."""
    from partners.models import Tier
    from prm.accounts.models import User

    owner = User.objects.order_by("pk")[0]
    tiers = {
        name: Tier.objects.get_or_create(name=name, defaults={"rank": rank})[0]
        for name, (_share, rank) in workload.TIERS.items()
    }
    rows = list(workload.partners(count))
    companies = partner_model.objects.bulk_create(
        partner_model(name=f"Partner {row.number:05}", type="var", tier=tiers[row.tier], state="active",
                      country=row.country, owner=owner)
        for row in rows
    )  # fmt: skip
    users = User.objects.bulk_create(
        User(email=f"partner{row.number}@example.com", name=f"Member {row.number:05}", role="partner_rep",
             country=row.country, time_zone=row.zone, password="!")
        for row in rows
    )  # fmt: skip
    member_model.objects.bulk_create(
        member_model(user=user, partner=company, capacity=min(capacity, 32_000))
        for user, company in zip(users, companies, strict=True)
    )
    return [company.pk for company in companies]


def _territories(count: int, companies: list[int], model: Any) -> None:
    model.objects.bulk_create(
        (
            model(name=f"{row.country} {prefix}", partner_id=company, countries=[row.country],
                  postal_prefixes=[prefix] if prefix else [])
            for row, company in zip(workload.partners(count), companies, strict=True)
            for prefix in row.prefixes
        ),
        batch_size=5000,
    )  # fmt: skip


def _leads(count: int) -> None:
    """Customers, contacts and leads that wait, as the importer leaves them."""
    from django.utils import timezone

    from leads.models import Contact, Customer, Lead, Passage

    now = timezone.now()
    rows, size = workload.leads(count), 5000
    while chunk := [row for _number, row in zip(range(size), rows, strict=False)]:
        customers = Customer.objects.bulk_create(
            Customer(name=f"Company {row.number}", identity=f"d:c{row.number}.example", country=row.country,
                     domain=f"c{row.number}.example", postcode=row.postcode, city=f"City {row.number % 400}")
            for row in chunk
        )  # fmt: skip
        contacts = Contact.objects.bulk_create(
            Contact(customer=customer, name="Kim Novak", email=f"lead{row.number}@example.net")
            for row, customer in zip(chunk, customers, strict=True)
        )
        made = Lead.objects.bulk_create(
            Lead(direction="outbound", state="qualified", customer=customer, contact=contact, need="A solution.",
                 value=Decimal(str(row.value)), lead_source=row.source, arrived_at=now, state_since=now,
                 last_activity_at=now, score=row.score, rank=row.rank)
            for row, customer, contact in zip(chunk, customers, contacts, strict=True)
        )  # fmt: skip
        Passage.objects.bulk_create(Passage(lead=lead, step="qualified", at=now) for lead in made)


def _write_again(before: dict[str, int]) -> float:
    """Sets everything back and writes the same rows by one statement per table; the seconds that takes."""
    for table in WRITTEN:
        database.execute(f"CREATE UNLOGGED TABLE again_{table} AS SELECT * FROM {table} WHERE id > {before[table]}")
    database.execute(
        f"CREATE UNLOGGED TABLE again_lead AS SELECT id, {COLUMNS_OF_LEAD} FROM leads_lead "
        f"WHERE id IN (SELECT lead_id FROM again_leads_routingdecision)"
    )
    for table in reversed(WRITTEN):
        database.execute("SET session_replication_role = replica")
        database.execute(f"DELETE FROM {table} WHERE id > {before[table]}")
    database.execute("UPDATE leads_lead SET state = 'qualified', hops = 0 WHERE id IN (SELECT id FROM again_lead)")
    database.execute("SET session_replication_role = origin")
    for table in ("leads_offerevent", "leads_leadevent"):
        database.execute(f"TRUNCATE {table}")
    for table in (*WRITTEN, "leads_lead"):
        database.execute(f"VACUUM ANALYZE {table}")
    began = time.perf_counter()
    database.execute(
        "UPDATE leads_lead SET state = a.state, state_since = a.state_since, last_activity_at = a.last_activity_at, "
        "hops = a.hops FROM again_lead a WHERE a.id = leads_lead.id"
    )
    for table in WRITTEN:
        database.execute(f"INSERT INTO {table} SELECT * FROM again_{table}")
    return time.perf_counter() - began
