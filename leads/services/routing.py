"""Leads find their person: claimed, decided by the pure engine, offered with a clock, and the decision kept."""

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_countries import countries

from partners.models import Partner, Product
from partners.selectors import manager_of, named_sales_rep
from prm.accounts.models import User
from prm.promises import services as promises
from prm.promises.enums import Kind

from .. import messages, routing
from ..enums import Action, Step
from ..models import Lead, LeadPolicy, Offer, RoutingDecision
from . import placing, seats
from .deciding import Known
from .moving import exclusively, lock_routing, lock_seats, move, note_down, pass_step
from .placing import Outcome, Recipient, recipients
from .policies import current_policy, terms_of_routing
from .waiting import Waiting, claim, look_ahead, look_at, seed_of, subjects_of

logger = logging.getLogger(__name__)
BATCH = 50  # small, because nobody else hands out places meanwhile
CHUNK = 1000  # of a bulk: about a second's work
BULK_SECONDS = 300
ACKNOWLEDGE_HOURS = 1


@dataclass(frozen=True)
class StaffDecision:
    """Which of the vendor's people receives something from a partner, why in one sentence, and how all stood."""

    user: User
    sentence: str
    lines: list[list[Any]]


# -- outbound: to members


def route(leads: Iterable[Lead | int] | None = None, limit: int = BATCH) -> list[RoutingDecision]:
    """Offers waiting outbound leads (all, or these) to members; at most `limit`, the longest waiting first.

    One transaction. What another router holds is skipped; one router at a time hands out places, so no seat is
    overfilled. A lead that nobody can take, or that had its last hop, goes to the channel manager.
    """
    with transaction.atomic():
        claimed = claim(leads, limit)
        if not claimed:
            return []
        lock_routing()
        made = _place(claimed, Known(programme))
        return list(RoutingDecision.objects.filter(pk__in=made).order_by("pk"))


def route_all(seconds: float = BULK_SECONDS) -> int:
    """Routes what waits, chunk by chunk, each in its own transaction; returns how many were decided.

    Ends when nothing waits that could be decided, or after `seconds`. Who covers what is read anew every few seconds,
    who may still receive, and how full the seats of those chosen are, in every chunk. The next chunk is decided while
    one is written; nothing of that is kept, so a killed process loses nothing by it.
    """
    began = time.monotonic()
    decided = 0
    with ExitStack() as stack:
        known: Known | None = None
        while time.monotonic() - began < seconds:
            with transaction.atomic():
                claimed = claim(None, CHUNK)
                if not claimed:
                    break
                lock_routing()
                known = known or stack.enter_context(Known(programme))
                made = _place(claimed, known, following=CHUNK)
            if not made:
                break
            decided += len(made)
    return decided


def programme(policy: LeadPolicy | None = None) -> routing.Programme:
    """Everybody who can get an outbound lead now, under the policy in force or another one."""
    policy = policy or current_policy()
    return routing.Programme(seats.member_seats(), terms_of_routing(policy))


def preview(leads: Sequence[Lead]) -> list[routing.Decision]:
    """What the engine would decide now, without doing it."""
    return programme().decide(subjects_of(look_at(leads)))


def _place(leads: Sequence[Waiting], known: Known, following: int = 0) -> list[int]:
    """Decides and writes, and meanwhile decides so many leads that follow; the row numbers of the decisions."""
    policy, now = current_policy(), timezone.now()
    going = [lead for lead in leads if lead.hops < policy.hops]
    decisions = known.decide(going)
    people = recipients({one.chosen for one in decisions.values() if one.chosen})
    lock_seats(*(person.pk for person in people.values()))
    free = _free_places(people.values())
    outcomes = [
        Outcome(lead, _("Offered %(hops)s times.") % {"hops": lead.hops}) for lead in leads if lead.hops >= policy.hops
    ]
    for lead in going:
        outcome = _outcome(lead, decisions[lead.ref], people, free)
        if outcome is not None:
            outcomes.append(outcome)
    known.programme.set_loads({ref: people[ref].capacity - places for ref, places in free.items()})
    if following:
        known.decide_ahead([lead for lead in look_ahead(leads, following) if lead.hops < policy.hops])
    return _write(outcomes, policy, now)


def _outcome(
    lead: Waiting, decision: routing.Decision, people: Mapping[str, Recipient], free: dict[str, int]
) -> Outcome | None:
    """What becomes of the lead; None when the chosen one cannot take it any more, so that it is decided again."""
    if decision.chosen is None:
        return Outcome(lead, decision.sentence, decision.lines, decision.others)
    if free.get(decision.chosen, 0) <= 0:
        return None
    free[decision.chosen] -= 1
    return Outcome(lead, decision.sentence, decision.lines, decision.others, people[decision.chosen])


def _free_places(people: Iterable[Recipient]) -> dict[str, int]:
    """Places left now that nobody else can take them, by account reference; none for who may not receive any more."""
    chosen, today = list(people), timezone.localdate()
    loads = seats.member_loads(person.pk for person in chosen)
    return {
        person.ref: person.capacity - loads.get(person.pk, 0) if person.may_receive(today) else 0 for person in chosen
    }


def _write(outcomes: Sequence[Outcome], policy: LeadPolicy, now: datetime) -> list[int]:
    """All at once; if the database refuses one of them, each by itself."""
    if not outcomes:
        return []
    try:
        with transaction.atomic():
            return placing.write(outcomes, policy, now)
    except Exception:
        if len(outcomes) == 1:
            return _give_up_failed(outcomes[0], policy, now)
        logger.exception("%s leads could not be offered together; trying each by itself", len(outcomes))
        return [decision for one in outcomes for decision in _write([one], policy, now)]


def _give_up_failed(outcome: Outcome, policy: LeadPolicy, now: datetime) -> list[int]:
    """A lead that cannot be offered for a reason nobody foresaw holds up no other: a person looks at it."""
    logger.exception("Lead %s could not be offered", outcome.lead.ref)
    failed = replace(outcome, sentence=_("Routing failed; the portal's log says why."), recipient=None)
    return placing.write([failed], policy, now)


def keep_decision(
    lead: Lead, policy: LeadPolicy, sentence: str, lines: list[list[Any]], chosen: User | None
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
    """What the promise calls the lead. Holds nothing that is masked, nor what others know of a partner's customer."""
    own = {"city": lead.customer.city, "country": str(lead.customer.country)}
    told = lead.as_entered if lead.is_inbound else own
    place = ", ".join(part for part in (told.get("city"), countries.name(told.get("country") or "")) if part)
    words = {"rank": lead.get_rank_display(), "company": lead.company_name, "place": place}
    return (_("%(rank)s lead: %(company)s, %(place)s") if place else _("%(rank)s lead: %(company)s")) % words


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
    return named if named.is_active else manager_of(partner)


def choose_rep(lead: Lead, not_to: Iterable[User] = ()) -> StaffDecision:
    """The sales rep for a lead that a partner brought; `not_to` as for `choose_reviewer`."""
    entered, customer = lead.as_entered, lead.customer
    if lead.partner is None:
        raise ValueError(f"{lead.ref} was brought by no partner.")
    return choose_reviewer(
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
        not_to=not_to,
    )


def hand_to_staff(lead: Lead) -> Lead:
    """Gives a locked inbound lead to the right sales rep, who thanks the partner at once."""
    chosen = choose_rep(lead)
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
