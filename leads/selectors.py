"""Questions about leads and offers. Who may know what of a contact is decided here and nowhere else."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from partners.models import partner_id_of
from prm.accounts.enums import CHANNEL, SELLING_STAFF, Role
from prm.accounts.models import User
from prm.core.vcards import ContactCard

from . import identity
from .enums import WORKED, Direction, LeadState, OfferState, Who
from .models import Lead, Offer

LEAD_RELATED = ("customer", "contact", "product", "partner", "member__user", "receiver", "referrer__user", "campaign")
OFFER_RELATED = ("lead__customer", "lead__contact", "lead__product", "recipient", "partner")


# -- who may know and do what


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


# -- what people have to do (every list is one query)


def offers_to_answer(user: Any) -> QuerySet[Offer]:
    """Open offers that wait for this person: a member's leads, or a sales rep's reviews. The most urgent first."""
    rows = Offer.objects.visible_to(user).open().filter(recipient=user.pk, lead__state=LeadState.OFFERED)
    return rows.select_related(*OFFER_RELATED).order_by("answer_by", "pk")


def inbound_to_review(user: Any) -> QuerySet[Offer]:
    """Partners' leads that this sales rep has to decide."""
    return offers_to_answer(user).filter(lead__direction=Direction.INBOUND)


def _mine(user: Any) -> QuerySet[Lead]:
    """Leads this person works."""
    rows = Lead.objects.visible_to(user).select_related(*LEAD_RELATED)
    if getattr(user, "is_vendor", False):
        return rows.filter(direction=Direction.INBOUND, receiver=user.pk)
    return rows.filter(direction=Direction.OUTBOUND, member__user=user.pk)


def leads_to_contact(user: Any) -> QuerySet[Lead]:
    """Accepted leads whose customer nobody has contacted yet, the oldest first."""
    return _mine(user).filter(state=LeadState.ACCEPTED).order_by("state_since", "pk")


def leads_idle(user: Any, days: int = 7) -> QuerySet[Lead]:
    """Leads this person works in which nothing happened for `days` days."""
    since = timezone.now() - timedelta(days=days)
    return _mine(user).filter(state__in=WORKED, last_activity_at__lt=since).order_by("last_activity_at", "pk")


def leads_to_answer(user: Any) -> QuerySet[Lead]:
    """Leads this member brought, of which the vendor wants to know more."""
    rows = Lead.objects.visible_to(user).filter(state=LeadState.ACTION_REQUIRED, member__user=user.pk)
    return rows.select_related(*LEAD_RELATED).order_by("state_since", "pk")


def held_leads() -> QuerySet[Lead]:
    """Leads that lack something before they can be offered. For staff only: nothing is narrowed here."""
    return Lead.objects.filter(state=LeadState.HELD).select_related(*LEAD_RELATED).order_by("arrived_at", "pk")


def unplaced_leads(user: Any) -> QuerySet[Lead]:
    """Leads that nobody took, for the channel's staff to place; empty for everybody else."""
    rows = Lead.objects.visible_to(user) if getattr(user, "role", "") in CHANNEL else Lead.objects.none()
    return rows.filter(state=LeadState.UNPLACED).select_related(*LEAD_RELATED).order_by("state_since", "pk")


# -- around one lead


def channel_manager_for(lead: Lead) -> User | None:
    """Who looks after this lead at the vendor: its partner's channel manager, else the one who owes least.

    None only where nobody of the channel is active.
    """
    owner = lead.partner.owner if lead.partner else None
    if owner is not None and owner.is_active:
        return owner
    owed = Count("promises", filter=Q(promises__state="open"))
    people = User.objects.active().annotate(owed=owed).order_by("owed", "pk")
    return people.with_role(Role.CHANNEL_MANAGER).first() or people.with_role(Role.ADMINISTRATOR).first()


def leads_of_same_customer(lead: Lead) -> QuerySet[Lead]:
    """Other open leads at the same customer. For staff only: a partner never learns who else works there."""
    rows = Lead.objects.filter(customer=lead.customer_id).open().exclude(pk=lead.pk)
    return rows.select_related(*LEAD_RELATED)


def places_taken(user: User) -> int:
    """Outbound leads this member works now."""
    return Lead.objects.filter(direction=Direction.OUTBOUND, state__in=WORKED, member__user=user).count()
