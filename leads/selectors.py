"""Questions about leads and offers. Who may know what of a contact is decided here and nowhere else."""

import heapq
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Abs
from django.utils import timezone
from django.utils.translation import gettext as _
from django_countries import countries

from partners.enums import CompanySize, Industry
from partners.models import Member, Partner, partner_id_of
from prm.accounts.enums import CHANNEL, SELLING_STAFF, Role
from prm.accounts.models import User
from prm.core import references
from prm.core.finding import any_of, has, with_words
from prm.core.vcards import ContactCard
from prm.promises.models import Promise

from . import identity, rules
from .enums import FINAL, WORKED, Action, Direction, LeadState, OfferState, Who
from .learning.model import faded
from .models import (
    DraftShare,
    Lead,
    LeadPolicy,
    LearnedScore,
    Offer,
    OfferQuerySet,
    Passage,
    PolicyDraft,
    RoutingDecision,
)
from .standing import Line

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


def actions_of(user: Any, lead: Lead, offer: Offer | None = None) -> list[Action]:
    """Everything this person may do to the lead now; `offer` as for `standing_of`."""
    named = rules.actions_for(lead.state, lead.direction, standing_of(user, lead, offer))
    return [action for action in named if rules.fits_the_letter(action, lead, timezone.now())]


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


COMPANY_FACTS = ("city", "country", "industry", "size")


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


def leads_to_settle(user: Any) -> QuerySet[Lead]:
    """What waits for the channel's staff, told apart by state; empty for everybody else.

    Leads that nobody took (unplaced) or that lack something (held), rejections to read before they go out (offered),
    and appeals to answer (rejected).
    """
    rows = Lead.objects.visible_to(user) if getattr(user, "role", "") in CHANNEL else Lead.objects.none()
    stuck = Q(state__in=[LeadState.UNPLACED, LeadState.HELD])
    to_read = Q(state=LeadState.OFFERED, rejection_started_at__isnull=False) & ~Q(rejection_by=user.pk)
    appealed = Q(state=LeadState.REJECTED, appealed_at__isnull=False, appeal_answered_at=None)
    return rows.filter(stuck | to_read | appealed).select_related(*LEAD_RELATED)


# -- around one lead


def channel_manager_for(lead: Lead) -> User | None:
    """Who looks after this lead at the vendor: its partner's channel manager, else the one who owes least.

    None only where nobody of the channel is active.
    """
    owner = lead.partner.owner if lead.partner else None
    if owner is not None and owner.is_active:
        return owner
    return next(iter(channel_managers(1)), None)


def channel_managers(count: int) -> list[User]:
    """Who at the vendor looks after so many leads that are with no partner: each next one whoever owes least by then.

    Empty only where nobody of the channel is active.
    """
    owed = Count("promises", filter=Q(promises__state="open"))
    people = User.objects.active().annotate(owed=owed).order_by("owed", "pk")
    managers = list(people.with_role(Role.CHANNEL_MANAGER)) or list(people.with_role(Role.ADMINISTRATOR))
    if not managers:
        return []
    waiting = [(manager.owed, place) for place, manager in enumerate(managers)]
    chosen = []
    for _number in range(count):
        owes, place = heapq.heappop(waiting)
        chosen.append(managers[place])
        heapq.heappush(waiting, (owes + 1, place))
    return chosen


def colleagues_in_channel(promise: Promise) -> list[User]:
    """The other channel managers than the one who owes it; the administrators where there are none."""
    people = User.objects.active().exclude(pk=promise.owed_by_id).order_by("pk")
    return list(people.with_role(Role.CHANNEL_MANAGER)) or list(people.with_role(Role.ADMINISTRATOR))


def leads_of_same_customer(lead: Lead) -> QuerySet[Lead]:
    """Other open leads at the same customer. For staff only: a partner never learns who else works there."""
    rows = Lead.objects.filter(customer=lead.customer_id).open().exclude(pk=lead.pk)
    return rows.select_related(*LEAD_RELATED)


def places_taken(user: User) -> int:
    """Outbound leads this member works now."""
    return Lead.objects.filter(direction=Direction.OUTBOUND, state__in=WORKED, member__user=user).count()


# -- lists


def lead_list(user: Any) -> QuerySet[Lead]:
    """Every lead this person may see, with what a list shows of it."""
    return Lead.objects.visible_to(user).select_related(*LEAD_RELATED)


def offer_list(user: Any) -> OfferQuerySet:
    """Every outbound offer this person may see, with what a list shows of it."""
    return Offer.objects.visible_to(user).filter(partner__isnull=False).select_related(*OFFER_RELATED)


def own(rows: QuerySet[Lead], user: Any) -> QuerySet[Lead]:
    """The leads among these that are this very person's: worked, brought or received by them."""
    return rows.filter(Q(member__user=user.pk) | Q(receiver=user.pk))


def that_passed(rows: QuerySet[Lead], step: str, partner: Partner | None = None) -> QuerySet[Lead]:
    """The leads among these that passed this step of the waterfall; with a partner, while they were with it."""
    passages = Passage.objects.filter(step=step, **({"partner": partner} if partner else {}))
    return rows.filter(pk__in=passages.order_by().values("lead"))


def arrived(rows: QuerySet, path: str, since: date | None = None, until: date | None = None) -> QuerySet:
    """The rows whose lead (reached by `path`) arrived in these days, both included, in UTC as the waterfall counts."""
    if since is not None:
        rows = rows.filter(**{f"{path}arrived_at__gte": datetime.combine(since, time(), UTC)})
    if until is not None:
        rows = rows.filter(**{f"{path}arrived_at__lt": datetime.combine(until + timedelta(days=1), time(), UTC)})
    return rows


def matching(rows: QuerySet[Lead], text: str) -> QuerySet[Lead]:
    """Leads whose reference, company or contact contains the text, among rows that are visible already."""
    ref = references.clean(text)
    if ref:
        return rows.filter(ref=ref)
    company = (
        has("customer__name", text) & Q(as_entered={}),
        has(KT("as_entered__company"), text) & ~Q(as_entered={}),
    )
    return any_of(rows, *company, *(has(field, text) for field in ("contact__name", "contact__email", "external_id")))


def offers_matching(rows: QuerySet[Offer], text: str) -> QuerySet[Offer]:
    """Offers whose reference, company or city contains the text. Never by the contact, which may be masked."""
    ref = references.clean(text)
    if ref:
        return rows.filter(Q(ref=ref) | Q(lead__ref=ref))
    return with_words(rows, text, "lead__customer__name", "lead__customer__city")


def people_for(lead: Lead) -> QuerySet[User]:
    """Whom the channel manager may give this lead to: selling staff (inbound), or members who never had it."""
    if lead.is_inbound:
        return User.objects.active().with_role(*sorted(SELLING_STAFF)).exclude(leads_received=lead)
    had_it = Offer.objects.filter(lead=lead, partner__isnull=False).values("partner")
    rows = User.objects.active().filter(member__partner__in=Partner.objects.active())
    return rows.exclude(member__partner__in=had_it).select_related("member__partner").order_by("name", "pk")


def colleagues_of(lead: Lead) -> QuerySet[Member]:
    """Who else at the lead's partner could work it."""
    rows = Member.objects.active().filter(partner=lead.partner_id).exclude(leads=lead)
    return rows.select_related("user").order_by("user__name", "pk")


def people_to_appeal_to(user: Any) -> QuerySet[User]:
    """Who reads a rejected lead afresh: the channel's staff, not the one who rejects."""
    return User.objects.active().with_role(*sorted(CHANNEL)).exclude(pk=user.pk)


def decision_of(lead: Lead) -> RoutingDecision | None:
    """The latest decision about where this lead goes."""
    return lead.decisions.order_by("-hop", "-pk").first()


def passages_of(lead: Lead) -> dict[str, Any]:
    """When the lead first passed each step (UTC)."""
    return dict(lead.passages.order_by("-at", "-pk").values_list("step", "at"))


def chance_of(lead: Lead) -> dict[str, int] | None:
    """Of a hundred leads like it, how many become a deal: when it was scored, and at its age now. None: not known."""
    if lead.chance is None or lead.scored_at is None:
        return None
    half_life = LeadPolicy.objects.filter(is_current=True).values_list("fades_days", flat=True).first()
    left = lead.chance
    if half_life and lead.state not in FINAL:
        left = faded(left, (timezone.now() - lead.scored_at).days, half_life)
    return {"then": round(100 * lead.chance), "now": round(100 * left)}


def learned_versions() -> QuerySet[LearnedScore]:
    """What was learned, the newest first, without the weights. For staff only."""
    return LearnedScore.objects.exclude(learned_at=None).defer("weights", "by_points", "scale").order_by("-pk")


def is_learning() -> bool:
    return LearnedScore.objects.filter(learned_at=None).exists()


def drafts() -> QuerySet[PolicyDraft]:
    """Every draft of the policy, the newest first. For staff only."""
    return PolicyDraft.objects.select_related("drafted_by").order_by("-pk")


def shares_of(draft: PolicyDraft) -> QuerySet[DraftShare]:
    """Whose share of past leads a draft would change; who would win or lose most leads first. For staff only."""
    rows = draft.shares.select_related("partner").annotate(more=F("leads_then") - F("leads_now"))
    return rows.order_by(Abs("more").desc(), "-value_then", "pk")


def sums_of(draft: PolicyDraft) -> dict[str, int]:
    """How many partners would get more, and how many less."""
    more, less = Q(leads_then__gt=F("leads_now")), Q(leads_then__lt=F("leads_now"))
    return draft.shares.aggregate(more=Count("pk", filter=more), less=Count("pk", filter=less))


def policy_versions() -> QuerySet[LeadPolicy]:
    """Every version of the policy, the newest first. For staff only."""
    return LeadPolicy.objects.order_by("-number")


def waiting_leads() -> QuerySet[Lead]:
    """Outbound leads that wait to be routed, the longest waiting first. For the portal's own work."""
    rows = Lead.objects.waiting_for_routing().filter(direction=Direction.OUTBOUND)
    return rows.select_related(*LEAD_RELATED).order_by("state_since", "pk")
