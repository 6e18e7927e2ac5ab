"""A deal begins: out of an approved registration or a lead that was worked. Credit comes along."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deals.enums import OPEN_STAGES, DealSource
from deals.models import Opportunity, Registration
from deals.selectors import current_policy
from leads.enums import WORKED, Direction
from leads.models import Lead
from leads.services import working as leads_working
from leads.services.customers import match_or_create_contact
from prm.accounts.models import User
from prm.core import timeline
from prm.core.errors import DomainError, NotAllowed
from prm.promises import services as promises
from prm.promises.enums import Kind
from prm.promises.selectors import promise_of

OWNER_AFTER = 1.25
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


def start_clock(deal: Opportunity) -> None:
    """Whoever works the deal keeps it up to date: the clock begins again with every change, and is not doubled.

    The partner's member owes it; without one the sales rep.
    """
    person = deal.member.user if deal.member is not None else deal.sales_rep
    if person is None or not person.is_active:
        return
    moved = promises.reassign(Kind.UPDATE_DEAL, deal, person, restart=True)
    if moved is None:
        promises.make(
            kind=Kind.UPDATE_DEAL,
            subject=deal,
            owed_by=person,
            label=deal.name,
            url=deal.get_absolute_url(),
            partner=deal.partner,
            due_at=timezone.now() + timedelta(days=current_policy().stall_days),
            nudges=(("remind", 0.8), ("owner", OWNER_AFTER)),
        )


def touched(deal: Opportunity) -> None:
    """Something happened to an open deal: what was overdue is kept late, and the clock begins again."""
    promise = promise_of(Kind.UPDATE_DEAL, deal)
    if promise is not None and promise.is_late():
        promises.keep(Kind.UPDATE_DEAL, deal)
    start_clock(deal)
