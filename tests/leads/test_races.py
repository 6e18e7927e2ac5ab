"""Twenty people at once, on real PostgreSQL: one owner per lead, one offer per lead, no seat overfilled."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, connections, transaction

from leads import tasks
from leads.enums import Direction, LeadState, OfferState
from leads.models import Contact, Customer, Lead, Offer
from leads.selectors import places_taken
from leads.services import answering, customers, entering, merging, rejecting, routing, working
from leads.services.moving import Busy, lock_routing
from partners.models import Member, Territory
from prm.accounts.enums import Role
from prm.accounts.models import User
from prm.core.errors import DomainError
from prm.outbox.models import Message
from prm.promises.enums import Kind
from prm.promises.models import Promise

from .conftest import fresh, lead_data, reject

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Runs the jobs in threads that start together; gives what each returned, or the refusal it raised."""
    gate, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number: int, job: Callable[[], Any]) -> None:
        try:
            gate.wait()
            results[number] = job()
        except DomainError as refusal:
            results[number] = refusal
        except Exception as surprise:
            results[number] = surprise
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    surprises = [one for one in results if isinstance(one, Exception) and not isinstance(one, DomainError)]
    assert surprises == []
    return results


def refusals(results):
    return [one for one in results if isinstance(one, DomainError)]


@pytest.fixture
def offer(cast):
    lead = entering.receive_outbound(cast.ada, lead_data())
    routing.route([lead])
    return Offer.objects.select_related("recipient", "lead").get(lead=lead)


def test_twenty_accept_one_lead(cast, offer):
    people = [offer.recipient, cast.cleo, cast.dan, cast.carl] * 5
    at_once(*(lambda person=person: answering.accept_offer(person, offer) for person in people))
    lead = fresh(offer.lead)
    assert (lead.state, lead.member.user) == (LeadState.ACCEPTED, offer.recipient)
    assert Offer.objects.filter(lead=lead, state=OfferState.ACCEPTED).count() == 1
    assert Message.objects.filter(key=f"lead_is_yours:{offer.ref}:mail").count() == 1
    assert Promise.objects.about(lead).open().count() == 2


def test_four_routers_on_the_same_leads_make_one_offer_each(cast):
    Member.objects.update(capacity=4)
    for number in range(16):
        entering.receive_outbound(cast.ada, lead_data(contact_email=f"p{number}@canary-mill.example"))
    at_once(*[routing.route] * 4)
    routing.route()
    per_lead = Counter(Offer.objects.values_list("lead", flat=True))
    assert set(per_lead.values()) == {1}
    assert Counter(Offer.objects.values_list("recipient", flat=True)) == {cast.cleo.pk: 4, cast.carl.pk: 4}
    assert Lead.objects.filter(state=LeadState.UNPLACED).count() == 8


def test_routers_on_different_leads_never_overfill_a_seat(cast):
    Member.objects.update(capacity=3)
    leads = [
        entering.receive_outbound(cast.ada, lead_data(contact_email=f"p{number}@canary-mill.example"))
        for number in range(12)
    ]
    at_once(*(lambda part=leads[start::4]: routing.route(part) for start in range(4)))
    assert max(Counter(Offer.objects.values_list("recipient", flat=True)).values()) == 3
    assert Lead.objects.filter(state=LeadState.QUALIFIED).count() == 0


def test_accept_against_decline_against_recall_against_expiry(cast, offer):
    at_once(
        lambda: answering.accept_offer(offer.recipient, offer),
        lambda: answering.decline_offer(offer.recipient, offer, "quality"),
        lambda: answering.recall_offer(cast.ada, offer),
        lambda: answering.expire_offer(offer),
        lambda: working.withdraw_lead(cast.ada, offer.lead),
    )
    offer, lead = fresh(offer), fresh(offer.lead)
    legal = {
        OfferState.ACCEPTED: {LeadState.ACCEPTED},
        OfferState.DECLINED: {LeadState.QUALIFIED, LeadState.WITHDRAWN},
        OfferState.RECALLED: {LeadState.QUALIFIED, LeadState.WITHDRAWN},
        OfferState.EXPIRED: {LeadState.QUALIFIED, LeadState.WITHDRAWN},
    }
    assert lead.state in legal[OfferState(offer.state)]
    assert not Promise.objects.about(offer).open().exists()


def test_decline_against_expiry_counts_once(offer):
    for _attempt in range(3):
        at_once(
            lambda: answering.decline_offer(offer.recipient, offer, "quality"), lambda: answering.expire_offer(offer)
        )
    assert fresh(offer).state in (OfferState.DECLINED, OfferState.EXPIRED)
    assert Promise.objects.about(offer).count() == 1
    assert fresh(offer.lead).hops == 1


def test_a_member_never_takes_more_than_their_places(cast):
    Member.objects.filter(user=cast.carl).update(capacity=0)
    offers = []
    for number in range(8):
        lead = entering.receive_outbound(cast.ada, lead_data(contact_email=f"p{number}@canary-mill.example"))
        routing.route([lead])
        offers.append(Offer.objects.get(lead=lead))
    Member.objects.filter(user=cast.cleo).update(capacity=3)
    results = at_once(*(lambda one=one: answering.accept_offer(cast.cleo, one) for one in offers))
    assert places_taken(cast.cleo) == 3
    assert len(refusals(results)) == 5


def test_hand_assigned_and_routed_at_once_never_overfill_a_seat(cast):
    Member.objects.filter(user=cast.carl).update(capacity=0)
    Member.objects.filter(user=cast.cleo).update(capacity=2)
    leads = [
        entering.receive_outbound(cast.ada, lead_data(contact_email=f"p{number}@canary-mill.example"))
        for number in range(6)
    ]
    jobs = [lambda lead=lead: working.assign_by_manager(cast.ada, lead, cast.cleo) for lead in leads[:3]]
    at_once(*jobs, lambda: routing.route(leads[3:]))
    assert Offer.objects.filter(recipient=cast.cleo, state=OfferState.OPEN).count() == 2


def test_one_customer_however_it_is_spelt(cast):
    spellings = [
        {"name": "Acme GmbH", "domain": "acme.com"},
        {"name": "ACME", "domain": "https://www.ACME.com/"},
        {"name": "Acme AG", "domain": "acme.com."},
        {"name": "acme", "email": "x@Acme.com"},
    ] * 4
    found = at_once(*(lambda one=one: customers.match_or_create(**one) for one in spellings))
    assert len({customer.pk for customer in found}) == 1
    assert Customer.objects.count() == 1


def test_a_double_click_is_one_lead(cast):
    results = at_once(*[lambda: entering.submit_inbound(cast.carl, lead_data())] * 4)
    assert Lead.objects.count() == 1
    assert len(refusals(results)) == 3
    assert Message.objects.filter(key__startswith="lead_acknowledged", channel="mail").count() == 1


def test_the_same_external_id_at_once_is_one_lead(cast):
    data = [lead_data(external_id="E-1", contact_email=f"p{number}@canary-mill.example") for number in range(6)]
    made = at_once(*(lambda one=one: entering.submit_inbound(cast.carl, one) for one in data))
    assert len({lead.pk for lead in made}) == 1
    assert Lead.objects.count() == 1


def test_files_and_single_entries_at_once_make_no_doubles(cast):
    """Of one person at one company there is one lead that is no double, and each id is one lead."""
    chunk = [lead_data(external_id=f"E-{number}", source="crm") for number in range(20)]
    other = [lead_data(external_id=f"F-{number}", source="crm") for number in range(20)]
    made = at_once(
        lambda: entering.receive_many(None, chunk),
        lambda: entering.receive_many(None, [*reversed(chunk), *other[:10]]),
        lambda: [entering.receive_outbound(cast.ada, one) for one in other[5:]],
    )
    check_doubles(made, chunk + other)


def test_two_files_about_one_person_at_once_make_one_lead_that_is_no_double(cast):
    files = [[lead_data(external_id=f"{name}-{number}", source="crm") for number in range(5)] for name in "EFG"]
    made = at_once(*(lambda file=file: entering.receive_many(None, file) for file in files))
    check_doubles(made, [one for file in files for one in file])


def check_doubles(made, data):
    assert {lead.external_id for found in made for lead in found} == {one.external_id for one in data}
    assert Lead.objects.count() == len(data)
    assert Customer.objects.count() == Contact.objects.count() == 1
    assert Lead.objects.exclude(missing__contains=["duplicate"]).count() == 1


def test_files_that_name_many_customers_in_different_orders_never_hold_each_other_up(cast):
    chunk = [
        lead_data(company=f"Mill {number}", website=f"m{number}.example", external_id=f"E-{number}", source="crm")
        for number in range(30)
    ]
    for count in (15, 30):  # the second time half of the customers are there
        part = chunk[:count]
        at_once(
            lambda part=part: entering.receive_many(None, part),
            lambda part=part: entering.receive_many(None, [*reversed(part)]),
            lambda part=part: entering.receive_many(None, part[::2] + part[1::2]),
        )
        assert Lead.objects.count() == Customer.objects.count() == Contact.objects.count() == count


def test_two_partners_bring_one_customer_at_once(cast):
    at_once(
        lambda: entering.submit_inbound(cast.carl, lead_data()), lambda: entering.submit_inbound(cast.dan, lead_data())
    )
    assert Customer.objects.count() == 1
    assert Lead.objects.filter(direction=Direction.INBOUND).count() == 2


def test_many_partners_and_nobody_has_it_twice(cast):
    """A lead that is declined by everybody visits each partner once."""
    for number in range(3):
        user = User.objects.create_user(f"m{number}@example.com", name=f"Member {number}", role=Role.PARTNER_REP)
        Member.objects.create(user=user, partner=cast.two)
    Territory.objects.create(name="Everywhere", partner=cast.two, precedence=-1)
    lead = entering.receive_outbound(cast.ada, lead_data())
    for _hop in range(4):
        at_once(*[routing.route] * 2)
        offer = Offer.objects.select_related("recipient").filter(lead=lead, state=OfferState.OPEN).first()
        if offer:
            answering.decline_offer(offer.recipient, offer, "quality")
    assert sorted(Offer.objects.values_list("partner__name", flat=True)) == ["Partner One", "Partner Two"]
    assert fresh(lead).state == LeadState.UNPLACED


def test_a_router_that_takes_long_is_a_sentence_and_no_crash(cast, offer):
    answering.decline_offer(offer.recipient, offer, "quality")
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            lock_routing()
            held.set()
            done.wait(30)
        connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    try:
        with pytest.raises(Busy, match="try again"):
            working.assign_by_manager(cast.ada, offer.lead, cast.dan)
        tasks.route_waiting()
    finally:
        done.set()
        thread.join(10)
        connection.close()
    assert fresh(offer.lead).state == LeadState.QUALIFIED
    tasks.route_waiting()
    assert fresh(offer.lead).state == LeadState.UNPLACED


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE leads_offer SET state='open', answered_at=NULL",
        "UPDATE leads_offer SET state='accepted', answered_at=now()",
    ],
)
def test_the_database_refuses_a_second_owner_whatever_the_code_does(cast, offer, statement):
    """With every check in the code gone, the constraint still holds."""
    answering.decline_offer(offer.recipient, offer, "quality")
    working.assign_by_manager(cast.ada, offer.lead, cast.dan)
    with connection.cursor() as cursor, pytest.raises(Exception, match=r"one_(open|accepted)_offer_per_lead"):
        cursor.execute(statement)


def test_two_appeals_at_once_are_one(cast):
    with time_machine.travel("2026-03-02 09:00+00:00", tick=False) as clock:
        lead = entering.submit_inbound(cast.carl, lead_data())
        clock.shift(timedelta(hours=5))
        reject(cast.ben, lead)
        people = [cast.carl, cast.cleo] * 3
        results = at_once(*(lambda person=person: rejecting.appeal(person, lead, "Look again") for person in people))
    assert len(refusals(results)) == 5
    assert Promise.objects.about(lead).filter(kind=Kind.ANSWER_APPEAL).count() == 1
    assert Message.objects.filter(key__startswith="lead_appealed", channel="mail").count() == 1


def test_a_lead_is_merged_or_offered_and_two_never_into_each_other(cast):
    for number in range(8):
        shared = {"company": f"Mill {number}", "website": f"mill{number}.example"}
        pair = [
            entering.receive_outbound(
                cast.ada, lead_data(**shared, contact_name=name, contact_email=f"{name}@m.example")
            )
            for name in ("ann", "bo")
        ]
        at_once(
            lambda pair=pair: merging.merge_leads(cast.ada, *pair, "One"),
            lambda pair=pair: merging.merge_leads(cast.ada, *reversed(pair), "One"),
            lambda pair=pair: routing.route([pair[0]]),
        )
        left, right = (fresh(lead) for lead in pair)
        assert not (left.merged_into and right.merged_into)
        for lead in (left, right):
            assert not lead.merged_into or not Offer.objects.filter(lead=lead, state=OfferState.OPEN).exists()
