"""Who may know and do what with a lead. Who may know what of a contact is decided here and nowhere else."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django_countries import countries

from partners.enums import CompanySize, Industry
from partners.models import partner_id_of
from prm.accounts.enums import CHANNEL, SELLING_STAFF, Role
from prm.core.vcards import ContactCard

from .. import identity, rules
from ..enums import Action, LeadState, OfferState, Who
from ..models import (
    Lead,
    Offer,
    RoutingDecision,
)
from ..standing import Line

COMPANY_FACTS = ("city", "country", "industry", "size")


def standing_of(user: Any, lead: Lead, offer: Offer | None = None) -> frozenset[Who]:
    """How this person stands to the lead; None is the portal itself. Inactive people stand nowhere.

    `offer` is the open offer where the caller has it at hand; otherwise it is looked up when the lead is offered.
    """
    if user is None:
        return frozenset({Who.SYSTEM})
    if not user.is_active:
        return frozenset()
    found = _vendor_standing(user, lead) if user.is_vendor else _partner_standing(user, lead)
    if lead.state == LeadState.OFFERED and _answers(user, offer or open_offer_of(lead)):
        found.add(Who.RECIPIENT)
    return frozenset(found)


def actions_of(user: Any, lead: Lead, offer: Offer | None = None) -> list[Action]:
    """Everything this person may do to the lead now; `offer` as for `standing_of`."""
    named = rules.actions_for(lead.state, lead.direction, standing_of(user, lead, offer))
    return [action for action in named if rules.fits_now(action, lead, timezone.now())]


def _vendor_standing(user: Any, lead: Lead) -> set[Who]:
    found = {Who.SELLER} if user.role in SELLING_STAFF else set()
    if user.role in CHANNEL:
        found.add(Who.CHANNEL)
    if lead.is_inbound and lead.receiver_id == user.pk:
        found.add(Who.WORKER)
    return found


def _partner_standing(user: Any, lead: Lead) -> set[Who]:
    partner_id = partner_id_of(user)
    if partner_id is None or lead.partner_id != partner_id:
        return set()
    is_admin, is_own = user.role == Role.PARTNER_ADMIN, lead.member_id == user.member.pk
    if lead.is_inbound:
        return {Who.SUBMITTER} if is_admin or is_own else set()
    found = {Who.WORKER} if is_own else set()
    return found | ({Who.ADMIN_OF_PARTNER} if is_admin else set())


def _answers(user: Any, offer: Offer | None) -> bool:
    """The named person answers; for a member also the admin of their partner, in their place."""
    if offer is None or offer.state != OfferState.OPEN:
        return False
    if offer.recipient_id == user.pk:
        return offer.partner_id is None or offer.partner_id == partner_id_of(user)
    is_admin = user.role == Role.PARTNER_ADMIN and offer.partner_id is not None
    return is_admin and offer.partner_id == partner_id_of(user)


def open_offer_of(lead: Lead) -> Offer | None:
    """The offer that waits for an answer."""
    return Offer.objects.filter(lead=lead, state=OfferState.OPEN).select_related("recipient", "partner").first()


def may_see_contact(lead: Lead, user: Any) -> bool:
    """Staff always; members when the lead is their partner's: brought by it, or accepted by it."""
    if not getattr(user, "is_active", False):
        return False
    return bool(user.is_vendor or (lead.partner_id is not None and lead.partner_id == partner_id_of(user)))


@dataclass(frozen=True)
class ContactView:
    """The customer's person as one reader may see them. Masked: job title only, every other text is empty."""

    masked: bool
    name: str
    title: str
    company: str
    email: str
    phone: str
    need: str
    website: str

    @property
    def card(self) -> ContactCard:
        return ContactCard(self.name, self.title, self.company, self.email, self.phone)


def contact_of(lead: Lead, user: Any) -> ContactView:
    """The contact as this person may see it; pages, the API, exports and mails all ask here.

    While masked, addresses, numbers, links and the contact's name are taken out of the need as well.
    """
    contact = lead.contact
    if may_see_contact(lead, user):
        website = lead.as_entered.get("website", "") if lead.is_inbound else lead.customer.domain
        return ContactView(
            False, contact.name, contact.title, lead.company_name, contact.email, contact.phone, lead.need, website
        )
    need = identity.redacted(lead.need, contact.name)
    return ContactView(True, "", contact.title, lead.company_name, "", "", need, "")


@dataclass(frozen=True)
class CompanyView:
    """The company as one reader may see it: staff what we know, a partner what it told us of its own lead."""

    place: str
    industry: str
    size: str


def company_facts(lead: Lead, user: Any) -> dict[str, str]:
    """City, country, industry and size as codes; '' where nothing is known or this reader did not tell it."""
    if lead.is_inbound and not user.is_vendor:
        return {name: lead.as_entered.get(name, "") for name in COMPANY_FACTS}
    return {name: str(getattr(lead.customer, name) or "") for name in COMPANY_FACTS}


def company_of(lead: Lead, user: Any) -> CompanyView:
    """The customer's company in words."""
    told = company_facts(lead, user)
    place = (told["city"], countries.name(told["country"]) if told["country"] else "")
    return CompanyView(
        ", ".join(part for part in place if part),
        str(dict(Industry.choices).get(told["industry"], "")),
        str(dict(CompanySize.choices).get(told["size"], "")),
    )


def why_offered(offer: Offer, user: Any) -> str:
    """Why this person got it. A member reads of themself only, never of who else was considered."""
    decision = offer.decision
    if decision is None:
        return ""
    if user.is_vendor:
        return decision.sentence
    own = _own_line(decision)
    if own is None:
        return _("The channel manager chose you.")
    if not own.area:
        return _("You hold the protected deal with this customer.")
    return _("It fits your territory “%(area)s”.") % {"area": own.area}


def why_lines(offer: Offer, user: Any) -> list[str]:
    """The reasons behind it, with points, for a member's own line; staff read the whole decision on the lead."""
    own = _own_line(offer.decision) if offer.decision and not user.is_vendor else None
    return own.reasons if own else []


def _own_line(decision: RoutingDecision) -> Line | None:
    return next((line for line in decision.lines if line.chosen), None)
