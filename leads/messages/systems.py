"""To other systems: what a webhook says of leads and offers."""

from prm.outbox.enums import Event
from prm.outbox.services import (
    announce,
)

from ..enums import OfferState
from ..models import Lead, Offer


def lead_moved(lead: Lead) -> None:
    """To the webhooks of whoever may see the lead in its new state."""
    facts = {"state": lead.state, "direction": lead.direction, "external_id": lead.external_id}
    announce(Event.LEAD_MOVED, lead, partner=lead.partner, collection="leads", at=lead.state_since, **facts)


def offer_changed(offer: Offer) -> None:
    """To the webhooks of the partner and of the vendor. Inbound leads are offered to staff: `lead_moved` tells it."""
    events = {
        OfferState.OPEN: Event.OFFER_MADE,
        OfferState.ACCEPTED: Event.OFFER_ACCEPTED,
        OfferState.DECLINED: Event.OFFER_DECLINED,
        OfferState.EXPIRED: Event.OFFER_EXPIRED,
        OfferState.RECALLED: Event.OFFER_RECALLED,
    }
    if offer.partner is None:
        return
    state = OfferState(offer.state)
    facts = {"state": state, "lead": offer.lead.ref, "answer_by": offer.answer_by.isoformat()}
    at = offer.answered_at or offer.offered_at
    announce(events[state], offer, partner=offer.partner, collection="offers", at=at, **facts)
