"""Several routers on the same leads while people answer and managers move things: one owner each, and nothing lost.

`PRM_FIRE="8x2000" script/test tests/leads/test_under_fire.py` runs it with eight routers and two thousand leads, and
`PRM_FIRE_KILLS=20` kills so many routers of their own process in its midst (kill -9).
"""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from itertools import pairwise

import pytest
from django.apps import apps
from django.db import connection, connections, models

from leads import rules
from leads.enums import Action, Direction, LeadState, OfferState
from leads.models import Contact, Customer, Lead, Offer, Passage
from leads.services import answering, moving, placing, routing, working
from partners.models import Member, Partner, Territory
from prm.accounts.enums import Role
from prm.accounts.models import User
from prm.core.errors import DomainError
from prm.promises.models import Promise

pytestmark = pytest.mark.django_db(transaction=True)

ENOUGH = 240  # leads to see what goes wrong unprotected
KILLS = int(os.environ.get("PRM_FIRE_KILLS", "0"))
ROUTERS, LEADS = (int(number) for number in os.environ.get("PRM_FIRE", "4x240").split("x"))
CONSTRAINTS = (
    "one_open_offer_per_lead",
    "one_accepted_offer_per_lead",
    "never_back_to_a_partner_that_had_it",
    "one_offer_passage_per_partner",
)
# What a lead's state may become next, by the table, whoever does it.
LEGAL = {(source, row.target) for row in rules.TRANSITIONS if Direction.OUTBOUND in row.who for source in row.sources}


@pytest.fixture
def field(cast):
    """Twelve partners with two members each who cover everything, and the leads, waiting."""
    for number in range(12):
        partner = Partner.objects.create(
            name=f"Partner {number:02}", type="var", tier=cast.one.tier, state="active", country="NL", owner=cast.ada
        )
        Territory.objects.create(name="Everywhere", partner=partner)
        for place in range(2):
            user = User.objects.create_user(f"m{number}-{place}@example.com", name="M", role=Role.PARTNER_REP)
            Member.objects.create(user=user, partner=partner, capacity=LEADS // 20)
    now = cast.ada.created_at
    customer = Customer.objects.create(name="Canary Mill", identity="d:canary.example", country="NL")
    contact = Contact.objects.create(customer=customer, name="Zebulon Quist")
    times = {"arrived_at": now, "state_since": now, "last_activity_at": now}
    facts = {"direction": "outbound", "state": LeadState.QUALIFIED, "lead_source": "web", "rank": "warm", **times}
    Lead.objects.bulk_create(Lead(customer=customer, contact=contact, **facts) for _number in range(LEADS))
    return cast


def fire(cast, seconds=90 + LEADS // 5):
    """Routers and people at work until nothing waits and a quarter was answered; what surprised them."""
    surprises, done = [], threading.Event()

    def worker(job):
        def run():
            try:
                while not done.is_set():
                    job()
            except Exception as surprise:
                surprises.append(surprise)
            finally:
                connections.close_all()

        return threading.Thread(target=run)

    threads = [worker(route_some) for _number in range(ROUTERS)]
    threads += [worker(Person(cast.ada, number).act) for number in range(2)]
    killed = []
    if KILLS:
        threads.append(threading.Thread(target=kill_routers, args=(done, killed)))
    for thread in threads:
        thread.start()
    end = time.monotonic() + seconds
    while time.monotonic() < end and not surprises:
        answered = Offer.objects.exclude(state=OfferState.OPEN).count()
        if (
            answered >= LEADS // 4
            and len(killed) >= KILLS
            and not Lead.objects.filter(state=LeadState.QUALIFIED).exists()
        ):
            break
        done.wait(0.1)
    done.set()
    for thread in threads:
        thread.join(30)
    routing.route_all()  # what somebody declined at the very end
    return surprises


# Leads come back to it as people decline; it says when it begins, so that it is killed at work and not at start.
# It works as the bulk does, in small chunks: each is decided in a thread of its own while the one before is written.
ROUTER = """
import django
django.setup()
from contextlib import suppress
from leads.services import moving, routing
routing.CHUNK = 20
print("at work", flush=True)
while True:
    with suppress(moving.Busy):
        routing.route_all(seconds=1)
"""


def kill_routers(done, killed):
    """Routers in a process of their own, one after another, each killed in the midst of its work."""
    chance, at = random.Random(7), connection.settings_dict
    url = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    while not done.is_set() and len(killed) < KILLS:
        router = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", ROUTER],
            env=os.environ | {"DATABASE_URL": url},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert router.stdout is not None
        router.stdout.readline()
        time.sleep(chance.uniform(0, 0.3))
        killed.append(router.poll() is None)
        router.kill()
        router.wait()
        router.stdout.close()


def route_some():
    with suppress(moving.Busy):
        routing.route(limit=20)


class Person:
    """Answers offers at random, as their recipients and as a manager do."""

    def __init__(self, manager, seed):
        self.manager, self.chance = manager, random.Random(seed)

    def act(self):
        numbers = list(Offer.objects.open().order_by("pk").values_list("pk", flat=True)[:40])
        if not numbers:
            time.sleep(0.01)
            return
        offer = Offer.objects.select_related("recipient", "lead").get(pk=self.chance.choice(numbers))
        with suppress(DomainError):  # somebody was quicker, or the seat is full
            self.chance.choice([self.accept, self.accept, self.decline, self.recall, self.reassign])(offer)

    def accept(self, offer):
        answering.accept_offer(offer.recipient, offer)

    def decline(self, offer):
        answering.decline_offer(offer.recipient, offer, "quality")

    def recall(self, offer):
        answering.recall_offer(self.manager, offer)

    def reassign(self, offer):
        member = self.chance.choice(list(Member.objects.select_related("user").order_by("pk")))
        working.assign_by_manager(self.manager, offer.lead, member.user)


def doubles():
    """Leads with two open offers, or two owners, or the same partner twice."""
    open_or_taken = Offer.objects.filter(state__in=[OfferState.OPEN, OfferState.ACCEPTED])
    twice = [lead for lead, count in Counter(open_or_taken.values_list("lead", flat=True)).items() if count > 1]
    again = [pair for pair, count in Counter(Offer.objects.values_list("lead", "partner")).items() if count > 1]
    return [*twice, *again]


def illegal_steps():
    """Changes of state in the recorded history that the table does not know."""
    events = apps.get_model("leads", "LeadEvent").objects.order_by("pgh_obj_id", "pgh_id")
    rows = list(events.values_list("pgh_obj_id", "state"))
    steps = {(old, new) for (one, old), (other, new) in pairwise(rows) if one == other and old != new}
    return {step for step in steps if step not in LEGAL}


def test_one_owner_each_and_nothing_lost(field):
    assert fire(field) == []
    assert doubles() == []
    states = Counter(Lead.objects.values_list("state", flat=True))
    assert sum(states.values()) == LEADS
    assert set(states) <= {LeadState.OFFERED, LeadState.ACCEPTED, LeadState.UNPLACED}, states
    assert illegal_steps() == set()
    offered = set(Offer.objects.open().values_list("lead", flat=True))
    assert offered == set(Lead.objects.filter(state=LeadState.OFFERED).values_list("pk", flat=True))
    open_offers = set(Offer.objects.open().values_list("pk", flat=True))
    assert open_offers == set(Promise.objects.open().filter(kind="answer_offer").values_list("object_id", flat=True))
    hops = dict(Offer.objects.order_by().values_list("lead").annotate(models.Count("pk")))
    assert all(lead.hops == hops.get(lead.pk, 0) for lead in Lead.objects.all())
    assert Offer.objects.filter(decision=None).count() == 0
    taken = Counter(Lead.objects.filter(state=LeadState.ACCEPTED).values_list("member", flat=True))
    places = dict(Member.objects.values_list("pk", "capacity"))
    assert all(count <= places[member] for member, count in taken.items())


def test_without_the_protection_it_would_go_wrong(field, monkeypatch):
    """The same with the indexes dropped, and routers that neither claim nor wait for each other."""
    with connection.cursor() as cursor:
        for name in CONSTRAINTS:
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
    monkeypatch.setattr(routing, "lock_routing", lambda: None)
    monkeypatch.setattr(routing, "lock_seats", lambda *people: None)
    monkeypatch.setattr(routing, "claim", claim_without_a_lock)
    monkeypatch.setattr(placing, "_move", move_without_a_check)
    try:
        gate = threading.Barrier(ROUTERS)

        def run():
            gate.wait()
            routing.route(limit=ENOUGH)  # more would wait for each other longer than a lock may
            connections.close_all()

        threads = [threading.Thread(target=run) for _number in range(ROUTERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert doubles() != []
    finally:
        _restore_indexes()


def claim_without_a_lock(leads, limit):
    from leads.services.waiting import FIELDS, Waiting

    rows = Lead.objects.waiting_for_routing().order_by("pk").values_list(*FIELDS)[:limit]
    found = [Waiting(*row) for row in rows]
    time.sleep(0.2)  # as long as others need to read the same
    return found


def move_without_a_check(leads, action, now, hop):
    state = rules.transition(LeadState.QUALIFIED, Action(action), Direction.OUTBOUND).target
    Lead.objects.filter(pk__in=[lead.pk for lead in leads]).update(state=state, state_since=now, last_activity_at=now)


def _restore_indexes():
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE leads_offer, leads_passage CASCADE")
    with connection.schema_editor() as editor:
        for model in (Offer, Passage):
            for constraint in model._meta.constraints:
                if constraint.name in CONSTRAINTS:
                    editor.add_constraint(model, constraint)
