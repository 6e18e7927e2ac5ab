"""An offer is answered, taken back, or runs out of time."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partners.models import Member
from partners.selectors import default_campaign
from prm.accounts.models import User
from prm.core import links
from prm.core.errors import DomainError, InvalidInput, TransitionRefused
from prm.outbox.services import nudge_on_commit
from prm.promises import services as promises
from prm.promises.enums import Kind

from .. import messages, rules
from ..enums import Action, DeclineReason, OfferState, Step
from ..models import Lead, Offer
from ..selectors import OFFER_RELATED, places_taken
from ..selectors import open_offer_of as open_offer
from .moving import close_offer, exclusively, lock_seats, locked, locked_offer, move, note_down, pass_step, require
from .working import start_work, take_back


@transaction.atomic
def accept_offer(actor: Any, offer: Offer) -> Offer:
    """The lead is theirs alone from now on, and its contact is unmasked. Does nothing when it was accepted already.

    Raises NotAllowed for anybody but the recipient (or the admin of their partner), TransitionRefused when the offer
    is closed, and DomainError when the member's places are taken or the contract is not in force.
    """
    lead, offer = _both(offer)
    if offer.state == OfferState.ACCEPTED and actor.pk == offer.recipient_id:
        return offer
    require_open(offer)
    require(lead, Action.ACCEPT, actor)
    move(lead, Action.ACCEPT, actor, **({} if lead.is_inbound else _takeover(offer)))
    with exclusively():
        close_offer(offer, OfferState.ACCEPTED)
    promises.keep(Kind.ANSWER_OFFER, offer)
    pass_step(lead, Step.ACCEPTED, partner=lead.partner, member=lead.member)
    start_work(lead, offer.recipient)
    _tell_accepted(actor, lead, offer)
    return offer


def _both(offer: Offer) -> tuple[Lead, Offer]:
    lead = locked(offer.lead_id)
    return lead, locked_offer(offer)


def require_open(offer: Offer) -> None:
    """Raises TransitionRefused with what became of an offer that is closed."""
    sentences = {
        OfferState.ACCEPTED: _("This offer has been accepted already."),
        OfferState.DECLINED: _("This offer has been declined already."),
        OfferState.EXPIRED: _("The time to answer this offer is over."),
        OfferState.RECALLED: _("This offer has been taken back."),
    }
    if offer.state != OfferState.OPEN:
        raise TransitionRefused(sentences[OfferState(offer.state)])


def _takeover(offer: Offer) -> dict[str, Any]:
    """What changes when a member takes a lead. Raises DomainError when they may take no more."""
    member: Member = offer.recipient.member
    if not member.partner.is_open_for_business:
        raise DomainError(_("Your company's contract is not in force, so it cannot take leads. Please call us."))
    lock_seats(offer.recipient_id)
    taken = places_taken(offer.recipient)
    if taken >= member.capacity:
        words = {"name": offer.recipient.name, "count": taken, "capacity": member.capacity}
        sentence = _("%(name)s has no free place: %(count)s of %(capacity)s taken. Convert or close a lead first.")
        raise DomainError(sentence % words)
    return {"partner": member.partner, "member": member, "campaign": default_campaign(member.partner)}


def _tell_accepted(actor: Any, lead: Lead, offer: Offer) -> None:
    name = offer.recipient.name
    if actor.pk == offer.recipient_id:
        sentence = _("Accepted by %(name)s") % {"name": name}
    else:
        sentence = _("Accepted by %(actor)s for %(name)s") % {"actor": str(actor), "name": name}
    note_down(lead, actor, sentence, icon="handshake")
    if lead.is_inbound:
        messages.lead_accepted_by_vendor(lead, offer)
    else:
        messages.lead_is_yours(lead, offer)


def accept_in_review(actor: Any, lead: Lead) -> Lead:
    """The sales rep takes the partner's lead that is in review with them. Raises as `accept_offer` does."""
    offer = open_offer(lead)
    if offer is None:
        raise TransitionRefused(_("Nobody has to answer this lead now."))
    accept_offer(actor, offer)
    return lead


def read_link(token: str) -> tuple[Offer, User]:
    """The offer that a link in a mail lets its person answer. Changes nothing.

    Raises BadLink when the link is forged or too old, when the offer was answered or went to somebody else, and when
    the person is not active any more.
    """
    rows = Offer.objects.select_related(*OFFER_RELATED, "lead__partner")
    return links.resolve(messages.ANSWER_BY_MAIL, token, rows, messages.fingerprint_of, _active)


def _active(ref: str) -> User | None:
    return User.objects.active().filter(ref=ref).first()


@transaction.atomic
def decline_offer(actor: Any, offer: Offer, reason: str, note: str = "") -> Offer:
    """The lead goes on to the next candidate and never comes back. Outbound only.

    Raises InvalidInput without a known reason (or without a note where the reason needs one), NotAllowed, and
    TransitionRefused when the offer is closed.
    """
    lead, offer = _both(offer)
    require_open(offer)
    require(lead, Action.DECLINE, actor)
    if reason not in DeclineReason.values:
        raise InvalidInput(_("Say why, so that we send you better leads."), fields={"reason": _("Choose a reason.")})
    if reason in rules.NEEDS_A_NOTE and not note.strip():
        raise InvalidInput(_("Please say in a few words why."), fields={"note": _("Say it in a few words.")})
    words = {"name": offer.recipient.name, "reason": DeclineReason(reason).label}
    pass_on(actor, lead, Action.DECLINE, _("Declined by %(name)s: %(reason)s") % words, note.strip())
    close_offer(offer, OfferState.DECLINED, decline_reason=reason, decline_note=note.strip())
    promises.keep(Kind.ANSWER_OFFER, offer)
    return offer


@transaction.atomic
def recall_offer(actor: Any, offer: Offer, note: str = "") -> Offer:
    """The channel manager takes an outbound offer back; the lead goes on. Raises NotAllowed and TransitionRefused."""
    lead, offer = _both(offer)
    require_open(offer)
    require(lead, Action.RECALL, actor)
    words = {"name": offer.recipient.name}
    pass_on(actor, lead, Action.RECALL, _("Offer to %(name)s taken back") % words, note)
    take_back(offer)
    return offer


@transaction.atomic
def expire_offer(offer: Offer) -> bool:
    """The time to answer is over: an outbound lead goes on to the next candidate. False when it was answered."""
    lead, offer = _both(offer)
    if offer.state != OfferState.OPEN or rules.transition(lead.state, Action.EXPIRE, lead.direction) is None:
        return False
    sentence = _("No answer from %(name)s in time") % {"name": offer.recipient.name}
    pass_on(None, lead, Action.EXPIRE, sentence)
    close_offer(offer, OfferState.EXPIRED)
    promises.break_(Kind.ANSWER_OFFER, offer)
    messages.offer_expired(lead, offer)
    return True


def pass_on(actor: Any, lead: Lead, action: Action, sentence: str, detail: str = "") -> None:
    """The lead waits for the router again; the caller ends the offer."""
    move(lead, action, actor)
    note_down(lead, actor, sentence, icon="forward", detail=detail, vendor_only=True)
    nudge_on_commit("leads.route_waiting")
