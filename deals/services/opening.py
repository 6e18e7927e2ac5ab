"""A deal begins: out of an approved registration or a lead that was worked. Credit comes along."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deals.enums import OPEN_STAGES, DealSource
from deals.models import Opportunity, Registration
from deals.selectors import stall_days_of
from leads.enums import WORKED, Direction
from leads.models import Lead
from leads.services import working as leads_working
from leads.services.customers import match_or_create_contact
from prm.accounts.models import User
from prm.core import timeline
from prm.core.calendar import calendar_of
from prm.core.errors import DomainError, NotAllowed
from prm.promises import services as promises
from prm.promises.enums import Kind
from prm.promises.selectors import promise_of

# The ladder of a deal that nobody touches: who works it, twice; the partner's manager; the channel.
REMIND_AT, OWNER_AFTER, CHANNEL_AFTER = 0.8, 1.25, 1.5
LADDER = (("remind", REMIND_AT), ("owner", OWNER_AFTER), ("channel", CHANNEL_AFTER))
CONVERT_FIELDS = frozenset({"name", "product", "amount", "close_on", "next_step"})


def deal_of_registration(row: Registration, actor: User) -> Opportunity:
    """The deal of an approved registration: its lead's, or a new one. The customer's row must be locked."""
    assert row.customer is not None
    rows = Opportunity.objects.select_for_update(of=("self",))
    of_lead = rows.filter(lead=row.lead_id).first() if row.lead_id else None
    if of_lead is not None and _can_be_registered(of_lead, row):
        return of_lead
    credit: dict[str, Any] = {"partner": row.partner, "referrer": row.referrer, "campaign": row.campaign}
    contact = match_or_create_contact(
        row.customer,
        name=row.contact_name,
        title=row.contact_title,
        email=row.contact_email,
        phone=row.contact_phone,
        **credit,
    )
    deal = _open(
        actor,
        name=f"{row.company} · {row.product}",
        customer=row.customer,
        contact=contact,
        lead=row.lead if of_lead is None else None,
        deal_source=DealSource.REGISTRATION,
        member=row.referrer,
        sales_rep=row.reviewer,
        product=row.product,
        amount=row.amount,
        close_on=row.close_on,
        **credit,
    )
    if row.lead is not None and of_lead is None:
        _convert_quietly(row.lead, row)
    return deal


def _can_be_registered(deal: Opportunity, row: Registration) -> bool:
    """Whether the lead's deal is the one that is registered now: open, the partner's, not registered yet."""
    return deal.stage in OPEN_STAGES and deal.partner_id == row.partner_id and not hasattr(deal, "registration")


def _convert_quietly(lead: Lead, row: Registration) -> None:
    """The lead ends where its deal begins; one that went another way meanwhile stays there."""
    person = row.referrer.user if row.referrer else None
    if person is None or lead.state not in WORKED:
        return
    try:
        with transaction.atomic():
            leads_working.mark_converted(person, lead)
    except DomainError:
        timeline.record(row, None, _("The lead was not marked as converted"), icon="link-2-off", vendor_only=True)


@transaction.atomic
def convert_lead(actor: User, lead: Lead, data: Mapping[str, Any]) -> Opportunity:
    """A worked lead becomes a deal, with the lead's credit. Converting it again gives the deal that is there.

    `data` holds CONVERT_FIELDS. Raises NotAllowed and TransitionRefused as the lead's own rules say.
    """
    unknown = set(data) - CONVERT_FIELDS
    if unknown:
        raise ValueError(f"Not fields of a new deal: {sorted(unknown)}")
    lead = Lead.objects.lock(lead)
    existing = Opportunity.objects.filter(lead=lead).first()
    if existing is not None:
        return _if_visible(existing, actor)
    leads_working.mark_converted(actor, lead)
    partner = lead.partner
    return _open(
        actor,
        **{"name": _name_of(lead), "product": lead.product, "amount": lead.value, **data},
        customer=lead.customer,
        contact=lead.contact,
        lead=lead,
        deal_source=DealSource.INBOUND_LEAD if lead.direction == Direction.INBOUND else DealSource.OUTBOUND_LEAD,
        partner=partner,
        referrer=lead.referrer,
        campaign=lead.campaign,
        member=lead.member,
        sales_rep=lead.receiver or (partner.sales_rep if partner else None),
    )


def _name_of(lead: Lead) -> str:
    return f"{lead.company_name} · {lead.product}" if lead.product else lead.company_name


def _if_visible(deal: Opportunity, actor: User) -> Opportunity:
    if not Opportunity.objects.visible_to(actor).filter(pk=deal.pk).exists():
        raise NotAllowed(_("This lead has become somebody else's deal."))
    return deal


def _open(actor: User, **fields: Any) -> Opportunity:
    now = timezone.now()
    deal = Opportunity.objects.create(opened_at=now, stage_since=now, last_activity_at=now, **fields)
    timeline.record(deal, actor, _("opened the deal"), icon="handshake", partner=deal.partner)
    start_clock(deal)
    return deal


def debtor_of(deal: Opportunity) -> User | None:
    """Who owes the next step: the partner's member, without one the sales rep; nobody whose account is closed."""
    person = deal.member.user if deal.member is not None else deal.sales_rep
    return person if person is not None and person.is_active else None


def start_clock(deal: Opportunity) -> None:
    """Whoever works the deal keeps it up to date: the clock begins again with every change, and is not doubled.

    It runs as long as a deal may stand still in its stage.
    """
    person = debtor_of(deal)
    if person is None:
        return
    due_at = calendar_of(person).add_days(timezone.now(), stall_days_of(deal.stage))
    moved = promises.reassign(Kind.UPDATE_DEAL, deal, person, restart=True, due_at=due_at)
    if moved is None:
        promises.make(
            kind=Kind.UPDATE_DEAL,
            subject=deal,
            owed_by=person,
            label=deal.name,
            url=deal.get_absolute_url(),
            partner=deal.partner,
            due_at=due_at,
            nudges=LADDER,
        )


def touched(deal: Opportunity) -> None:
    """Something happened to an open deal: what was overdue is kept late, and the clock begins again."""
    promise = promise_of(Kind.UPDATE_DEAL, deal)
    if promise is not None and promise.is_late():
        promises.keep(Kind.UPDATE_DEAL, deal)
    start_clock(deal)
