"""A lead arrives: from the vendor's own sources (outbound), or from a partner (inbound)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from djmoney.money import Money
from djmoney.settings import CURRENCIES as KNOWN_CURRENCIES

from partners.models import Campaign, Member, Product
from partners.selectors import chosen_campaign, member_of
from prm.accounts.enums import SELLING_STAFF
from prm.core import languages
from prm.core.errors import InvalidInput, NotAllowed, violated

from .. import identity
from ..enums import Action, Direction, Lack, LeadState, Source, Step
from ..models import Customer, Lead
from . import customers, doubles, qualifying
from .moving import locked, move, note_down, pass_step
from .routing import hand_to_staff

CURRENCIES = frozenset(str(currency) for currency in KNOWN_CURRENCIES)
VENDOR_SOURCE = "vendor"
COMPANY_FACTS = ("company", "website", "country", "region", "city", "postcode", "industry", "size")


@dataclass(frozen=True)
class LeadData:
    """What somebody knows of a lead. Only `company` and `contact_name` must be there.

    `value` is in `currency` (the site's own when empty); `language` has two letters. With an `external_id`, the same
    lead from the same `source` is taken once. `keep` holds an outbound lead back from routing. `arrived_at` is aware,
    now when left out.
    """

    company: str
    contact_name: str
    website: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    postcode: str = ""
    industry: str = ""
    size: str = ""
    contact_title: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    consent: str = ""
    need: str = ""
    language: str = ""
    product: Product | None = None
    value: Decimal | None = None
    currency: str = ""
    lead_source: str = Source.WEB
    source: str = ""
    external_id: str = ""
    keep: bool = False
    arrived_at: datetime | None = None
    rules_accepted_id: int | None = None
    campaign: Campaign | None = None

    def checked(self) -> "LeadData":
        """Itself. Raises InvalidInput naming the field that cannot be used."""
        problems = {}
        if not identity.normal_company(self.company):
            problems["company"] = _("Give the company's name.")
        if not self.contact_name.strip():
            problems["contact_name"] = _("Give the person's name.")
        if self.contact_email and not identity.normal_email(self.contact_email):
            problems["contact_email"] = _("This is no e-mail address.")
        if self.value is not None and self.value < 0:
            problems["value"] = _("A value is never negative.")
        if self.currency and self.currency not in CURRENCIES:
            problems["currency"] = _("This currency is not known.")
        if self.language and self.language not in languages.NAMES:
            problems["language"] = _("This language is not known.")
        if problems:
            raise InvalidInput(next(iter(problems.values())), fields=problems)
        return self


@transaction.atomic
def receive_outbound(actor: Any, data: LeadData) -> Lead:
    """A lead of the vendor's own: scored, then held or on its way to a member within seconds.

    `actor` None is an import or another system. The same external id from the same source gives the lead it gave
    before, unchanged. Raises NotAllowed for people who do not sell, InvalidInput for data that cannot be a lead.
    """
    if actor is not None and actor.role not in SELLING_STAFF:
        raise NotAllowed(_("Only the vendor's sales staff enter leads here."))
    source = data.source or VENDOR_SOURCE
    known = _known(source, data.checked())
    if known:
        return known
    customer = _customer(data, fill=True)
    duplicate = _open_lead(customer, data, partner_id=None)
    lead = _create(data, source, customer, Direction.OUTBOUND, None)
    if lead is None:
        return _known_for_certain(source, data)
    note_down(lead, actor, _("Received from: %(source)s") % {"source": lead.get_lead_source_display()}, icon="inbox")
    lacks = [lack for lack, found in ((Lack.DUPLICATE, duplicate), (Lack.KEPT, data.keep)) if found]
    return qualifying.check(actor, locked(lead), lacks=tuple(lacks))


@transaction.atomic
def submit_inbound(actor: Any, data: LeadData) -> Lead:
    """A lead that a member brings: credited to person, partner and campaign, with a sales rep, and acknowledged.

    All of it happens in this transaction, so once it is answered nothing can be lost. The member's own external id
    is taken once per partner. Raises NotAllowed for people without an active partner and InvalidInput for data that
    cannot be a lead or that repeats an open one of the same partner.
    """
    member = _member_in_business(actor)
    source = f"partner:{member.partner.ref}"
    known = _known(source, data.checked())
    if known:
        return known
    customer = _customer(data, fill=False)
    double = _open_lead(customer, data, partner_id=member.partner_id)
    if double:
        raise InvalidInput(_("You have already sent this lead: it is %(ref)s.") % {"ref": double.ref})
    lead = _create(data, source, customer, Direction.INBOUND, member)
    if lead is None:
        return _known_for_certain(source, data)
    return _hand_over(actor, locked(lead))


def _hand_over(actor: Any, lead: Lead) -> Lead:
    qualifying.assess_now(lead)
    lead.missing = []  # a partner's lead is judged by a person, never held by the score
    lead.save(update_fields=list(qualifying.ASSESSED))
    note_down(lead, actor, _("Sent to %(vendor)s") % {"vendor": settings.SITE_NAME}, icon="send")
    move(lead, Action.QUALIFY, None)
    pass_step(lead, Step.QUALIFIED, partner=lead.partner, member=lead.member)
    return hand_to_staff(lead)


def _member_in_business(actor: Any) -> Member:
    member = member_of(actor)
    if member is None or not actor.is_active:
        raise NotAllowed(_("Only a partner's people enter leads here."))
    if not member.partner.is_open_for_business:
        raise NotAllowed(_("Your company's contract is not in force, so it cannot enter leads. Please call us."))
    return member


def _known(source: str, data: LeadData) -> Lead | None:
    if not data.external_id:
        return None
    return Lead.objects.filter(source=source, external_id=data.external_id).first()


def _known_for_certain(source: str, data: LeadData) -> Lead:
    return Lead.objects.get(source=source, external_id=data.external_id)


def _customer(data: LeadData, *, fill: bool) -> Customer:
    """The customer, locked, so that two who enter the same person at once do not make two of it."""
    customer = customers.match_or_create(
        name=data.company.strip(),
        domain=data.website,
        country=data.country,
        email=data.contact_email,
        fill=fill,
        region=data.region,
        city=data.city,
        postcode=data.postcode,
        industry=data.industry,
        size=data.size,
    )
    return Customer.objects.select_for_update().get(pk=customer.pk)


def _open_lead(customer: Customer, data: LeadData, *, partner_id: int | None) -> Lead | None:
    """An open lead of the same person and product from the same side."""
    about = {"email": data.contact_email, "name": data.contact_name}
    return doubles.open_lead_of(customer, data.product, **about, partner_id=partner_id)


def _create(data: LeadData, source: str, customer: Customer, direction: str, member: Member | None) -> Lead | None:
    """The new row; None when another request with the same external id was quicker."""
    partner = member.partner if member else None
    credit: dict[str, Any] = {
        "partner": partner,
        "referrer": member,
        "campaign": chosen_campaign(partner, data.campaign) if partner else None,
    }
    contact = customers.match_or_create_contact(
        customer,
        name=data.contact_name.strip(),
        title=data.contact_title.strip(),
        email=data.contact_email,
        phone=data.contact_phone.strip(),
        consent=data.consent,
        **credit,
    )
    lead = Lead(
        contact=contact, customer=customer, direction=direction, member=member, **credit, **_values(data, source)
    )
    if member:
        lead.lead_source = Source.PARTNER
        lead.as_entered = {name: getattr(data, name) for name in COMPANY_FACTS}
    try:
        with transaction.atomic():
            lead.save(force_insert=True)
    except IntegrityError as error:
        if violated(error) != "one_lead_per_source_id":
            raise
        return None
    pass_step(lead, Step.LEAD, partner=partner, member=member)
    return lead


def _values(data: LeadData, source: str) -> dict[str, Any]:
    now = timezone.now()
    return {
        "state": LeadState.NEW,
        "need": data.need.strip(),
        "language": data.language,
        "product": data.product,
        "value": None if data.value is None else Money(data.value, data.currency or settings.DEFAULT_CURRENCY),
        "lead_source": data.lead_source,
        "arrived_at": data.arrived_at or now,
        "state_since": now,
        "last_activity_at": now,
        "source": source if data.external_id else "",
        "external_id": data.external_id,
        "rules_accepted_id": data.rules_accepted_id,
    }
