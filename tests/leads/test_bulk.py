"""Many leads at once: the same rows as one by one, no query for each, and nobody else waits for them."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from leads import tasks
from leads.enums import LeadState, OfferState
from leads.models import Contact, Customer, Lead, LeadPolicy, Offer, RoutingDecision
from leads.services import answering, routing
from leads.services.deciding import Known
from partners.enums import Sharing
from partners.models import Member, Partner, Territory
from prm.core import bulk, references
from prm.core.models import TimelineEntry
from prm.outbox import services as outbox
from prm.outbox.models import Message
from prm.promises.models import Nudge, Promise

from .conftest import SECRET_EMAIL, SECRET_NAME, SECRET_PHONE, fresh


@pytest.fixture
def waiting(cast):
    """`waiting(count)`: so many leads of the vendor's in the Netherlands, written straight into the database."""

    def make(count, **values):
        now = cast.ada.created_at
        customer = Customer.objects.create(name="Canary Mill", identity=f"d:{count}.example", country="NL", city="Ede")
        contact = Contact.objects.create(customer=customer, name=SECRET_NAME, email=SECRET_EMAIL, phone=SECRET_PHONE)
        facts = {
            "direction": "outbound",
            "state": LeadState.QUALIFIED,
            "lead_source": "web",
            "rank": "warm",
            "score": 50,
        }
        times = {"arrived_at": now, "state_since": now, "last_activity_at": now}
        rows = [Lead(customer=customer, contact=contact, **facts, **times, **values) for _number in range(count)]
        Member.objects.update(capacity=count)
        return Lead.objects.bulk_create(rows)

    return make


def test_the_number_of_queries_does_not_grow_with_the_leads(cast, waiting):
    counts = []
    for count in (55, 60, 180):  # the first time, results of partners are reckoned as well
        waiting(count)
        with CaptureQueriesContext(connection) as queries:
            assert routing.route_all() == count
        counts.append(len(queries))
    assert counts[1] == counts[2] < 40


def test_every_lead_has_all_that_follows_from_an_offer(cast, waiting):
    leads = waiting(70)
    routing.route_all()
    offers = {offer.lead_id: offer for offer in Offer.objects.select_related("recipient__member", "decision")}
    assert sorted(offers) == [lead.pk for lead in leads]
    assert set(Lead.objects.values_list("state", "hops")) == {(LeadState.OFFERED, 1)}
    for offer in offers.values():
        assert offer.partner_id == offer.recipient.member.partner_id
        assert (offer.decision.chosen, offer.decision.lead_id) == (offer.recipient, offer.lead_id)
    promises = {promise.object_id: promise for promise in Promise.objects.filter(kind="answer_offer")}
    assert {offer.answer_by == promises[offer.pk].due_at for offer in offers.values()} == {True}
    assert Nudge.objects.filter(promise__kind="answer_offer").count() == 140
    assert Message.objects.filter(key__startswith="offer_made").count() == 140
    assert TimelineEntry.objects.filter(sentence__startswith="Offered to").count() == 70


def test_a_bulk_writes_what_one_by_one_is_written(cast, waiting):
    waiting(60)
    routing.route_all()
    together = {what_was_written(offer) for offer in Offer.objects.select_related("recipient")}
    for lead in waiting(3):
        routing.route([lead])
    alone = Offer.objects.filter(lead__in=Lead.objects.order_by("-pk")[:3]).select_related("recipient")
    assert {what_was_written(offer) for offer in alone} <= together


def what_was_written(offer):
    promise = Promise.objects.about(offer).get()
    steps = [(nudge.step, nudge.level, nudge.fraction) for nudge in promise.nudges.order_by("level")]
    fields = ("channel", "subject", "address", "route", "state", "recipient")
    notes = list(Message.objects.filter(key__contains=offer.ref).order_by("key").values_list(*fields))
    assert (promise.url, promise.subject_ref) == (offer.get_absolute_url(), offer.ref)
    facts = (promise.kind, promise.side, promise.partner_id, promise.owed_by_id, promise.subject_label)
    return str((offer.hop, offer.state, offer.partner_id, offer.recipient_id, facts, steps, notes))


def test_mails_of_a_bulk_are_written_when_they_leave(cast, waiting, mailoutbox):
    waiting(60)
    routing.route_all()
    mails = Message.objects.filter(channel="mail")
    assert set(mails.values_list("text", flat=True)) == {""}
    assert outbox.sweep() == 0, "a bulk is no work for the queue that people wait for"
    assert outbox.sweep_bulk(limit=2) == 2
    sent = mails.filter(state="sent")
    assert len(sent) == len(mailoutbox) == 2
    for mail in sent:
        assert (mail.recipient.name in mail.text and "/offers/answer/" in mail.text) or "http" in mail.text
        assert mail.subject == "Warm lead for you: Canary Mill"
        for secret in (SECRET_NAME, SECRET_EMAIL, SECRET_PHONE):
            assert secret not in mail.text + mail.html + mail.subject


def test_an_offer_that_was_answered_meanwhile_needs_no_mail(cast, waiting):
    waiting(60)
    routing.route_all()
    mail = Message.objects.filter(channel="mail").order_by("pk").first()
    offer = Offer.objects.select_related("recipient").get(pk=mail.about)
    answering.decline_offer(offer.recipient, offer, "quality")
    assert outbox.deliver(mail.pk) is False
    assert fresh(mail).state == "cancelled"


def test_many_that_nobody_can_take_are_one_mail_to_the_manager(cast, waiting):
    waiting(60)
    Member.objects.update(capacity=0)
    routing.route_all()
    assert set(Lead.objects.values_list("state", flat=True)) == {LeadState.UNPLACED}
    assert Promise.objects.filter(kind="arbitrate", owed_by=cast.ada).count() == 60
    [mail] = Message.objects.filter(channel="mail")
    assert "60 leads" in mail.text and "60 leads" in mail.subject
    assert Message.objects.filter(channel="notice", recipient=cast.ada).count() == 60


def test_places_hold_across_chunks(cast, waiting, monkeypatch):
    monkeypatch.setattr(routing, "CHUNK", 20)
    waiting(90)
    Member.objects.update(capacity=25)
    routing.route_all()
    assert [Offer.objects.filter(recipient=who).count() for who in (cast.cleo, cast.carl)] == [25, 25]
    assert Lead.objects.filter(state=LeadState.UNPLACED).count() == 40


def test_who_left_since_the_programme_was_read_gets_nothing(cast, waiting, monkeypatch):
    waiting(20)
    known = routing.programme()
    monkeypatch.setattr(routing, "programme", lambda: known)
    cast.cleo.is_active = False
    cast.cleo.save()
    routing.route_all()
    assert not Offer.objects.filter(recipient=cast.cleo).exists()
    assert Offer.objects.filter(recipient=cast.carl).count() == 20


def test_a_chunk_with_a_broken_lead_leaves_only_that_one_behind(cast, waiting):
    leads = waiting(60)
    broken = leads[30]
    times = {"offered_at": broken.arrived_at, "answer_by": broken.arrived_at}
    earlier = Offer(lead=broken, recipient=cast.dan, partner=cast.two, **times)
    earlier.save()  # a second open offer: the database will refuse one
    routing.route_all()
    assert fresh(broken).state == LeadState.UNPLACED
    assert Lead.objects.filter(state=LeadState.OFFERED).count() == 59
    assert Offer.objects.filter(lead=broken).count() == 1


def test_people_wait_for_the_first_only_and_the_bulk_queue_does_the_rest(cast, waiting, monkeypatch):
    hints = []
    monkeypatch.setattr(tasks, "nudge", hints.append)
    waiting(120)
    tasks.route_waiting()
    assert Offer.objects.count() == routing.BATCH
    assert hints == ["leads.bulk.route_waiting"]
    tasks.route_many()
    assert Offer.objects.count() == 120


def test_references_are_those_the_database_makes(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('core_reference_seq', 5000)")
        cursor.execute("SELECT core_reference('L') FROM generate_series(1, 50)")
        made = [ref for (ref,) in cursor.fetchall()]
        cursor.execute("SELECT setval('core_reference_seq', 5000)")
    assert references.reserve("L", 50) == made


@pytest.mark.parametrize("text", ['"quoted", commas', "two\nlines\r\n", "\\N", "", "tab\t\\.", "ünïcode ☂", "NULL"])
def test_a_copy_keeps_text_as_it_is(cast, text):
    columns = ("content_type_id", "object_id", "at", "sentence", "detail")
    bulk.copy(TimelineEntry, columns, [(1, 1, cast.ada.created_at, "Said", text)])
    entry = TimelineEntry.objects.get(sentence="Said")
    assert (entry.detail, entry.actor, entry.icon) == (text, None, "circle")


def test_a_copy_raises_what_a_constraint_refuses(cast, waiting):
    [lead] = waiting(1)
    row = (lead.pk, cast.dan.pk, OfferState.OPEN, lead.arrived_at, lead.arrived_at)
    columns = ("lead_id", "recipient_id", "state", "offered_at", "answer_by")
    with pytest.raises(IntegrityError, match="one_open_offer_per_lead"), transaction.atomic():
        bulk.copy(Offer, columns, [row, row])


# -- deciding the next chunk while one is written


def routed_in_chunks(monkeypatch, of, **patches):
    """Routes what waits in chunks of so many, and takes it back: who got each lead, and why."""
    monkeypatch.setattr(routing, "CHUNK", of)
    for name, value in patches.items():
        monkeypatch.setattr(Known, name, value)
    with transaction.atomic():
        routing.route_all()
        found = decisions_by_lead()
        transaction.set_rollback(True)
    return found


def decisions_by_lead():
    rows = RoutingDecision.objects.order_by("pk").values_list("lead", "chosen", "sentence", "candidates")
    return {lead: (chosen, sentence, str(candidates)) for lead, chosen, sentence, candidates in rows}


@pytest.fixture
def crowded(cast, waiting):
    """Partners that share each way, and places for four leads of five."""
    Partner.objects.filter(pk=cast.one.pk).update(sharing=Sharing.TURN)
    Territory.objects.create(name="Here too", partner=cast.two, countries=["NL"])
    leads = waiting(150)
    Lead.objects.filter(pk__in=[lead.pk for lead in leads[::7]]).update(rank="hot")
    LeadPolicy.objects.update(trial_share=30, emphasis=1)
    Member.objects.update(capacity=40)
    return leads


def test_deciding_ahead_decides_the_same(crowded, monkeypatch):
    ahead = routed_in_chunks(monkeypatch, 20)
    alone = routed_in_chunks(monkeypatch, 20, decide_ahead=lambda self, leads: None)
    assert ahead == alone and len(ahead) == 150
    assert sum(1 for chosen, *_why in ahead.values() if chosen) == 120


def test_what_was_decided_ahead_is_used(crowded, monkeypatch):
    used, honest = [], Known._decided_ahead

    def counting(self, leads):
        found = honest(self, leads)
        used.append(found is not None)
        return found

    routed_in_chunks(monkeypatch, 30, _decided_ahead=counting)
    assert used == [False, True, True, True, True]


def test_a_lead_that_changed_meanwhile_is_decided_as_it_is_now(crowded, monkeypatch):
    """What was decided ahead is forgotten, and the places that it took."""
    honest = Known.decide_ahead

    def changing(self, leads):
        honest(self, leads)
        if leads:
            Lead.objects.filter(pk=leads[-1].pk).update(rank="hot", value=9)

    changed = routed_in_chunks(monkeypatch, 30, decide_ahead=changing)
    assert len(changed) == 150 and sum(1 for chosen, *_why in changed.values() if chosen) == 120


def test_what_fails_while_the_next_is_decided_is_taken_back_and_done_again(crowded, monkeypatch):
    def failing(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(routing, "_write", failing)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            routing.route_all()
    assert not Offer.objects.exists()
    assert routing.route_all() == 150
