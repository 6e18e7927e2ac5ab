"""Some of everything that first pages and reports count, for partner one; and a little for partner two."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from deals.enums import DealSource, RegistrationState, Stage
from deals.incentives.enums import FeeState
from deals.incentives.models import CompensationPlan, Fee
from deals.models import Opportunity, Protection, Registration
from leads.enums import Direction, LeadState, OfferState, Source
from leads.models import Contact, Customer, Lead, Offer
from partners.library.services import new_document
from partners.selectors import default_campaign
from prm.outbox.models import Message, WorkerSeen
from prm.promises.enums import Kind
from prm.promises.services import make


def fill(cast, count=1, partner=None, prefix="Acme", currency="EUR"):
    """`count` of each: leads in every state that somebody has to act on, registrations, deals, fees, documents."""
    partner = partner or cast.one
    member = partner.members.order_by("pk").last()
    made = {"customers": [], "deals": [], "leads": []}
    for number in range(count):
        name = f"{prefix} {number:03}"
        customer = Customer.objects.create(name=name, identity=f"{prefix}-{number}", country="NL")
        made["customers"].append(customer)
        for state in (LeadState.OFFERED, LeadState.ACCEPTED, LeadState.HELD, LeadState.UNPLACED):
            made["leads"].append(_lead(cast, customer, state, partner, member))
        _inbound(cast, customer, partner, member)
        made["deals"] += _deals(cast, customer, partner, member, name, currency)
        _registrations(cast, partner, member, name, currency)
        _fees(partner, made["deals"][-4:], currency)
        new_document(actor=cast.ada, title=f"Rules {number}", kind="contract", body="x", must_acknowledge=True)
        Message.objects.create(key=f"{prefix}-{number}", channel="mail", address="x@example.com", state="parked")
    WorkerSeen.objects.update_or_create(name="worker", defaults={"seen_at": timezone.now()})
    return made


def _lead(cast, customer, state, partner, member, direction=Direction.OUTBOUND):
    now = timezone.now()
    contact = Contact.objects.create(customer=customer, name=f"Contact {direction} {state}", email="c@example.com")
    owned = direction == Direction.INBOUND or state == LeadState.ACCEPTED
    lead = Lead.objects.create(
        direction=direction, state=state, customer=customer, contact=contact, lead_source=Source.WEB, arrived_at=now,
        state_since=now, last_activity_at=now - timedelta(days=20), rank="hot", score=80, product=cast.product,
        value=Decimal(5000), value_currency="EUR",
        partner=partner if owned else None, member=member if owned else None,
        receiver=cast.ben if direction == Direction.INBOUND else None,
        referrer=member if direction == Direction.INBOUND else None,
        campaign=default_campaign(partner) if direction == Direction.INBOUND else None,
    )  # fmt: skip
    if state == LeadState.OFFERED:
        inbound = direction == Direction.INBOUND
        Offer.objects.create(
            lead=lead, recipient=cast.ben if inbound else member.user, partner=None if inbound else partner,
            state=OfferState.OPEN, offered_at=now, answer_by=now + timedelta(hours=5),
        )  # fmt: skip
    elif state == LeadState.ACCEPTED:
        make(
            kind=Kind.CONTACT_CUSTOMER, subject=lead, owed_by=lead.receiver or member.user, label=str(lead),
            url=lead.get_absolute_url(), partner=partner, started_at=now - timedelta(days=9),
            due_at=now - timedelta(days=2),
        )  # fmt: skip
    return lead


def _inbound(cast, customer, partner, member):
    for state in (LeadState.OFFERED, LeadState.ACCEPTED, LeadState.ACTION_REQUIRED):
        _lead(cast, customer, state, partner, member, Direction.INBOUND)


def _deals(cast, customer, partner, member, name, currency):
    now = timezone.now()
    deals = []
    for stage in (Stage.ENGAGING, Stage.PROPOSAL, Stage.WON, Stage.LOST):
        closed = now - timedelta(days=1) if stage in (Stage.WON, Stage.LOST) else None
        deals.append(
            Opportunity.objects.create(
                name=f"{name} {stage}",
                customer=customer,
                deal_source=DealSource.REGISTRATION,
                member=member,
                partner=partner,
                sales_rep=cast.ben,
                product=cast.product,
                amount=Decimal(1000),
                amount_currency=currency,
                stage=stage,
                stage_since=now,
                opened_at=now - timedelta(days=40),
                last_activity_at=now - timedelta(days=90),
                closed_at=closed,
                close_on=timezone.localdate() + timedelta(days=40),
            )
        )
    return deals


def _registrations(cast, partner, member, name, currency):
    now = timezone.now()
    for state in (
        RegistrationState.IN_REVIEW,
        RegistrationState.ACTION_REQUIRED,
        RegistrationState.CONTESTED,
        RegistrationState.REJECTING,
        RegistrationState.APPROVED,
    ):
        customer = Customer.objects.create(name=f"{name} {state}", identity=f"{name}-{state}", country="NL")
        row = Registration.objects.create(
            state=state, company=f"{name} {state}", country="NL", contact_name="X", contact_email="x@example.com",
            product=cast.product, scope="gtx", amount=Decimal(2000), amount_currency=currency,
            close_on=timezone.localdate(), need="Need", customer=customer, partner=partner, referrer=member,
            reviewer=cast.ben, submitted_at=now, rejection_by=cast.ben, rejection_started_at=now,
            rejection_reasons=["not_qualified"], rejection_checked="x", rejection_changes="x",
        )  # fmt: skip
        if state == RegistrationState.APPROVED:
            today = timezone.localdate()
            Protection.objects.create(
                registration=row, partner=partner, customer=customer, scope="gtx", starts_on=today,
                ends_on=today + timedelta(days=10),
            )  # fmt: skip


def _fees(partner, deals, currency):
    plan, _made = CompensationPlan.objects.get_or_create(
        name="Plan", number=1, defaults={"in_force_from": timezone.localdate() - timedelta(days=400)}
    )
    states = (FeeState.ACCRUED, FeeState.DUE, FeeState.APPROVED, FeeState.PAID)
    for deal, state in zip(deals, states, strict=True):
        Fee.objects.create(
            opportunity=deal, plan=plan, state=state, base=Decimal(1000), base_currency=currency,
            amount=Decimal(100), amount_currency=currency, due_on=timezone.localdate() - timedelta(days=3),
            partner=partner, paid_at=timezone.now() if state == FeeState.PAID else None, payment_reference="x",
        )  # fmt: skip
