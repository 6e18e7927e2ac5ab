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


UNFINISHED = frozenset({State.QUEUED, State.SENDING})
