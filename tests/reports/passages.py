"""Leads that stand at a given step of the waterfall, with the passages of all steps before it."""

from datetime import timedelta

from django.utils import timezone

from leads.enums import Direction, LeadState, OfferState, Step
from leads.models import Contact, Customer, Lead, Offer, Passage
from partners.selectors import default_campaign

ORDER = list(Step)
AT_PARTNER = {Step.ACCEPTED, Step.CONTACTED, Step.OPPORTUNITY, Step.WON}


def leads_at(cast, step, count=1, *, partner=None, direction=Direction.OUTBOUND, days_ago=3, name="Acme"):
    """Each step took a day; the lead arrived `days_ago` days ago. Returns the leads."""
    partner = partner or cast.one
    member = partner.members.order_by("pk").last()
    made = []
    for _number in range(count):
        customer = Customer.objects.create(name=name, identity=f"{name}-{Customer.objects.count()}", country="NL")
        contact = Contact.objects.create(customer=customer, name="Contact", email="c@example.com")
        made.append(_lead(cast, step, partner, member, direction, days_ago, customer, contact))
    return made


def _lead(cast, step, partner, member, direction, days_ago, customer, contact):
    arrived = timezone.now() - timedelta(days=days_ago)
    inbound = direction == Direction.INBOUND
    is_theirs = inbound or step in AT_PARTNER
    lead = Lead.objects.create(
        direction=direction, state=LeadState.CONVERTED if step in AT_PARTNER else LeadState.QUALIFIED,
        customer=customer, contact=contact, lead_source="web", arrived_at=arrived, state_since=arrived,
        last_activity_at=arrived, partner=partner if is_theirs else None, member=member if is_theirs else None,
        receiver=cast.ben if inbound else None, referrer=member if inbound else None,
        campaign=default_campaign(partner) if inbound else None,
    )  # fmt: skip
    for number, passed in enumerate(ORDER[: ORDER.index(step) + 1]):
        with_partner = inbound or passed in AT_PARTNER or passed == Step.OFFERED
        Passage.objects.create(
            lead=lead, step=passed, at=arrived + timedelta(days=number),
            partner=partner if with_partner else None, member=member if with_partner else None,
        )  # fmt: skip
        if passed == Step.OFFERED and not inbound:
            Offer.objects.create(
                lead=lead, recipient=member.user, partner=partner, offered_at=arrived,
                state=OfferState.ACCEPTED if is_theirs else OfferState.EXPIRED,
                answer_by=arrived + timedelta(days=1), answered_at=arrived,
            )  # fmt: skip
    return lead
