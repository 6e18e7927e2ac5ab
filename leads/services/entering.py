"""A lead arrives: from the vendor's own sources (outbound), or from a partner (inbound)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
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
from ..enums import Action, Direction, LeadState, Source, Step
from ..models import Customer, Lead
from . import arriving, customers, doubles, qualifying
from .customers import Contacts, Named, Person
from .moving import locked, move, note_down, pass_step
from .routing import hand_to_staff

CURRENCIES = frozenset(str(currency) for currency in KNOWN_CURRENCIES)
VENDOR_SOURCE = "vendor"
COMPANY_FACTS = ("company", "website", "country", "region", "city", "postcode", "industry", "size")
TAKEN = "one_lead_per_source_id"
TRIES = 3
VALUES_BELOW, CENT = Decimal(10) ** 12, Decimal("0.01")


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
        if self.value is not None and self.value >= VALUES_BELOW:
            problems["value"] = _("This value is too large.")
        if self.currency and self.currency not in CURRENCIES:
            problems["currency"] = _("This currency is not known.")
        if self.language and self.language not in languages.NAMES:
            problems["language"] = _("This language is not known.")
        if problems:
            raise InvalidInput(next(iter(problems.values())), fields=problems)
        return self

    @property
    def origin(self) -> tuple[str, str]:
        """What an outbound lead is known by: its source, and its id there or ''."""
        return self.source or VENDOR_SOURCE, self.external_id

    @cached_property
    def named(self) -> Named:
        facts = {name: getattr(self, name) for name in customers.FACTS}
        return Named(self.company.strip(), self.website, self.country, self.contact_email, facts)

    @cached_property
    def person(self) -> Person:
        name, title, phone = self.contact_name.strip(), self.contact_title.strip(), self.contact_phone.strip()
        return Person(name, title, self.contact_email, phone, self.consent)

    def values(self, source: str, now: datetime) -> dict[str, Any]:
        """What a new lead's row holds of it, as the database would give it back."""
        value = None if self.value is None else self.value.quantize(CENT, ROUND_HALF_UP)
        return {
            "state": LeadState.NEW,
            "need": self.need.strip(),
            "language": self.language,
            "product": self.product,
            "value": None if value is None else Money(value, self.currency or settings.DEFAULT_CURRENCY),
            "lead_source": self.lead_source,
            "arrived_at": self.arrived_at or now,
            "state_since": now,
            "last_activity_at": now,
            "source": source if self.external_id else "",
            "external_id": self.external_id,
            "rules_accepted_id": self.rules_accepted_id,
        }


def receive_outbound(actor: Any, data: LeadData) -> Lead:
    """A lead of the vendor's own: scored, then held or on its way to a member within seconds.

    `actor` None is an import or another system. The same external id from the same source gives the lead it gave
    before, unchanged. Raises NotAllowed for people who do not sell, InvalidInput for data that cannot be a lead.
    """
    return receive_many(actor, [data])[0]


def receive_many(actor: Any, data: Sequence[LeadData]) -> list[Lead]:
    """The same for many, in one transaction: what receiving them one after another gives, in their order.

    By a number of statements that does not grow with them. Their customers are held until the transaction ends.
    """
    if actor is not None and actor.role not in SELLING_STAFF:
        raise NotAllowed(_("Only the vendor's sales staff enter leads here."))
    for one in data:
        one.checked()
    tries = 0
    while True:
        try:
            with transaction.atomic():
                return _receive(actor, data)
        except IntegrityError as error:
            # Another request with the same external id was quicker: the next time it is known.
            tries += 1
            if violated(error) != TAKEN or tries == TRIES:
                raise


def _receive(actor: Any, data: Sequence[LeadData]) -> list[Lead]:
    known = _known_of(data)
    new: dict[object, LeadData] = {}
    for place, one in enumerate(data):
        if one.origin not in known:
            new.setdefault(one.origin if one.external_id else place, one)
    held = customers.hold_all([one.named for one in new.values()])
    # Again, for whoever held them until now may have brought some of these.
    known |= _known_of(list(new.values()))
    new = {key: one for key, one in new.items() if one.origin not in known}
    made = dict(zip(new, arriving.enter(actor, list(new.values()), held) if new else (), strict=True))
    return [known.get(one.origin) or made.get(one.origin) or made[place] for place, one in enumerate(data)]


def _known_of(data: Sequence[LeadData]) -> dict[tuple[str, str], Lead]:
    """Leads that came before, by source and external id."""
    wanted: dict[str, list[str]] = {}
    for one in data:
        if one.external_id:
            wanted.setdefault(one.origin[0], []).append(one.external_id)
    if not wanted:
        return {}
    same = Q()
    for source, ids in wanted.items():
        same |= Q(source=source, external_id__in=ids)
    return {(lead.source, lead.external_id): lead for lead in Lead.objects.filter(same).order_by("pk")}


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
    customer = _customer(data)
    double = _open_lead(customer, data, partner_id=member.partner_id)
    if double:
        raise InvalidInput(_("You have already sent this lead: it is %(ref)s.") % {"ref": double.ref})
    lead = _create(data, source, customer, member)
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


def _customer(data: LeadData) -> Customer:
    """The customer, held, so that two who enter the same person at once do not make two of it."""
    return customers.hold_all([data.named])[data.named.identity]


def _open_lead(customer: Customer, data: LeadData, *, partner_id: int) -> Lead | None:
    """An open lead of the same person and product from the same partner."""
    about = {"email": data.contact_email, "name": data.contact_name}
    return doubles.open_lead_of(customer, data.product, **about, partner_id=partner_id)


def _create(data: LeadData, source: str, customer: Customer, member: Member) -> Lead | None:
    """The new row; None when another request with the same external id was quicker."""
    credit = {"referrer": member, "campaign": chosen_campaign(member.partner, data.campaign)}
    contacts = Contacts([customer.pk], [data.person], member.partner)
    contact = contacts.match_or_create(customer, data.person, **credit)
    contacts.save()
    lead = Lead(
        contact=contact,
        customer=customer,
        direction=Direction.INBOUND,
        member=member,
        partner=member.partner,
        as_entered={name: getattr(data, name) for name in COMPANY_FACTS},
        **credit,
        **data.values(source, timezone.now()),
    )
    lead.lead_source = Source.PARTNER
    try:
        with transaction.atomic():
            lead.save(force_insert=True)
    except IntegrityError as error:
        if violated(error) != TAKEN:
            raise
        return None
    pass_step(lead, Step.LEAD, partner=member.partner, member=member)
    return lead
