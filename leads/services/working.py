"""Somebody works a lead: contacted, converted, closed, handed on, withdrawn."""

from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.models import Member
from prm.accounts.enums import SELLING_STAFF
from prm.accounts.models import User
from prm.core.calendar import HasCalendar, calendar_of
from prm.core.errors import DomainError, InvalidInput, NotAllowed, needed
from prm.core.refusing import steps
from prm.promises import services as promises
from prm.promises.enums import Kind

from .. import messages, rules
from ..enums import Action, CloseReason, LeadState, OfferState, Quality, Step
from ..models import Lead, Offer
from ..selectors import places_taken
from .moving import close_offer, lock_routing, lock_seats, locked, move, note_down, open_offer_of, pass_step, require
from .policies import current_policy
from .routing import keep_decision, make_offer


def start_work(lead: Lead, worker: User) -> None:
    """The clocks of whoever works the lead: first contact by rank, then progress with a nudge after idle days."""
    policy = current_policy()
    now = timezone.now()
    promises.make(
        kind=Kind.CONTACT_CUSTOMER,
        subject=lead,
        owed_by=worker,
        label=lead.company_name,
        url=lead.get_absolute_url(),
        partner=lead.partner,
        days=policy.contact_days(lead.rank),
    )
    steps = range(policy.idle_nudge_days, policy.conclude_days, policy.idle_nudge_days)
    promises.make(
        kind=Kind.PROGRESS_LEAD,
        subject=lead,
        owed_by=worker,
        label=lead.company_name,
        url=lead.get_absolute_url(),
        partner=lead.partner,
        due_at=calendar_of(cast(HasCalendar, worker)).next_open(now + timedelta(days=policy.conclude_days)),
        nudges=[(f"idle_{day}", day / policy.conclude_days) for day in steps],
    )


@transaction.atomic
def mark_contacted(actor: Any, lead: Lead, note: str = "") -> Lead:
    """The customer was reached. Does nothing when that is known. Raises NotAllowed and TransitionRefused."""
    lead = locked(lead)
    if lead.state == LeadState.CONTACTED:
        return lead
    move(lead, Action.CONTACT, actor)
    promises.keep(Kind.CONTACT_CUSTOMER, lead)
    pass_step(lead, Step.CONTACTED, partner=lead.partner, member=lead.member)
    note_down(lead, actor, _("Customer contacted"), icon="phone", detail=note)
    if lead.is_inbound:
        messages.lead_progressed(lead, _("We have spoken with the customer."), "contacted")
    return lead


@transaction.atomic
def mark_converted(actor: Any, lead: Lead) -> Lead:
    """The lead became an opportunity, which the caller makes in the same transaction. Does nothing when it did before.

    Raises NotAllowed and TransitionRefused.
    """
    lead = locked(lead)
    if lead.state == LeadState.CONVERTED:
        return lead
    move(lead, Action.CONVERT, actor)
    _conclude(lead)
    pass_step(lead, Step.CONTACTED, partner=lead.partner, member=lead.member)
    pass_step(lead, Step.OPPORTUNITY, partner=lead.partner, member=lead.member)
    note_down(lead, actor, _("Became a deal"), icon="trending-up")
    if lead.is_inbound:
        messages.lead_progressed(lead, _("Your lead has become a deal."), "converted")
    return lead


def _conclude(lead: Lead) -> None:
    promises.keep(Kind.CONTACT_CUSTOMER, lead)
    promises.keep(Kind.PROGRESS_LEAD, lead)


@transaction.atomic
def record_won(lead: Lead, at: datetime | None = None) -> None:
    """The opportunity that came from this lead is won: the last step of the waterfall. `at` is aware."""
    pass_step(lead, Step.WON, partner=lead.partner, member=lead.member, at=at)


@transaction.atomic
def close_lead(actor: Any, lead: Lead, reason: str, note: str = "", quality: int | None = None) -> Lead:
    """It will not become a deal. `quality` from 1 to 5 says how good the lead was.

    Raises InvalidInput for an unknown reason or quality, NotAllowed and TransitionRefused.
    """
    lead = locked(lead)
    if reason not in CloseReason.values:
        raise InvalidInput(_("Choose a reason."), fields={"reason": _("Choose a reason.")})
    rating = {} if quality is None else _rating(lead, quality)
    move(lead, Action.CLOSE, actor, close_reason=reason, close_note=note.strip(), **rating)
    promises.release(Kind.CONTACT_CUSTOMER, lead)
    promises.keep(Kind.PROGRESS_LEAD, lead)
    label = CloseReason(reason).label
    note_down(lead, actor, _("Closed: %(reason)s") % {"reason": label}, icon="archive", detail=note.strip())
    if lead.is_inbound:
        messages.lead_progressed(lead, _("We have closed it: %(reason)s.") % {"reason": label}, "closed")
    return lead


@transaction.atomic
def rate_lead(actor: Any, lead: Lead, quality: int, note: str = "") -> Lead:
    """Whoever worked it says from 1 to 5 how good it was, also of one that became a deal, won or lost.

    They can think again for the policy's days after the first rating. Raises InvalidInput for another number, and for
    a poor one without a word why; NotAllowed; TransitionRefused before the lead has ended and after these days.
    """
    lead = locked(lead)
    require(lead, Action.RATE, actor)
    rating = _rating(lead, quality)
    if quality in rules.POOR_QUALITY:
        needed(note, "note", _("Say what was wrong with it: it makes the next leads better."))
    if lead.quality == quality and not note.strip():
        return lead
    move(lead, Action.RATE, actor, **rating)
    sentence = _("Rated the lead: %(quality)s of 5") % {"quality": quality}
    note_down(lead, actor, sentence, icon="star", detail=note.strip())
    return lead


def _rating(lead: Lead, quality: int) -> dict[str, Any]:
    """The columns of a rating; the first one says until when it can be changed."""
    if quality not in Quality.values:
        raise InvalidInput(_("The quality is a number from 1 to 5."), fields={"quality": _("1 to 5.")})
    until = lead.rating_until or timezone.now() + timedelta(days=current_policy().rating_days)
    return {"quality": quality, "rating_until": until}


@transaction.atomic
def withdraw_lead(actor: Any, lead: Lead, note: str = "") -> Lead:
    """Taken back: by the partner who brought it, at any time; an outbound lead by the channel manager until accepted.

    Does nothing when it was withdrawn before. Raises NotAllowed and TransitionRefused.
    """
    lead = locked(lead)
    if lead.state == LeadState.WITHDRAWN:
        return lead
    move(lead, Action.WITHDRAW, actor, close_note=note.strip())
    offer = open_offer_of(lead)
    if offer is not None:
        take_back(offer, tell=not lead.is_inbound)
    promises.release(None, lead)
    note_down(lead, actor, _("Withdrawn"), icon="undo-2", detail=note.strip())
    if lead.is_inbound and lead.receiver is not None:
        messages.lead_withdrawn(lead, lead.receiver)
    return lead


def take_back(offer: Offer, *, tell: bool = True) -> None:
    """Ends an open offer that nobody has to answer any more, and says so to its recipient."""
    if close_offer(offer, OfferState.RECALLED):
        promises.release(Kind.ANSWER_OFFER, offer)
        if tell:
            messages.offer_recalled(offer)


@transaction.atomic
def assign_by_manager(actor: Any, lead: Lead, recipient: User, note: str = "") -> Offer:
    """The channel manager offers the lead to a person of their choice; an open offer to somebody else is taken back.

    An outbound lead goes to a member, an inbound one to selling staff. Raises InvalidInput for anybody else,
    TransitionRefused when the partner had it before, DomainError when the person has no free place, NotAllowed.
    """
    lead = locked(lead)
    require(lead, Action.ASSIGN, actor)
    _require_suitable(lead, recipient)
    if not lead.is_inbound:
        lock_routing()
        _require_place(recipient)
    open_offer = open_offer_of(lead)
    if open_offer is not None:
        take_back(open_offer)
    if lead.rejection_started_at is not None:  # somebody else looks at it afresh
        steps.forget_letter(lead)
        lead.save(update_fields=steps.LETTER)
        promises.release(Kind.DECIDE_REJECTION_REVIEW, lead)
    policy = current_policy()
    sentence = _("Chosen by %(name)s.") % {"name": str(actor)}
    decision = keep_decision(lead, policy, f"{sentence} {note}".strip(), [], recipient)
    pass_step(lead, Step.QUALIFIED, partner=lead.partner, member=lead.member)  # by a person's judgement, if not before
    offer = make_offer(lead, recipient, policy, decision, Action.ASSIGN, actor)
    promises.keep(Kind.ARBITRATE, lead)
    promises.release(Kind.REVIEW_HELD_LEAD, lead)
    return offer


def _require_suitable(lead: Lead, recipient: User) -> None:
    if lead.is_inbound:
        suitable = recipient.is_active and recipient.role in SELLING_STAFF
    else:
        member = getattr(recipient, "member", None)
        suitable = recipient.is_active and member is not None and member.partner.is_open_for_business
    if not suitable:
        sentence = _("This person cannot take the lead.")
        raise InvalidInput(sentence, fields={"recipient": sentence})


def _require_place(user: User) -> None:
    """Raises DomainError when the member's places are taken; holds them until the transaction ends."""
    lock_seats(user.pk)
    capacity = Member.objects.get(user=user).capacity
    taken = places_taken(user) + Offer.objects.filter(recipient=user, state=OfferState.OPEN).count()
    if taken >= capacity:
        words = {"name": user.name, "count": taken, "capacity": capacity}
        raise DomainError(_("%(name)s has no free place: %(count)s of %(capacity)s taken.") % words)


@transaction.atomic
def reassign_within_partner(actor: Any, lead: Lead, member: Member) -> Lead:
    """A colleague at the same partner works the lead from now on; the clocks run on.

    Raises InvalidInput for somebody elsewhere, DomainError without a free place, NotAllowed and TransitionRefused.
    """
    lead = locked(lead)
    if member.partner_id != lead.partner_id or not member.user.is_active:
        sentence = _("Choose an active colleague.")
        raise InvalidInput(sentence, fields={"member": sentence})
    if lead.member_id == member.pk:
        return lead
    _require_place(member.user)
    move(lead, Action.REASSIGN, actor, member=member)
    for kind in (Kind.CONTACT_CUSTOMER, Kind.PROGRESS_LEAD):
        promises.reassign(kind, lead, member.user)
    note_down(lead, actor, _("Handed to %(name)s") % {"name": member.user.name}, icon="arrow-right-left")
    messages.lead_handed_over(lead, actor)
    return lead


@transaction.atomic
def add_note(actor: Any, lead: Lead, text: str, *, vendor_only: bool = False) -> Lead:
    """Writes a note on the timeline; both sides read it unless staff keep it to the vendor. Counts as activity."""
    lead = locked(lead)
    if not text.strip():
        raise InvalidInput(_("Write something."), fields={"text": _("Write something.")})
    if vendor_only and not actor.is_vendor:
        raise NotAllowed(_("Only the vendor's staff keep notes to themselves."))
    move(lead, Action.NOTE, actor)
    note_down(lead, actor, _("Note"), icon="message-square", detail=text.strip(), vendor_only=vendor_only)
    return lead
