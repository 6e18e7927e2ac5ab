"""What a message is and where it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    MAIL = "mail", _("Mail")
    NOTICE = "notice", _("Notice")
    WEBHOOK = "webhook", _("Webhook")


class State(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    PARKED = "parked", _("Parked")
    CANCELLED = "cancelled", _("Cancelled")
    GATHERED = "gathered", _("Waits for the morning’s mail")


class Event(models.TextChoices):
    """What a webhook can tell. The rooms above announce these; each names one kind of row, by its reference."""

    OFFER_MADE = "offer.made", _("A lead is offered")
    OFFER_ACCEPTED = "offer.accepted", _("An offer is accepted")
    OFFER_DECLINED = "offer.declined", _("An offer is declined")
    OFFER_EXPIRED = "offer.expired", _("An offer has run out of time")
    OFFER_RECALLED = "offer.recalled", _("An offer is taken back")
    LEAD_MOVED = "lead.moved", _("A lead moves to another state")
    REGISTRATION_ACTION_REQUIRED = "registration.action_required", _("A registration needs completing")
    REGISTRATION_DECIDED = "registration.decided", _("A registration is approved or rejected")
    DEAL_WON = "deal.won", _("A deal is won")
    DEAL_LOST = "deal.lost", _("A deal is lost")
    FEE_APPROVED = "fee.approved", _("A fee is approved")
    FEE_PAID = "fee.paid", _("A fee is paid")
    MDF_ACTION_REQUIRED = "mdf.action_required", _("A request or claim of marketing money needs completing")
    MDF_DECIDED = "mdf.decided", _("A request for marketing money is approved or refused")
    MDF_PAID = "mdf.paid", _("Marketing money is paid")


# Sent by a person to see whether the other side answers; nobody asks for it.
TEST_EVENT = "endpoint.test"
UNFINISHED = frozenset({State.QUEUED, State.SENDING})
