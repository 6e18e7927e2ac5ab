"""Leads find their person: claimed, decided by the pure engine, offered with a clock, and the decision kept."""

import logging
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.models import Partner, Product
from partners.selectors import named_sales_rep
from prm.accounts.models import User
from prm.promises import services as promises
from prm.promises.enums import Kind

from .. import messages, routing
from ..enums import Action, Direction, Step
from ..models import Lead, LeadPolicy, Offer, RoutingDecision
from ..selectors import channel_manager_for
from . import seats
from .moving import RELATED, exclusively, lock_routing, lock_seats, move, note_down, pass_step
from .policies import current_policy

logger = logging.getLogger(__name__)
BATCH = 50  # small, because nobody else hands out places meanwhile
ARBITRATION_DAYS = 1
ACKNOWLEDGE_HOURS = 1


@dataclass(frozen=True)
class StaffDecision:
    """Which of the vendor's people receives something from a partner, why in one sentence, and how all stood."""

    user: User
    sentence: str
    lines: list[dict[str, Any]]


# -- outbound: to members


def route(leads: Iterable[Lead | int] | None = None, limit: int = BATCH) -> list[RoutingDecision]:
    """Offers waiting outbound leads (all, or these) to members; at most `limit`, the longest waiting first.

    One transaction. What another router holds is skipped; one router at a time hands out places, so no seat is
    overfilled. A lead that nobody can take, or that had its last hop, goes to the channel manager.
    """
    with transaction.atomic():
        claimed = _claim(leads, limit)
        if not claimed:
            return []
        lock_routing()
        policy = current_policy()
        spent = [lead for lead in claimed if lead.hops >= policy.hops]
        made = [_give_up(lead, policy, _("Offered %(hops)s times.") % {"hops": lead.hops}, ()) for lead in spent]
        return made + _place([lead for lead in claimed if lead.hops < policy.hops], policy)


def _claim(leads: Iterable[Lead | int] | None, limit: int) -> list[Lead]:
    rows = Lead.objects.waiting_for_routing().filter(direction=Direction.OUTBOUND)
    if leads is not None:
        rows = rows.filter(pk__in=[lead.pk if isinstance(lead, Lead) else lead for lead in leads])
    rows = rows.select_related(*RELATED).order_by("state_since", "pk")
    return list(rows.select_for_update(of=("self",), skip_locked=True)[:limit])


def _place(leads: Sequence[Lead], policy: LeadPolicy) -> list[RoutingDecision]:
    decisions = {decision.subject: decision for decision in preview(leads)}
    users = {user.ref: user for user in _recipients(decisions.values())}
    lock_seats(*(user.pk for user in users.values()))
    free = _free_places(users.values())
    made = []
    for lead in leads:
        decision = decisions[lead.ref]
        if decision.chosen is None:
            made.append(_give_up(lead, policy, decision.sentence, decision.lines))
        elif free.get(decision.chosen, 0) > 0:
            free[decision.chosen] -= 1
            made += _try_offer(lead, policy, decision, users[decision.chosen])
    return made


def preview(leads: Sequence[Lead]) -> list[routing.Decision]:
    """What the engine would decide now, without doing it."""
    had = _had_it(leads)
    return routing.decide([subject_of(lead, had.get(lead.pk, frozenset())) for lead in leads], seats.member_seats())


def _had_it(leads: Sequence[Lead]) -> dict[int, frozenset[str]]:
    had: dict[int, set[str]] = {}
    rows = Offer.objects.filter(lead__in=[lead.pk for lead in leads], partner__isnull=False)
    for lead_id, partner_ref in rows.order_by().values_list("lead", "partner__ref"):
        had.setdefault(lead_id, set()).add(partner_ref)
    return {lead_id: frozenset(refs) for lead_id, refs in had.items()}


def subject_of(lead: Lead, had_it: frozenset[str] = frozenset()) -> routing.Subject:
    """The lead as the engine sees it. The seed follows from the lead and its hop, so a decision can be repeated."""
    customer = lead.customer
    return routing.Subject(
        key=lead.ref,
        country=str(customer.country or ""),
        region=customer.region,
        postcode=customer.postcode,
        industry=customer.industry,
        size=customer.size,
        product=lead.product.code if lead.product else "",
        value=float(lead.amount or 0),
        rank=lead.rank,
        had_it=had_it,
        seed=seed_of(lead.ref, lead.hops),
    )


def seed_of(ref: str, hop: int) -> int:
    return zlib.crc32(f"{ref}:{hop}".encode())


def _recipients(decisions: Iterable[routing.Decision]) -> list[User]:
    refs = {decision.chosen for decision in decisions if decision.chosen}
    return list(User.objects.filter(ref__in=refs).select_related("member__partner"))


def _free_places(users: Iterable[User]) -> dict[str, int]:
    """Places left now that nobody else can take them, by account reference."""
    people = list(users)
    loads = seats.member_loads(user.pk for user in people)
    return {user.ref: user.member.capacity - loads.get(user.pk, 0) for user in people}


def _try_offer(lead: Lead, policy: LeadPolicy, decision: routing.Decision, recipient: User) -> list[RoutingDecision]:
    """A lead that cannot be offered for a reason nobody foresaw holds up no other: a person looks at it."""
    try:
        with transaction.atomic():
            kept = keep_decision(lead, policy, decision.sentence, routing.lines_as_json(decision), recipient)
            make_offer(lead, recipient, policy, kept, Action.OFFER, None)
            return [kept]
    except Exception:
        logger.exception("Lead %s could not be offered", lead.ref)
        lead.refresh_from_db(fields=["state", "hops"])
        return [_give_up(lead, policy, _("Routing failed; the portal's log says why."), decision.lines)]


def keep_decision(
    lead: Lead, policy: LeadPolicy, sentence: str, lines: list[dict[str, Any]], chosen: User | None
) -> RoutingDecision:
    """Writes down why, with everything needed to read it later."""
    return RoutingDecision.objects.create(
        lead=lead,
        hop=lead.hops + 1,
        decided_at=timezone.now(),
        policy_version=policy.number,
        seed=seed_of(lead.ref, lead.hops),
        chosen=chosen,
        sentence=sentence[:400],
        candidates=lines,
    )


def make_offer(
    lead: Lead, recipient: User, policy: LeadPolicy, decision: RoutingDecision, action: Action, actor: Any
) -> Offer:
    """The lead is this person's to answer, with a clock in their business hours. The lead must be locked.

    Raises TransitionRefused when somebody else has an open offer or their partner had the lead before.
    """
    member = None if recipient.is_vendor else recipient.member
    days = policy.answer_days(lead.rank)
    inbound = {"receiver": recipient} if lead.is_inbound else {}
    move(lead, action, actor, hops=lead.hops + 1, **inbound)
    with exclusively():
        offer = Offer.objects.create(
            lead=lead,
            recipient=recipient,
            partner=member.partner if member else None,
            decision=decision,
            hop=lead.hops,
            offered_at=timezone.now(),
            answer_by=timezone.now(),
        )
    promise = promises.make(
        kind=Kind.ANSWER_OFFER,
        subject=offer,
        owed_by=recipient,
        label=offer_label(lead),
        url=lead.get_absolute_url() if lead.is_inbound else offer.get_absolute_url(),
        partner=lead.partner if lead.is_inbound else offer.partner,
        days=days,
    )
    offer.answer_by = promise.due_at
    offer.save(update_fields=["answer_by"])
    _announce(lead, offer, member, decision)
    return offer


def _announce(lead: Lead, offer: Offer, member: Any, decision: RoutingDecision) -> None:
    pass_step(lead, Step.OFFERED, partner=member.partner if member else lead.partner, member=member or lead.member)
    words = {"name": offer.recipient.name}
    if lead.is_inbound:
        note_down(lead, None, _("In review with %(name)s") % words, icon="user-check")
        messages.review_wanted(lead, offer)
    else:
        sentence = _("Offered to %(name)s") % words
        note_down(lead, None, sentence, icon="send", detail=decision.sentence, vendor_only=True)
        messages.offer_made(lead, offer)


def offer_label(lead: Lead) -> str:
    """What the promise calls the lead. Holds nothing that is masked."""
    country: Any = lead.customer.country
    place = ", ".join(part for part in (lead.customer.city, country.name) if part)
    words = {"rank": lead.get_rank_display(), "company": lead.company_name, "place": place}
    return (_("%(rank)s lead: %(company)s, %(place)s") if place else _("%(rank)s lead: %(company)s")) % words


def _give_up(lead: Lead, policy: LeadPolicy, reason: str, lines: Sequence[routing.Line]) -> RoutingDecision:
    kept = keep_decision(lead, policy, reason, [line.as_json() for line in lines], None)
    move(lead, Action.GIVE_UP, None)
    note_down(lead, None, _("Nobody could be found"), icon="circle-question-mark", detail=reason, vendor_only=True)
    manager = channel_manager_for(lead)
    if manager is not None:
        promises.make(
            kind=Kind.ARBITRATE,
            subject=lead,
            owed_by=manager,
            label=_("Lead to place: %(company)s") % {"company": lead.company_name},
            url=lead.get_absolute_url(),
            days=ARBITRATION_DAYS,
        )
        messages.lead_unplaced(lead, manager, reason)
    return kept


# -- inbound, and registrations: to the vendor's people


def choose_reviewer(
    *,
    country: str,
    region: str = "",
    postcode: str = "",
    industry: str = "",
    size: str = "",
    product: Product | None = None,
    partner: Partner,
    value: float = 0,
    rank: str = "",
    seed: int = 0,
    key: str = "",
    not_to: Iterable[User] = (),
) -> StaffDecision:
    """The sales rep or product specialist who receives what this partner brings.

    When nobody of the sales reps can, it is the partner's named sales rep, then its channel manager. `not_to` names
    people who had it before. Reads only.
    """
    subject = routing.Subject(
        key=key or partner.ref,
        country=str(country or ""),
        region=region,
        postcode=postcode,
        industry=industry,
        size=size,
        product=product.code if product else "",
        value=value,
        rank=rank,
        had_it=frozenset(user.ref for user in not_to),
        seed=seed,
    )
    decision = routing.decide([subject], seats.staff_seats(partner))[0]
    lines = routing.lines_as_json(decision)
    if decision.chosen is None:
        person = _fallback(partner)
        return StaffDecision(person, _("%(name)s, who looks after the partner.") % {"name": person.name}, lines)
    return StaffDecision(User.objects.get(ref=decision.chosen), decision.sentence, lines)


def _fallback(partner: Partner) -> User:
    named = named_sales_rep(partner)
    return named if named.is_active else partner.owner


def hand_to_staff(lead: Lead) -> Lead:
    """Gives a locked inbound lead to the right sales rep, who thanks the partner at once."""
    entered, customer = lead.as_entered, lead.customer
    if lead.partner is None:
        raise ValueError(f"{lead.ref} was brought by no partner.")
    chosen = choose_reviewer(
        country=entered.get("country") or str(customer.country or ""),
        region=entered.get("region") or customer.region,
        postcode=entered.get("postcode") or customer.postcode,
        industry=entered.get("industry") or customer.industry,
        size=entered.get("size") or customer.size,
        product=lead.product,
        partner=lead.partner,
        value=float(lead.amount or 0),
        rank=lead.rank,
        seed=seed_of(lead.ref, lead.hops),
        key=lead.ref,
    )
    policy = current_policy()
    decision = keep_decision(lead, policy, chosen.sentence, chosen.lines, chosen.user)
    offer = make_offer(lead, chosen.user, policy, decision, Action.OFFER, None)
    acknowledge(lead, offer)
    return lead


def acknowledge(lead: Lead, offer: Offer) -> None:
    """Thanks from the rep, both contact cards, what happens next; a promise of the vendor's that is kept at once."""
    promises.make(
        kind=Kind.ACKNOWLEDGE,
        subject=lead,
        owed_by=offer.recipient,
        label=lead.company_name,
        url=lead.get_absolute_url(),
        partner=lead.partner,
        hours=ACKNOWLEDGE_HOURS,
    )
    messages.lead_acknowledged(lead, offer)
    promises.keep(Kind.ACKNOWLEDGE, lead)
    note_down(lead, offer.recipient, _("Acknowledged with thanks"), icon="mail-check", by_hand=False)
